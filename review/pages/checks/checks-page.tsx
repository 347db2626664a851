import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { CheckRow } from '../../contract/checks.ts';
import { useAnswer } from '../answer.ts';
import { duration, NOTHING, number } from '../formats.ts';
import { beganAt, kindOf } from '../judging/call-kind.ts';
import { ButtonLink } from '../parts/button.tsx';
import { Chip } from '../parts/chip.tsx';
import { Empty } from '../parts/empty.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Shown } from '../parts/shown.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { pathTo } from '../route.ts';
import { say } from '../words.ts';
import { lastChecked, LastChecked } from './last-checked.tsx';
import { ModeHelp } from './mode-help.tsx';

/** What a supervisor may check next. */
export default function ChecksPage(): JSX.Element {
  const checks = useAnswer('checks');
  useEffect(
    () => () => {
      lastChecked.value = null;
    },
    [],
  );
  const first = checks.answer?.waiting[0];
  return (
    <div class="stack">
      <PageHead
        title={say('checks:title')}
        lead={say('checks:lead')}
        actions={
          first && (
            <ButtonLink kind="primary" href={pathOf(first)}>
              {say('checks:begin')}
            </ButtonLink>
          )
        }
      />
      <LastChecked />
      <Shown of={checks} skeleton={<Skeleton lines={8} height={36} />}>
        {({ waiting, doneThisWeek }) => (
          <>
            <p class="soft numbers">
              {say('checks:queue', { waiting: number(waiting.length), done: number(doneThisWeek) })}
            </p>
            {waiting.length === 0 ? (
              <Empty title={say('checks:empty.title')}>
                <p>{say('checks:empty.drawn')}</p>
                <p>
                  {say('checks:empty.own')} <a href="/calls">{say('checks:empty.calls')}</a>
                </p>
              </Empty>
            ) : (
              <Table
                caption={say('checks:title')}
                columns={columns()}
                rows={waiting}
                rowKey={({ project, callId, operatorId }) => `${project} ${callId} ${operatorId}`}
                rowHref={pathOf}
              />
            )}
          </>
        )}
      </Shown>
    </div>
  );
}

function pathOf({ project, callId, operatorId }: CheckRow): string {
  return pathTo('checks', project, callId, operatorId);
}

function columns(): readonly Column<CheckRow>[] {
  return [
    {
      id: 'started',
      head: say('calls:column.started'),
      cell: (row) => <span class="numbers">{beganAt(row)}</span>,
    },
    {
      id: 'operator',
      head: say('calls:column.operators'),
      cell: ({ operatorName, operatorId }) => operatorName || operatorId,
    },
    {
      id: 'mode',
      head: say('checks:mode.label'),
      help: <ModeHelp />,
      cell: ({ mode }) => <Chip tone={mode === 'blind' ? 'accent' : 'neutral'}>{say(`checks:mode.${mode}`)}</Chip>,
    },
    { id: 'kind', head: say('calls:column.kind'), cell: kindOf },
    { id: 'queue', head: say('calls:column.queue'), cell: ({ queues }) => queues.join(', ') || NOTHING },
    {
      id: 'length',
      head: say('calls:column.length'),
      unit: say('shell:units.minutes'),
      align: 'end',
      cell: ({ durationMs }) => duration(durationMs),
    },
    {
      id: 'state',
      head: say('reviews:column.state'),
      cell: ({ draftMs }) =>
        draftMs === null ? (
          <span class="soft">{say('reviews:state.new')}</span>
        ) : (
          <Chip tone="accent">{say('reviews:state.begun')}</Chip>
        ),
    },
  ];
}
