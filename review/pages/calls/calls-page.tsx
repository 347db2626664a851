import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { CallSort } from '../../contract/calls.ts';
import type { Me } from '../../contract/me.ts';
import { useAnswer } from '../answer.ts';
import { hrefOf } from '../api.ts';
import { number } from '../formats.ts';
import { Button, ButtonLink } from '../parts/button.tsx';
import { Empty } from '../parts/empty.tsx';
import { announce } from '../parts/live.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Refused } from '../parts/refused.tsx';
import { Select } from '../parts/select.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { useAddress } from '../route.ts';
import { may, viewer } from '../session.ts';
import { say } from '../words.ts';
import { ActiveFilters } from './active-filters.tsx';
import { useCallPages, type Listing } from './call-pages.ts';
import { CallTable } from './call-table.tsx';
import { filtersOf, NO_FILTERS, pagesOf, SORTS, sortOf } from './filters-of.ts';
import { FilterForm, type Change } from './filters.tsx';
import { OnTheirWay } from './on-their-way.tsx';
import { Uploads } from './uploads.tsx';
import './calls-page.css';

/** Calls: found, sorted, exported, and brought in by dropping a recording. */
export default function CallsPage(): JSX.Element | null {
  const me = viewer();
  return me === null ? null : <Calls me={me} />;
}

function Calls({ me }: { readonly me: Me }): JSX.Element {
  const { query, change } = useAddress();
  const [filters, sort, pages] = [filtersOf(query), sortOf(query), pagesOf(query)];
  const asked = { ...filters, sort };
  const listing = useCallPages(asked, pages);
  const count = useAnswer('calls.count', { query: filters });
  // Another list begins at its first page.
  const onChange: Change = (changes) => {
    change({ ...changes, pages: undefined });
  };
  const uploads = me.uploads && may('uploads.add');
  return (
    <div class="stack calls">
      <PageHead
        title={say('calls:title')}
        actions={
          <>
            {may('calls.export') && (
              <ButtonLink href={hrefOf('calls.export', { query: asked })} download>
                {say('calls:export')}
              </ButtonLink>
            )}
            {uploads && <Uploads me={me} />}
          </>
        }
      />
      <OnTheirWay />
      <FilterForm me={me} filters={filters} onChange={onChange} />
      <ActiveFilters me={me} filters={filters} onChange={onChange} />
      <div class="row list-head">
        <p class="soft" role="status">
          {count.answer === null || count.state === 'refused'
            ? ''
            : say('calls:count', { count: count.answer.count, n: number(count.answer.count) })}
        </p>
        <Select<CallSort>
          label={say('calls:sort.label')}
          bare
          value={sort}
          options={SORTS.map((value) => ({ value, text: say(`calls:sort.${value}`) }))}
          onChange={(value) => {
            onChange({ sort: value });
          }}
        />
      </div>
      <List
        listing={listing}
        sort={sort}
        filtered={Object.keys(filters).length > 0}
        uploads={uploads}
        onSort={(value) => {
          onChange({ sort: value });
        }}
        onClear={() => {
          onChange(NO_FILTERS);
        }}
        onMore={() => {
          change({ pages: String(pages + 1) }, true);
        }}
      />
    </div>
  );
}

type ListProps = {
  readonly listing: Listing;
  readonly sort: CallSort;
  readonly filtered: boolean;
  readonly uploads: boolean;
  readonly onSort: (sort: CallSort) => void;
  readonly onClear: () => void;
  readonly onMore: () => void;
};

function List({ listing, sort, filtered, uploads, onSort, onClear, onMore }: ListProps): JSX.Element {
  const { state, rows, empty, more, error, again } = listing;
  const keepPlace = usePlace(!empty);
  useAnnouncedRows(rows.length, state);
  if (empty && state === 'refused') return <Refused error={error} again={again} />;
  if (empty) return <Skeleton lines={10} height={36} />;
  if (rows.length === 0) return <Nothing filtered={filtered} uploads={uploads} onClear={onClear} />;
  return (
    <div class="stack shown" aria-busy={state === 'loading'} onClickCapture={keepPlace}>
      <Refused error={state === 'refused' ? error : null} again={again} />
      <CallTable caption={say('calls:title')} rows={rows} sort={sort} onSort={onSort} />
      {more && (
        <div>
          <Button busy={state === 'loading'} onClick={onMore}>
            {say(sort === 'newest' ? 'calls:older' : 'calls:more')}
          </Button>
        </div>
      )}
    </div>
  );
}

/** What to do when there is nothing: loosen the filters, or bring calls in. */
function Nothing({ filtered, uploads, onClear }: Pick<ListProps, 'filtered' | 'uploads' | 'onClear'>): JSX.Element {
  if (filtered)
    return (
      <Empty title={say('calls:nothing.filtered')}>
        <p>{say('calls:nothing.loosen')}</p>
        <div>
          <Button onClick={onClear}>{say('calls:active.clear')}</Button>
        </div>
      </Empty>
    );
  return (
    <Empty title={say('calls:nothing.title')}>
      <p>{say('calls:nothing.comes')}</p>
      {uploads && <p>{say('calls:nothing.drop')}</p>}
    </Empty>
  );
}

/** Says how many calls are shown when more have come. */
function useAnnouncedRows(rows: number, state: Listing['state']): void {
  const before = useRef(0);
  useEffect(() => {
    if (state !== 'answered') return;
    if (before.current > 0 && rows > before.current) announce(say('calls:shown', { count: rows }));
    before.current = rows;
  }, [rows, state]);
}

/** Coming back from a call, the list stands where it was left. The entry of the history keeps the place. */
function usePlace(ready: boolean): () => void {
  const done = useRef(false);
  useLayoutEffect(() => {
    if (!ready || done.current) return;
    done.current = true;
    const state: unknown = history.state;
    if (typeof state === 'object' && state !== null && 'scrollY' in state && typeof state.scrollY === 'number')
      window.scrollTo({ top: state.scrollY });
  }, [ready]);
  return () => {
    history.replaceState({ scrollY: window.scrollY }, '');
  };
}
