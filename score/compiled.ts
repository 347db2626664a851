import { compilePhrase, type CompiledPhrase } from './phrase.ts';
import { slotsIn, type Criterion, type Phrases, type Scorecard } from './scorecard.ts';

/** Foreign words that may stand between two words of a phrase: people and recognisers put one in. */
const SAYS_GAP = 2;
/** None in what must never be said: "not sure what my problem is" is no rudeness. */
const NEVER_SAYS_GAP = 0;

/** A criterion with its phrases made ready for one project's vocabulary. */
export type CompiledCriterion = {
  readonly criterion: Criterion;
  readonly phrases: readonly CompiledPhrase[];
  readonly trigger: readonly CompiledPhrase[];
  readonly customerSays: readonly CompiledPhrase[] | null;
  readonly anyoneSays: readonly CompiledPhrase[] | null;
  readonly outIfCustomerSays: readonly CompiledPhrase[] | null;
  readonly outIfAnyoneSays: readonly CompiledPhrase[] | null;
  /** A name without which the criterion cannot be judged; null when the vocabulary has all. */
  readonly missingName: string | null;
};

type Vocabulary = Readonly<Record<string, readonly string[]>>;

/** Makes a scorecard ready; done once, used for every call of the project. */
export function compileScorecard(scorecard: Scorecard, vocabulary: Vocabulary): readonly CompiledCriterion[] {
  return scorecard.criteria.map((criterion) => {
    const { judging, when, applies } = criterion;
    const own = judging.kind === 'measure' ? {} : judging.phrases;
    const trigger = when.kind === 'afterCustomer' ? when.phrases : {};
    const compile = (phrases: Phrases, gap: number): readonly CompiledPhrase[] =>
      compilePhrases(phrases, scorecard, vocabulary, gap);
    return {
      criterion,
      phrases: compile(own, judging.kind === 'neverSays' ? NEVER_SAYS_GAP : SAYS_GAP),
      trigger: compile(trigger, SAYS_GAP),
      customerSays: applies.customerSays && compile(applies.customerSays, SAYS_GAP),
      anyoneSays: applies.anyoneSays && compile(applies.anyoneSays, SAYS_GAP),
      outIfCustomerSays: applies.outIfCustomerSays && compile(applies.outIfCustomerSays, SAYS_GAP),
      outIfAnyoneSays: applies.outIfAnyoneSays && compile(applies.outIfAnyoneSays, SAYS_GAP),
      missingName: missingName([own, trigger, ...phrasesOfRule(applies)], vocabulary),
    };
  });
}

function phrasesOfRule(applies: Criterion['applies']): readonly (Phrases | null)[] {
  return [applies.customerSays, applies.anyoneSays, applies.outIfCustomerSays, applies.outIfAnyoneSays];
}

function compilePhrases(
  phrases: Phrases,
  scorecard: Scorecard,
  vocabulary: Vocabulary,
  gap: number,
): readonly CompiledPhrase[] {
  return scorecard.languages.flatMap((language) =>
    (phrases[language] ?? []).map((elements) => compilePhrase(elements, { language, vocabulary, gap })),
  );
}

function missingName(lists: readonly (Phrases | null)[], vocabulary: Vocabulary): string | null {
  const names = lists.flatMap(slotsIn);
  return names.find((name) => (vocabulary[name] ?? []).length === 0) ?? null;
}
