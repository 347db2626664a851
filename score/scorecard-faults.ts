import type { z } from 'zod';
import { parsePhrase } from './phrase.ts';
import type { CriterionFile, PhrasesByLanguage, ScorecardFile, WrittenPhrases } from './scorecard-schema.ts';

/** Where a fault stands in the file, as zod gives it; the YAML reader turns it into a line. */
type Path = readonly (string | number)[];
type Report = (path: Path, message: string) => void;

/** What the shape cannot say: ids that repeat, references that lead nowhere, phrases missing in a declared language. */
export function reportFaults(file: ScorecardFile, context: z.core.$RefinementCtx<ScorecardFile>): void {
  const report: Report = (path, message) => {
    context.addIssue({ code: 'custom', path: [...path], message });
  };
  reportLanguages(file, report);
  for (const [name, list] of Object.entries(file.phrases)) reportPhrases(file, list, ['phrases', name], report);
  const seen = { sections: new Set<string>(), criteria: new Set<string>() };
  file.sections.forEach((section, nth) => {
    reportRepeated(seen.sections, section.id, ['sections', nth, 'id'], report);
    section.criteria.forEach((criterion, at) => {
      const path = ['sections', nth, 'criteria', at];
      reportRepeated(seen.criteria, criterion.id, [...path, 'id'], report);
      reportCriterion(file, criterion, path, report);
    });
  });
  if (!file.sections.some((section) => section.criteria.some((criterion) => criterion.weight !== undefined)))
    report(['sections'], 'no criterion has a weight, so nothing could be scored');
}

function reportLanguages(file: ScorecardFile, report: Report): void {
  const seen = new Set<string>();
  file.languages.forEach((language, nth) => {
    reportRepeated(seen, language, ['languages', nth], report);
  });
}

function reportRepeated(seen: Set<string>, value: string, path: Path, report: Report): void {
  if (seen.has(value)) report(path, `"${value}" stands twice`);
  seen.add(value);
}

function reportCriterion(file: ScorecardFile, criterion: CriterionFile, path: Path, report: Report): void {
  reportOneOf(criterion, ['weight', 'bonus', 'penalty'], path, report);
  reportOneOf(criterion, ['says', 'neverSays', 'measure'], path, report);
  if (criterion.critical && criterion.weight === undefined)
    report([...path, 'critical'], 'a bonus or penalty cannot be critical; give the criterion a weight');
  if (criterion.measure) reportMeasure(criterion.measure, criterion.when !== undefined, path, report);
  for (const [written, where] of phrasesOf(criterion)) reportWritten(file, written, [...path, ...where], report);
  reportAfter(file, criterion, path, report);
}

function reportOneOf(
  criterion: CriterionFile,
  keys: readonly ('weight' | 'bonus' | 'penalty' | 'says' | 'neverSays' | 'measure')[],
  path: Path,
  report: Report,
): void {
  const given = keys.filter((key) => criterion[key] !== undefined);
  if (given.length !== 1) report([...path, given[1] ?? 'id'], `exactly one of ${keys.join(', ')} is needed`);
}

function reportMeasure(
  measure: NonNullable<CriterionFile['measure']>,
  hasWindow: boolean,
  path: Path,
  report: Report,
): void {
  const { atLeast, atMost } = measure;
  const where = [...path, 'measure'];
  if (atLeast === undefined && atMost === undefined) report(where, 'atLeast or atMost (or both) is needed');
  if (atLeast !== undefined && atMost !== undefined && atLeast > atMost)
    report([...where, 'atLeast'], 'atLeast is greater than atMost');
  if (hasWindow) report([...path, 'when'], 'a measure covers the whole conversation; "when" does not go with it');
}

function reportAfter(file: ScorecardFile, criterion: CriterionFile, path: Path, report: Report): void {
  if (!criterion.when || !('after' in criterion.when) || !('criterion' in criterion.when.after)) return;
  const wanted = criterion.when.after.criterion;
  const all = file.sections.flatMap((section) => section.criteria);
  const earlier = all.slice(0, all.indexOf(criterion)).find((other) => other.id === wanted);
  const where = [...path, 'when', 'after', 'criterion'];
  if (!earlier) report(where, `there is no criterion "${wanted}" above this one`);
  else if (earlier.says === undefined) report(where, `"${wanted}" is not judged by "says", so nothing comes after it`);
}

function phrasesOf(criterion: CriterionFile): readonly (readonly [WrittenPhrases, Path])[] {
  const { when, na } = criterion;
  const trigger = when && 'after' in when && 'customerSays' in when.after ? when.after.customerSays : undefined;
  const all: readonly (readonly [WrittenPhrases | undefined, Path])[] = [
    [criterion.says, ['says']],
    [criterion.neverSays, ['neverSays']],
    [trigger, ['when', 'after', 'customerSays']],
    [na?.unlessCustomerSays, ['na', 'unlessCustomerSays']],
    [na?.unlessAnyoneSays, ['na', 'unlessAnyoneSays']],
    [na?.ifCustomerSays, ['na', 'ifCustomerSays']],
    [na?.ifAnyoneSays, ['na', 'ifAnyoneSays']],
  ];
  return all.flatMap(([written, path]) => (written === undefined ? [] : [[written, path] as const]));
}

function reportWritten(file: ScorecardFile, written: WrittenPhrases, path: Path, report: Report): void {
  if (typeof written !== 'string') reportPhrases(file, written, path, report);
  else if (!Object.hasOwn(file.phrases, written)) report(path, `there is no list "${written}" under phrases`);
}

function reportPhrases(file: ScorecardFile, list: PhrasesByLanguage, path: Path, report: Report): void {
  for (const language of file.languages)
    if (!list[language]) report(path, `phrases in "${language}" are missing, and the scorecard declares it`);
  for (const [language, phrases] of Object.entries(list)) {
    phrases.forEach((phrase, nth) => {
      const parsed = parsePhrase(phrase);
      if (!parsed.ok) report([...path, language, nth], parsed.fault);
    });
  }
}
