import type { Channel, Direction } from '../ingest/call.ts';
import type { Language } from '../ingest/project.ts';
import { parseYaml } from '../ingest/yaml.ts';
import { fingerprint } from './fingerprint.ts';
import { parsePhrase, slotsOf, type Element } from './phrase.ts';
import { reportFaults } from './scorecard-faults.ts';
import { scorecardFile } from './scorecard-schema.ts';
import type { CriterionFile, MeasureName, ScorecardFile, WhenFile, WrittenPhrases } from './scorecard-schema.ts';

/** Parsed phrases by language. */
export type Phrases = Readonly<Partial<Record<Language, readonly (readonly Element[])[]>>>;
export type Titles = Readonly<Partial<Record<Language, string>>>;

/** What a criterion brings. A weight is a part of the mean; bonus and penalty are points added after it. */
export type Worth = { readonly kind: 'weight' | 'bonus' | 'penalty'; readonly points: number };

/** How a criterion is judged: a closed union, to which meaning and judge will be added as further kinds. */
export type Judging =
  | { readonly kind: 'says'; readonly phrases: Phrases }
  | { readonly kind: 'neverSays'; readonly phrases: Phrases }
  | {
      readonly kind: 'measure';
      readonly name: MeasureName;
      readonly atLeast: number | null;
      readonly atMost: number | null;
    };

/** Where in the conversation it must happen. Seconds rule speech, messages (of the judged speaker) rule written talk. */
export type When =
  | { readonly kind: 'anytime' }
  | { readonly kind: 'first' | 'last'; readonly windowMs: number; readonly messages: number }
  | {
      readonly kind: 'afterCriterion';
      readonly criterionId: string;
      readonly windowMs: number;
      readonly messages: number;
    }
  | { readonly kind: 'afterCustomer'; readonly phrases: Phrases; readonly windowMs: number; readonly messages: number };

/** The criterion's own rule of N/A: it applies only when every condition given holds. */
export type Applicability = {
  readonly customerSays: Phrases | null;
  readonly anyoneSays: Phrases | null;
  /** Words that make it another kind of conversation, to which the criterion does not apply: "the wrong number". */
  readonly outIfCustomerSays: Phrases | null;
  readonly outIfAnyoneSays: Phrases | null;
  readonly channels: readonly Channel[] | null;
  readonly directions: readonly Direction[] | null;
  readonly languages: readonly string[] | null;
  readonly separatedSpeakers: boolean;
};

export type Criterion = {
  readonly id: string;
  readonly sectionId: string;
  readonly titles: Titles;
  /** What to do to meet it, said to the operator; may be empty. */
  readonly help: Titles;
  readonly worth: Worth;
  readonly critical: boolean;
  readonly speaker: 'operator' | 'customer' | 'any';
  readonly when: When;
  readonly applies: Applicability;
  readonly judging: Judging;
};

/** A scorecard ready to score with. `coverageFloor` 0–1. Criteria stand in the order of the file. */
export type Scorecard = {
  readonly id: string;
  readonly version: number;
  readonly titles: Titles;
  readonly languages: readonly Language[];
  readonly coverageFloor: number;
  readonly sections: readonly { readonly id: string; readonly titles: Titles }[];
  readonly criteria: readonly Criterion[];
};

export type ParsedScorecard =
  { readonly ok: true; readonly value: Scorecard } | { readonly ok: false; readonly faults: readonly string[] };

const scorecardSchema = scorecardFile.superRefine(reportFaults).transform(toScorecard);

/** Reads a scorecard. Every fault comes as `file:line: path: problem`. */
export function parseScorecard(text: string, file: string): ParsedScorecard {
  return parseYaml<Scorecard>(text, file, scorecardSchema);
}

/** Identifies the text of a scorecard: the same bytes, the same 16 hexadecimal digits. */
export function scorecardHash(text: string): string {
  return fingerprint(text);
}

/** The names a scorecard expects in the project's vocabulary; check-config compares them. */
export function vocabularyOf(scorecard: Scorecard): readonly string[] {
  const all = scorecard.criteria.flatMap((criterion) => {
    const own = criterion.judging.kind === 'measure' ? null : criterion.judging.phrases;
    const trigger = criterion.when.kind === 'afterCustomer' ? criterion.when.phrases : null;
    const { customerSays, anyoneSays, outIfCustomerSays, outIfAnyoneSays } = criterion.applies;
    return [own, trigger, customerSays, anyoneSays, outIfCustomerSays, outIfAnyoneSays].flatMap(slotsIn);
  });
  return [...new Set(all)].sort();
}

/** The vocabulary names that a list of phrases refers to. */
export function slotsIn(phrases: Phrases | null): readonly string[] {
  return Object.values(phrases ?? {}).flatMap((list) => list.flatMap(slotsOf));
}

function toScorecard(file: ScorecardFile): Scorecard {
  const { id, version, titles, languages, coverageFloor, sections } = file;
  const criteria = sections.flatMap((section) =>
    section.criteria.map((criterion) => toCriterion(file, section.id, criterion)),
  );
  const named = sections.map((section) => ({ id: section.id, titles: section.titles }));
  return { id, version, titles, languages, coverageFloor, sections: named, criteria };
}

function toCriterion(file: ScorecardFile, sectionId: string, written: CriterionFile): Criterion {
  const { id, titles, critical, speaker, na } = written;
  return {
    id,
    sectionId,
    titles,
    help: written.help ?? {},
    critical,
    speaker,
    worth: toWorth(written),
    when: toWhen(file, written.when),
    judging: toJudging(file, written),
    applies: {
      customerSays: na?.unlessCustomerSays === undefined ? null : toPhrases(file, na.unlessCustomerSays),
      anyoneSays: na?.unlessAnyoneSays === undefined ? null : toPhrases(file, na.unlessAnyoneSays),
      outIfCustomerSays: na?.ifCustomerSays === undefined ? null : toPhrases(file, na.ifCustomerSays),
      outIfAnyoneSays: na?.ifAnyoneSays === undefined ? null : toPhrases(file, na.ifAnyoneSays),
      channels: na?.unlessChannel ?? null,
      directions: na?.unlessDirection ?? null,
      languages: na?.unlessLanguage ?? null,
      separatedSpeakers: na?.unlessSeparatedSpeakers ?? false,
    },
  };
}

function toWorth(written: CriterionFile): Worth {
  if (written.bonus !== undefined) return { kind: 'bonus', points: written.bonus };
  if (written.penalty !== undefined) return { kind: 'penalty', points: written.penalty };
  return { kind: 'weight', points: written.weight ?? 0 };
}

function toWhen(file: ScorecardFile, written: WhenFile | undefined): When {
  if (written === undefined) return { kind: 'anytime' };
  if ('firstSeconds' in written)
    return { kind: 'first', windowMs: written.firstSeconds * 1000, messages: written.firstMessages };
  if ('lastSeconds' in written)
    return { kind: 'last', windowMs: written.lastSeconds * 1000, messages: written.lastMessages };
  const within = { windowMs: written.withinSeconds * 1000, messages: written.withinMessages };
  return 'criterion' in written.after
    ? { kind: 'afterCriterion', criterionId: written.after.criterion, ...within }
    : { kind: 'afterCustomer', phrases: toPhrases(file, written.after.customerSays), ...within };
}

function toJudging(file: ScorecardFile, written: CriterionFile): Judging {
  if (written.measure) {
    const { name, atLeast, atMost } = written.measure;
    return { kind: 'measure', name, atLeast: atLeast ?? null, atMost: atMost ?? null };
  }
  return written.neverSays === undefined
    ? { kind: 'says', phrases: toPhrases(file, written.says ?? {}) }
    : { kind: 'neverSays', phrases: toPhrases(file, written.neverSays) };
}

function toPhrases(file: ScorecardFile, written: WrittenPhrases): Phrases {
  const list = typeof written === 'string' ? (file.phrases[written] ?? {}) : written;
  return Object.fromEntries(
    Object.entries(list).map(([language, phrases]) => [
      language,
      phrases.flatMap((phrase) => {
        const parsed = parsePhrase(phrase);
        return parsed.ok ? [parsed.elements] : [];
      }),
    ]),
  );
}
