import { callCount, callPage, otherContacts } from '../../queries/call-page.ts';
import { addAudit } from '../../store/app/audit.ts';
import type { Handler } from '../asked.ts';
import type { CallCount, CallPage, Contacts } from '../contract/calls.ts';
import type { ReviewDeps } from '../deps.ts';
import { loadCall } from '../load-call.ts';
import type { RouteName } from '../rights.ts';
import { keyOf } from './call-handlers.ts';
import { csvOf } from './calls-csv.ts';
import { callViewerOf, listAsked, writtenCursor } from './list-filters.ts';
import { rowsShown } from './rows-shown.ts';

const ROWS_A_PAGE = 50;
const CONTACTS = 20;

/** The list of calls: a page, how many there are, all of them as CSV, and those of one customer. */
export function listHandlers(
  deps: ReviewDeps,
): Pick<Record<RouteName, Handler>, 'calls' | 'calls.count' | 'calls.export' | 'call.contacts'> {
  const { store, known, db, now } = deps;
  return {
    calls: async (asked): Promise<CallPage> => {
      const viewer = asked.viewer();
      const { filters, sort, after } = listAsked(asked.query, viewer, known);
      const page = await callPage(store, filters, callViewerOf(viewer), { sort, after, limit: ROWS_A_PAGE });
      return {
        rows: rowsShown(deps, viewer, page.rows),
        next: page.next === null ? null : writtenCursor(page.next),
      };
    },
    'calls.count': async (asked): Promise<CallCount> => {
      const viewer = asked.viewer();
      const { filters } = listAsked(asked.query, viewer, known);
      return { count: await callCount(store, filters, callViewerOf(viewer)) };
    },
    'calls.export': (asked) => {
      const viewer = asked.viewer();
      const list = listAsked(asked.query, viewer, known);
      const { accountId } = viewer.account;
      addAudit(db, now(), { accountId, action: 'calls_exported', project: list.filters.projects.join(', ') });
      return Promise.resolve(csvOf(deps, viewer, list));
    },
    'call.contacts': async (asked): Promise<Contacts> => {
      const viewer = asked.viewer();
      const { call } = await loadCall(deps, viewer, keyOf(asked));
      // Within its project: a customer of two clients is two customers.
      const { filters } = listAsked(new URLSearchParams({ project: call.project }), viewer, known);
      const rows =
        call.customerKey === '' ? [] : await otherContacts(store, call, filters, callViewerOf(viewer), CONTACTS);
      return { rows: rowsShown(deps, viewer, rows) };
    },
  };
}
