import type { JSX } from 'preact';
import type { ProjectChoice } from '../../contract/me.ts';
import type { Overview, QualityFigure } from '../../contract/overview.ts';
import { number, score } from '../formats.ts';
import { HelpTip } from '../parts/help-tip.tsx';
import { Empty } from '../parts/empty.tsx';
import { Interval } from '../parts/interval.tsx';
import { Table } from '../parts/table.tsx';
import { say } from '../words.ts';
import { scorecardTitle } from './where.ts';

/** Quality by scorecard and by who judged: sources are never mixed, and each has its n and interval. */
export function QualityTable({
  overview,
  project,
}: {
  readonly overview: Overview;
  readonly project: ProjectChoice;
}): JSX.Element {
  return (
    <section class="stack" aria-labelledby="quality">
      <h2 id="quality" class="row">
        {say('overview:section.quality')}
        <HelpTip term={say('overview:quality.interval')}>
          <p>{say('overview:quality.help')}</p>
        </HelpTip>
      </h2>
      {overview.quality.length === 0 ? (
        <Empty title={say('overview:quality.none')}>
          <p>{say('overview:quality.noneLead')}</p>
        </Empty>
      ) : (
        <Table<QualityFigure>
          caption={say('overview:section.quality')}
          rows={overview.quality}
          rowKey={({ source, scorecardId }) => `${scorecardId} ${source}`}
          columns={[
            {
              ...{ id: 'scorecard', head: say('overview:quality.scorecard') },
              cell: ({ scorecardId }) => scorecardTitle(project, scorecardId),
            },
            {
              ...{ id: 'source', head: say('overview:quality.source') },
              cell: ({ source }) => say(`shell:source.${source}`),
            },
            {
              ...{ id: 'mean', head: say('overview:quality.mean'), unit: '0–100', align: 'end' },
              cell: ({ mean }) => score(mean),
            },
            {
              ...{ id: 'interval', head: say('overview:quality.interval') },
              cell: ({ mean, low, high, n }) => <Interval {...{ mean, low, high, n }} />,
            },
            { id: 'n', head: 'n', align: 'end', cell: ({ n }) => number(n) },
            {
              ...{ id: 'withheld', head: say('overview:quality.withheld'), align: 'end' },
              cell: ({ withheld }) => number(withheld),
              help: (
                <HelpTip term={say('overview:quality.withheld')}>
                  <p>{say('overview:quality.withheldHelp')}</p>
                </HelpTip>
              ),
            },
            {
              ...{ id: 'autoFails', head: say('overview:quality.autoFails'), align: 'end' },
              cell: ({ autoFails }) => number(autoFails),
            },
          ]}
        />
      )}
    </section>
  );
}
