import type { JSX } from 'preact';
import type { CallRow, CallSort } from '../../contract/calls.ts';
import type { Me } from '../../contract/me.ts';
import { duration, moment, NOTHING } from '../formats.ts';
import { Chip } from '../parts/chip.tsx';
import { HelpTip } from '../parts/help-tip.tsx';
import { Score } from '../parts/score.tsx';
import { Table, type Column, type Sort } from '../parts/table.tsx';
import { pathTo } from '../route.ts';
import { viewer } from '../session.ts';
import { hasWords, say, titleOf } from '../words.ts';
import './call-table.css';

/** The order of the server behind the head of a column, both ways. */
const ORDERS: Readonly<Record<string, { readonly down: CallSort; readonly up: CallSort }>> = {
  started: { down: 'newest', up: 'oldest' },
  length: { down: 'longest', up: 'shortest' },
  score: { down: 'best', up: 'worst' },
};

/** Calls as rows that open. With `sort` the heads ask for another order. */
export function CallTable({
  caption,
  rows,
  sort,
  onSort,
}: {
  readonly caption: string;
  readonly rows: readonly CallRow[];
  readonly sort?: CallSort;
  readonly onSort?: (sort: CallSort) => void;
}): JSX.Element {
  const me = viewer();
  const ordered = onSort !== undefined && sort !== undefined;
  const several = new Set(rows.map(({ project }) => project)).size > 1;
  const columns = columnsOf(me, ordered).filter(({ id }) => id !== 'project' || several);
  return (
    <div class="call-table">
      <Table
        caption={caption}
        columns={columns}
        rows={rows}
        rowKey={({ project, callId }) => `${project} ${callId}`}
        rowHref={({ project, callId }) => pathTo('calls', project, callId)}
        {...(ordered
          ? {
              sort: shownSort(sort),
              onSort: ({ by, down }: Sort) => {
                const order = ORDERS[by];
                if (order !== undefined) onSort(down ? order.down : order.up);
              },
            }
          : {})}
      />
    </div>
  );
}

function shownSort(sort: CallSort): Sort {
  const [by = 'started', order] = Object.entries(ORDERS).find(([, { down, up }]) => [down, up].includes(sort)) ?? [];
  return { by, down: order?.down === sort };
}

function columnsOf(me: Me | null, ordered: boolean): readonly Column<CallRow>[] {
  // Heads can be pressed only where the server makes the order.
  const by = (of: (row: CallRow) => number | null): Pick<Column<CallRow>, 'by'> => (ordered ? { by: of } : {});
  const zone = (project: string): string => me?.projects.find(({ id }) => id === project)?.timeZone ?? '';
  return [
    {
      id: 'started',
      head: say('calls:column.started'),
      cell: (row) => <span class="numbers">{moment(row.startedMs, zone(row.project))}</span>,
      ...by(({ startedMs }) => startedMs),
    },
    {
      id: 'project',
      head: say('calls:column.project'),
      cell: ({ project }) => <Line text={me?.projects.find(({ id }) => id === project)?.name ?? project} />,
    },
    {
      id: 'operators',
      head: say('calls:column.operators'),
      cell: (row) => <Operators row={row} />,
    },
    { id: 'kind', head: say('calls:column.kind'), cell: kindOf },
    { id: 'queue', head: say('calls:column.queue'), cell: ({ queues }) => queues.join(', ') || <None /> },
    {
      id: 'wait',
      head: say('calls:column.wait'),
      unit: say('shell:units.minutes'),
      align: 'end',
      cell: ({ waitMs }) =>
        waitMs === null ? (
          <span class="none" title={say('calls:noWait')}>
            {NOTHING}
          </span>
        ) : (
          duration(waitMs)
        ),
    },
    {
      id: 'length',
      head: say('calls:column.length'),
      unit: say('shell:units.minutes'),
      align: 'end',
      cell: ({ durationMs }) => duration(durationMs),
      ...by(({ durationMs }) => durationMs),
    },
    {
      id: 'score',
      head: say('calls:column.score'),
      align: 'end',
      cell: (row) => <Scores row={row} me={me} />,
      ...by(({ scores }) => scores[0]?.score ?? null),
    },
    { id: 'failed', head: say('calls:column.failed'), cell: (row) => <Failed row={row} me={me} /> },
    { id: 'marks', head: say('calls:column.marks'), cell: (row) => <Marks row={row} />, help: <MarksHelp /> },
  ];
}

function kindOf({ direction, channel }: CallRow): string {
  return say(channel === 'voice' ? `calls:short.${direction}` : `calls:channel.${channel}`);
}

function Scores({ row, me }: { readonly row: CallRow; readonly me: Me | null }): JSX.Element {
  if (row.blind) return <Chip tone="accent">{say('calls:blind')}</Chip>;
  if (row.scores.length === 0) return <span class="soft">{say('calls:unscored')}</span>;
  const target = me?.projects.find(({ id }) => id === row.project)?.qualityTarget;
  return (
    <span class="scores">
      {row.scores.map((one) => (
        <Score
          key={`${one.operatorId} ${one.scorecardId} ${one.source}`}
          score={one.score}
          autoFail={one.autoFail}
          provisional={one.provisional}
          // Worth a word only where something could not be judged.
          {...(one.judged < one.applicable ? { judged: one.judged, applicable: one.applicable } : {})}
          source={one.source}
          {...(target === undefined ? {} : { target })}
        />
      ))}
    </span>
  );
}

function Operators({ row: { operators } }: { readonly row: CallRow }): JSX.Element {
  if (operators.length === 0) return <None />;
  return <Line text={operators.map(({ operatorId, name }) => name || operatorId).join(', ')} />;
}

/** On one line, so that rows stay low; all of it on pointing at it. */
function Line({ text }: { readonly text: string }): JSX.Element {
  return (
    <span class="line" title={text}>
      {text}
    </span>
  );
}

/** Left out of the cards of phones. */
function None(): JSX.Element {
  return <span class="none">{NOTHING}</span>;
}

const NAMED = 1;

/** The first failed criterion by name; how many more there are. */
function Failed({ row, me }: { readonly row: CallRow; readonly me: Me | null }): JSX.Element {
  const scorecards = me?.projects.find(({ id }) => id === row.project)?.scorecards ?? [];
  const titles = row.scores.flatMap(({ scorecardId, failed }) => {
    const criteria = scorecards.find((card) => card.scorecardId === scorecardId)?.criteria ?? [];
    return failed.map((id) => titleOf(criteria.find(({ criterionId }) => criterionId === id)?.titles ?? {}, id));
  });
  if (titles.length === 0) return <None />;
  const rest = titles.length - NAMED;
  return (
    <span class="failed" title={titles.join('\n')}>
      <span class="first">{titles.slice(0, NAMED).join(' · ')}</span>
      {rest > 0 && <span class="soft"> {say('calls:failedMore', { count: rest })}</span>}
    </span>
  );
}

function Marks({ row }: { readonly row: CallRow }): JSX.Element {
  return (
    <span class="marks">
      {!row.hasRecording && row.channel === 'voice' && (
        <Chip title={say('calls:mark.NO_RECORDING.why')}>{say('calls:mark.NO_RECORDING.word')}</Chip>
      )}
      {row.marks.map((mark) => (
        <Chip key={mark} tone="unclear" title={whyOf(mark)}>
          {hasWords(`calls:mark.${mark}.word`) ? say(`calls:mark.${mark}.word`) : mark}
        </Chip>
      ))}
    </span>
  );
}

function whyOf(mark: string): string | undefined {
  return hasWords(`calls:mark.${mark}.why`) ? say(`calls:mark.${mark}.why`) : undefined;
}

const EXPLAINED = ['WITHOUT_CDR', 'DOUBTFUL_TIME', 'UNKNOWN_OPERATOR', 'IMPOSSIBLE_TIMES', 'NO_RECORDING'] as const;

function MarksHelp(): JSX.Element {
  return (
    <HelpTip term={say('calls:column.marks')}>
      <dl class="explained">
        {EXPLAINED.map((mark) => (
          <div key={mark}>
            <dt>{say(`calls:mark.${mark}.word`)}</dt>
            <dd>{say(`calls:mark.${mark}.why`)}</dd>
          </div>
        ))}
      </dl>
    </HelpTip>
  );
}
