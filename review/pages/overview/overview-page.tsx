import type { JSX } from 'preact';
import type { Me } from '../../contract/me.ts';
import type { Overview } from '../../contract/overview.ts';
import { useAnswer } from '../answer.ts';
import { Empty } from '../parts/empty.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Shown } from '../parts/shown.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { useAddress } from '../route.ts';
import { viewer } from '../session.ts';
import { say } from '../words.ts';
import { Figures } from './figures.tsx';
import { Filters } from './filters.tsx';
import { Findings } from './findings.tsx';
import { OpenedNumber } from './opened-number.tsx';
import { Operators, Teams } from './people.tsx';
import { QualityTable } from './quality-table.tsx';
import { Trend } from './trend.tsx';
import { Week } from './week.tsx';
import { periodWords, previousWords, queryOf, wantedOf, type Wanted } from './where.ts';
import './overview-page.css';

/** What to look at today, and the numbers of a project over a period. */
export default function OverviewPage(): JSX.Element | null {
  const me = viewer();
  return me === null ? null : <Reading me={me} />;
}

function Reading({ me }: { readonly me: Me }): JSX.Element {
  const { query } = useAddress();
  const wanted = wantedOf(me, query);
  const overview = useAnswer('overview', wanted === null ? null : { query: queryOf(wanted) });
  if (wanted === null) return <NoProject />;
  const { answer } = overview;
  return (
    <div class="stack overview">
      <PageHead
        title={say('overview:title')}
        lead={answer === null ? '\u00a0' : <Lead overview={answer} wanted={wanted} />}
      />
      <Filters me={me} wanted={wanted} shown={answer?.period ?? null} />
      <Shown of={overview} skeleton={<Waiting />}>
        {(shown) => <Numbers overview={shown} wanted={wanted} />}
      </Shown>
      {query['number'] && <OpenedNumber id={query['number']} variant={query['variant'] ?? ''} wanted={wanted} />}
    </div>
  );
}

function Lead({ overview, wanted }: { readonly overview: Overview; readonly wanted: Wanted }): JSX.Element {
  const previous = previousWords(overview, wanted.project.timeZone);
  return <>{say('overview:lead', { period: periodWords(overview), previous })}</>;
}

function Numbers({ overview, wanted }: { readonly overview: Overview; readonly wanted: Wanted }): JSX.Element {
  const { findings } = overview;
  const nothing = findings.some(({ code }) => code === 'NOTHING_KNOWN');
  if (nothing) {
    return (
      <Empty title={say('overview:finding.NOTHING_KNOWN')}>
        <p>{say('overview:nothingKnown')}</p>
      </Empty>
    );
  }
  return (
    <div class="stack wide">
      <Findings findings={findings} project={wanted.project} />
      <Figures overview={overview} project={wanted.project} />
      <Trend overview={overview} />
      <Week overview={overview} />
      <QualityTable overview={overview} project={wanted.project} />
      {/* To an operator it would say again what stands above. */}
      {viewer()?.role !== 'operator' && <Operators overview={overview} project={wanted.project} />}
      <Teams overview={overview} />
    </div>
  );
}

function NoProject(): JSX.Element {
  return (
    <div class="stack wide">
      <PageHead title={say('overview:title')} />
      <Empty title={say('overview:noProject.title')}>
        <p>{say('overview:noProject.lead')}</p>
      </Empty>
    </div>
  );
}

function Waiting(): JSX.Element {
  return (
    <div class="stack wide">
      <Skeleton lines={3} height={32} />
      <Skeleton lines={2} height={120} />
      <Skeleton lines={8} height={28} />
    </div>
  );
}
