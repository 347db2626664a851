import type { JSX } from 'preact';
import type { ProjectChoice } from '../../contract/me.ts';
import type { Finding } from '../../contract/overview.ts';
import { moment, number } from '../formats.ts';
import { say, type Params } from '../words.ts';
import { criterionTitle, scorecardTitle } from './where.ts';

/** At most three sentences: what to look at first, each a way there. */
export function Findings({
  findings,
  project,
}: {
  readonly findings: readonly Finding[];
  readonly project: ProjectChoice;
}): JSX.Element {
  return (
    <section aria-labelledby="findings">
      <h2 id="findings" class="unseen">
        {say('overview:findings')}
      </h2>
      <ol class="findings">
        {findings.map((finding) => (
          <li key={finding.code} class={finding.code === 'ALL_WELL' ? 'well' : ''}>
            <Sentence finding={finding} project={project} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Sentence({ finding, project }: { readonly finding: Finding; readonly project: ProjectChoice }): JSX.Element {
  const words = say(`overview:finding.${finding.code}`, wordsOf(finding, project));
  if (finding.link === '') return <span>{words}</span>;
  return <a href={finding.link}>{words}</a>;
}

/** Numbers, moments and titles as the reader's language writes them. */
function wordsOf({ params }: Finding, project: ProjectChoice): Params {
  const written = Object.entries(params).map(([name, value]): readonly [string, string | number] => {
    if (typeof value === 'string') return [name, value];
    if (name === 'lastMs') return ['last', moment(value, project.timeZone)];
    if (name === 'oldestMs') return ['since', moment(value, project.timeZone)];
    if (name === 'percent' || name === 'mean') return [name, number(value, 1)];
    // The plural form goes by the number itself.
    return name === 'count' ? [name, value] : [name, number(value)];
  });
  const { scorecardId, criterionId, hour } = params;
  return {
    ...Object.fromEntries(written),
    ...(scorecardId === undefined ? {} : { scorecard: scorecardTitle(project, String(scorecardId)) }),
    ...(criterionId === undefined
      ? {}
      : { criterion: criterionTitle(project, String(scorecardId), String(criterionId)) }),
    ...(hour === undefined ? {} : { from: clock(Number(hour)), to: clock(Number(hour) + 1) }),
  };
}

function clock(hour: number): string {
  return `${String(hour % 24)}:00`;
}
