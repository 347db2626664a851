import type { JSX } from 'preact';
import type { ReviewRow } from '../../contract/reviews.ts';
import { useAnswer } from '../answer.ts';
import { duration, moment, NOTHING } from '../formats.ts';
import { beganAt, kindOf, zoneOf } from '../judging/call-kind.ts';
import { Chip } from '../parts/chip.tsx';
import { Empty } from '../parts/empty.tsx';
import { HelpTip } from '../parts/help-tip.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Shown } from '../parts/shown.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { pathTo } from '../route.ts';
import { say } from '../words.ts';

/** An operator's self-reviews: those that wait and those that are done. */
export default function ReviewsPage(): JSX.Element {
  const reviews = useAnswer('reviews');
  return (
    <div class="stack wide">
      <PageHead title={say('reviews:title')} lead={say('reviews:lead')} />
      <Shown of={reviews} skeleton={<Skeleton lines={6} height={36} />}>
        {({ waiting, done }) => (
          <div class="stack wide">
            <section class="stack">
              <h2>{say('reviews:waiting')}</h2>
              {waiting.length === 0 ? (
                <NothingWaits />
              ) : (
                <Rows caption={say('reviews:waiting')} rows={waiting} columns={[...CALL, CHOSEN, DRAFT]} />
              )}
            </section>
            {done.length > 0 && (
              <section class="stack">
                <h2>{say('reviews:done')}</h2>
                <Rows caption={say('reviews:done')} rows={done} columns={[...CALL, SAME, SUBMITTED]} />
              </section>
            )}
          </div>
        )}
      </Shown>
    </div>
  );
}

/** Where calls come from, and how to take one of one's own. */
function NothingWaits(): JSX.Element {
  return (
    <Empty title={say('reviews:empty.title')}>
      <p>{say('reviews:empty.drawn')}</p>
      <p>
        {say('reviews:empty.own')} <a href="/calls">{say('reviews:empty.calls')}</a>
      </p>
    </Empty>
  );
}

type OfRow = () => Column<ReviewRow>;

function Rows({
  caption,
  rows,
  columns,
}: {
  readonly caption: string;
  readonly rows: readonly ReviewRow[];
  readonly columns: readonly OfRow[];
}): JSX.Element {
  return (
    <Table
      caption={caption}
      columns={columns.map((column) => column())}
      rows={rows}
      rowKey={({ project, callId }) => `${project} ${callId}`}
      rowHref={({ project, callId }) => pathTo('reviews', project, callId)}
    />
  );
}

// Functions, for heads follow the language of the pages.
const CALL: readonly OfRow[] = [
  () => ({
    id: 'started',
    head: say('calls:column.started'),
    cell: (row) => <span class="numbers">{beganAt(row)}</span>,
  }),
  () => ({ id: 'kind', head: say('calls:column.kind'), cell: kindOf }),
  () => ({ id: 'queue', head: say('calls:column.queue'), cell: ({ queues }) => queues.join(', ') || NOTHING }),
  () => ({
    id: 'length',
    head: say('calls:column.length'),
    unit: say('shell:units.minutes'),
    align: 'end',
    cell: ({ durationMs }) => duration(durationMs),
  }),
];

const CHOSEN: OfRow = () => ({
  id: 'chosen',
  head: say('reviews:column.chosen'),
  help: <HelpTip term={say('reviews:column.chosen')}>{say('reviews:chosen.help')}</HelpTip>,
  cell: ({ chosen }) => say(`reviews:chosen.${chosen}`),
});

const DRAFT: OfRow = () => ({
  id: 'draft',
  head: say('reviews:column.state'),
  cell: ({ draftMs, project }) =>
    draftMs === null ? (
      <span class="soft">{say('reviews:state.new')}</span>
    ) : (
      <>
        <Chip tone="accent">{say('reviews:state.begun')}</Chip>{' '}
        <span class="soft numbers">{moment(draftMs, zoneOf(project))}</span>
      </>
    ),
});

const SAME: OfRow = () => ({
  id: 'same',
  head: say('reviews:column.same'),
  cell: ({ same }) => (same === null ? NOTHING : say('reviews:same.short', same)),
});

const SUBMITTED: OfRow = () => ({
  id: 'submitted',
  head: say('reviews:column.submitted'),
  cell: ({ submittedMs, project }) => <span class="numbers">{moment(submittedMs, zoneOf(project))}</span>,
});
