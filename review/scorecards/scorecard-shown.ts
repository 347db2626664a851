import type { Project } from '../../ingest/project.ts';
import { parseYaml } from '../../ingest/yaml.ts';
import type { Criterion, Scorecard, When } from '../../score/scorecard.ts';
import { scorecardFile } from '../../score/scorecard-schema.ts';
import type { CriterionFile, ScorecardFile, WhenFile, WrittenPhrases } from '../../score/scorecard-schema.ts';
import type { CriterionRule, CriterionShown, ScorecardOpened, ScorecardShown } from '../contract/scorecards.ts';

/** A scorecard with the text that it was read from and that text's hash. */
export type ReadScorecard = { readonly scorecard: Scorecard; readonly hash: string; readonly yaml: string };

/** A scorecard as pages show it: what is asked and what it is worth, without how it is judged. */
export function scorecardShown(scorecard: Scorecard, hash: string): ScorecardShown {
  const { id, version, titles, languages, coverageFloor, sections, criteria } = scorecard;
  return {
    scorecardId: id,
    version,
    hash,
    titles,
    languages,
    coverageFloor,
    sections: sections.map((section) => ({
      sectionId: section.id,
      titles: section.titles,
      criteria: criteria.filter(({ sectionId }) => sectionId === section.id).map(criterionShown),
    })),
  };
}

function criterionShown({ id, titles, help, worth, critical, judging, speaker }: Criterion): CriterionShown {
  return {
    criterionId: id,
    titles,
    help,
    weight: worth.points,
    worth: worth.kind,
    critical,
    kind: judging.kind,
    speaker,
  };
}

/**
 * A scorecard opened: with its text, how each criterion is judged as it is written there, and whose calls it judges.
 * `yaml` must be the text that `scorecard` was read from.
 */
export function scorecardOpened(read: ReadScorecard, projects: readonly Project[]): ScorecardOpened {
  const { scorecard, hash, yaml } = read;
  const parsed = parseYaml<ScorecardFile>(yaml, scorecard.id, scorecardFile);
  if (!parsed.ok) throw new TypeError('the text of a scorecard that was read can be read');
  const written = parsed.value.sections.flatMap(({ criteria }) => criteria);
  return {
    scorecard: scorecardShown(scorecard, hash),
    projects: projects
      .filter(({ scorecards }) => scorecards.some((rule) => rule.scorecard === scorecard.id))
      .map(({ id }) => id),
    yaml,
    criteria: scorecard.criteria.map((criterion) => {
      const file = written.find(({ id }) => id === criterion.id);
      return ruleOf(criterion, file, parsed.value);
    }),
  };
}

function ruleOf(
  { id, when, judging }: Criterion,
  written: CriterionFile | undefined,
  file: ScorecardFile,
): CriterionRule {
  return {
    criterionId: id,
    when: whenShown(when),
    phrases: named(written?.says ?? written?.neverSays, file),
    triggers: named(triggersOf(written?.when), file),
    measure:
      judging.kind === 'measure' ? { name: judging.name, atLeast: judging.atLeast, atMost: judging.atMost } : null,
  };
}

function triggersOf(when: WhenFile | undefined): WrittenPhrases | undefined {
  return when !== undefined && 'after' in when && 'customerSays' in when.after ? when.after.customerSays : undefined;
}

/** Phrases as they are written, also where only the name of their list is. */
function named(phrases: WrittenPhrases | undefined, file: ScorecardFile): CriterionRule['phrases'] {
  return typeof phrases === 'string' ? (file.phrases[phrases] ?? {}) : (phrases ?? {});
}

function whenShown(when: When): CriterionRule['when'] {
  if (when.kind === 'anytime') return { kind: 'anytime', seconds: null, messages: null, criterionId: '' };
  const { kind, windowMs, messages } = when;
  const criterionId = kind === 'afterCriterion' ? when.criterionId : '';
  return { kind, seconds: windowMs / 1_000, messages, criterionId };
}
