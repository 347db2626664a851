import type { JSX } from 'preact';
import { LANGUAGES } from '../../../ingest/project.ts';
import { isMeasure, measureText, measureTitle } from '../../../score/measure-titles.ts';
import type { CriterionRule, CriterionShown, ScorecardOpened } from '../../contract/scorecards.ts';
import { number } from '../formats.ts';
import { Chip } from '../parts/chip.tsx';
import { HelpTip } from '../parts/help-tip.tsx';
import { language, LANGUAGE_NAMES, say, titleOf } from '../words.ts';
import { may } from '../session.ts';
import { TryBox } from './try-box.tsx';

/** A criterion with its worth, its rule in words, its phrases and a place to try a sentence. */
export function Criterion({
  criterion,
  opened,
}: {
  readonly criterion: CriterionShown;
  readonly opened: ScorecardOpened;
}): JSX.Element {
  const { criterionId, titles, help, worth, weight, critical } = criterion;
  const rule = opened.criteria.find((one) => one.criterionId === criterionId);
  const advice = titleOf(help);
  return (
    <article class="criterion" id={`criterion-${criterionId}`} aria-labelledby={`title-${criterionId}`}>
      <header>
        <h3 id={`title-${criterionId}`}>{titleOf(titles, criterionId)}</h3>
        <span class="worth numbers">{say(`scorecards:worth.${worth}`, { points: number(weight) })}</span>
      </header>
      <p class="rule">
        {critical && (
          <>
            <Chip tone="fail">{say('scorecards:critical')}</Chip>
            <HelpTip term={say('scorecards:critical')}>{say('scorecards:criticalHelp')}</HelpTip>{' '}
          </>
        )}
        {rule !== undefined && ruleWords(criterion, rule, opened)}
      </p>
      {advice !== '' && <p class="prose">{advice}</p>}
      {rule !== undefined && <Phrases of={rule.phrases} title={say(`scorecards:phrases.${criterion.kind}`)} />}
      {rule !== undefined && <Phrases of={rule.triggers} title={say('scorecards:phrases.triggers')} />}
      {criterion.kind !== 'measure' && may('scorecard.try') && <TryBox criterion={criterion} opened={opened} />}
    </article>
  );
}

/** "The operator has to say it, in the first 20 s." */
function ruleWords(criterion: CriterionShown, rule: CriterionRule, opened: ScorecardOpened): string {
  if (rule.measure !== null) return measureWords(rule.measure);
  const who = say(`scorecards:rule.${criterion.kind}.${criterion.speaker}`);
  const { kind, seconds, messages, criterionId } = rule.when;
  const after = opened.scorecard.sections
    .flatMap(({ criteria }) => criteria)
    .find((one) => one.criterionId === criterionId);
  const when = say(`scorecards:when.${kind}`, {
    seconds: number(seconds),
    count: messages ?? 0,
    criterion: titleOf(after?.titles ?? {}, criterionId),
  });
  return when === '' ? `${who}.` : `${who} ${when}.`;
}

function measureWords({ name, atLeast, atMost }: NonNullable<CriterionRule['measure']>): string {
  const text = (value: number | null): string =>
    value === null ? '' : isMeasure(name) ? measureText(name, value, language.value) : number(value);
  const limits = atLeast === null ? 'atMost' : atMost === null ? 'atLeast' : 'between';
  return say(`scorecards:measure.${limits}`, {
    measure: isMeasure(name) ? measureTitle(name, language.value) : name,
    least: text(atLeast),
    most: text(atMost),
  });
}

/** Folded lists of phrases as they are written in the file, language by language. Nothing when there are none. */
function Phrases({ of, title }: { readonly of: CriterionRule['phrases']; readonly title: string }): JSX.Element | null {
  const given = LANGUAGES.flatMap((one) => {
    const phrases = of[one] ?? [];
    return phrases.length === 0 ? [] : [{ language: one, phrases }];
  });
  if (given.length === 0) return null;
  return (
    <details class="phrases">
      <summary>{title}</summary>
      <p class="small soft prose">{say('scorecards:phrases.help')}</p>
      {given.map(({ language: one, phrases }) => (
        <details key={one} open={one === language.value}>
          <summary>
            {LANGUAGE_NAMES[one]} <span class="soft numbers">{number(phrases.length)}</span>
          </summary>
          <ul role="list" lang={one}>
            {phrases.map((phrase) => (
              <li key={phrase}>
                <code>{phrase}</code>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </details>
  );
}
