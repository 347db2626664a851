import type { JSX } from 'preact';
import type { Scorecards } from '../../contract/scorecards.ts';
import { useAnswer } from '../answer.ts';
import { number, percent } from '../formats.ts';
import { Empty } from '../parts/empty.tsx';
import { HelpTip } from '../parts/help-tip.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Shown } from '../parts/shown.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { pathTo } from '../route.ts';
import { viewer } from '../session.ts';
import { LANGUAGE_NAMES, say, titleOf } from '../words.ts';

type Row = Scorecards['rows'][number];

/** The scorecards that calls are judged by. */
export default function ScorecardsPage(): JSX.Element {
  const scorecards = useAnswer('scorecards');
  return (
    <>
      <PageHead title={say('scorecards:title')} lead={say('scorecards:lead')} />
      <Shown of={scorecards}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty title={say('scorecards:none')}>{say('scorecards:noneHint')}</Empty>
          ) : (
            <Table
              caption={say('scorecards:title')}
              columns={columnsOf()}
              rows={rows}
              rowKey={({ scorecardId }) => scorecardId}
              rowHref={({ scorecardId }) => pathTo('scorecards', scorecardId)}
              first={{ by: 'title', down: false }}
            />
          )
        }
      </Shown>
    </>
  );
}

function columnsOf(): readonly Column<Row>[] {
  const projects = new Map(viewer()?.projects.map(({ id, name }) => [id, name]));
  const title = (row: Row): string => titleOf(row.titles, row.scorecardId);
  return [
    { id: 'title', head: say('scorecards:scorecard'), cell: title, by: title },
    { id: 'version', head: say('scorecards:version'), align: 'end', cell: ({ version }) => version },
    {
      id: 'criteria',
      head: say('scorecards:criteria'),
      align: 'end',
      cell: ({ criteria }) => number(criteria),
      by: ({ criteria }) => criteria,
    },
    {
      id: 'floor',
      head: say('scorecards:floor'),
      align: 'end',
      cell: ({ coverageFloor }) => percent(coverageFloor),
      help: <HelpTip term={say('scorecards:floor')}>{say('scorecards:floorHelp')}</HelpTip>,
    },
    {
      id: 'languages',
      head: say('scorecards:languages'),
      cell: ({ languages }) => languages.map((one) => LANGUAGE_NAMES[one]).join(', '),
    },
    {
      id: 'projects',
      head: say('scorecards:projects'),
      cell: (row) => row.projects.map((id) => projects.get(id) ?? id).join(' · '),
    },
  ];
}
