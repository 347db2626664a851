import type { JSX } from 'preact';
import type { ProjectChoice } from '../../contract/me.ts';
import type { CountedCall, NumberId, OpenedNumber } from '../../contract/numbers.ts';
import { number } from '../formats.ts';
import { Table } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { pathTo } from '../route.ts';
import { say } from '../words.ts';

/** Shares: a call stands in the numerator, the denominator or both. In means, sums and counts it counts, once or oftener. */
const SHARES: ReadonlySet<NumberId> = new Set(['service-level', 'abandon-rate', 'lost', 'target-calls']);

/** The calls that the number is made of, and how often each of them counts. */
export function CountedCalls({
  opened: { id, calls },
  project,
}: {
  readonly opened: OpenedNumber;
  readonly project: ProjectChoice;
}): JSX.Element | null {
  if (calls === null) return null;
  const { rows, total } = calls;
  const isShare = SHARES.has(id);
  const over = (row: CountedCall): number => (isShare ? row.numerator : row.numerator || row.denominator);
  return (
    <section class="stack">
      <h3>{say('numbers:calls.title')}</h3>
      <p class="soft small">
        {rows.length === total
          ? say('numbers:calls.all', { count: total })
          : say('numbers:calls.some', { shown: number(rows.length), total: number(total) })}
      </p>
      {rows.length > 0 && (
        <Table<CountedCall>
          caption={say('numbers:calls.title')}
          rows={rows}
          rowKey={({ callId }) => callId}
          rowHref={({ project: of, callId }) => pathTo('calls', of, callId)}
          first={{ by: 'started', down: true }}
          columns={[
            {
              ...{ id: 'started', head: say('numbers:calls.started'), align: 'start' },
              cell: ({ startedMs }) => <Time ms={startedMs} zone={project.timeZone} />,
              by: ({ startedMs }) => startedMs,
            },
            { id: 'call', head: say('numbers:calls.call'), cell: ({ callId }) => <span class="id">{callId}</span> },
            {
              ...{ id: 'numerator', head: say(isShare ? 'numbers:calls.over' : 'numbers:calls.counts'), align: 'end' },
              ...{ cell: (row) => number(over(row)), by: over },
            },
            ...(isShare
              ? [
                  {
                    ...{ id: 'denominator', head: say('numbers:calls.under'), align: 'end' as const },
                    cell: (row: CountedCall) => number(row.denominator),
                    by: (row: CountedCall) => row.denominator,
                  },
                ]
              : []),
          ]}
        />
      )}
    </section>
  );
}
