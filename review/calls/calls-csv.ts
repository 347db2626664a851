import { callPage, MAX_PAGE_ROWS } from '../../queries/call-page.ts';
import type { CallRow } from '../contract/calls.ts';
import type { ReviewDeps } from '../deps.ts';
import type { Viewer } from '../viewer.ts';
import { callViewerOf, type ListAsked } from './list-filters.ts';
import { rowsShown } from './rows-shown.ts';

const COLUMNS = [
  ...['project', 'call_id', 'started_at', 'duration_s', 'wait_s', 'direction', 'channel', 'language', 'disposition'],
  ...['queues', 'operator', 'score_operator', 'scorecard', 'source', 'score', 'auto_fail', 'judged', 'applicable'],
  'failed_criteria',
] as const;

/** Spreadsheets take UTF-8 for it by this. */
const BYTE_ORDER_MARK = '\uFEFF';

/** The list as CSV (RFC 4180, UTF-8), a row an operator's score, streamed page by page as fast as it is taken. */
export function csvOf(deps: ReviewDeps, viewer: Viewer, list: ListAsked): Response {
  const rows = linesOf(deps, viewer, list);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await rows.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => {
      await rows.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="calls.csv"',
      'cache-control': 'no-store',
    },
  });
}

async function* linesOf(
  deps: ReviewDeps,
  viewer: Viewer,
  { filters, sort, after, timeZone }: ListAsked,
): AsyncGenerator<string, undefined> {
  const { store, known } = deps;
  yield `${BYTE_ORDER_MARK}${COLUMNS.join(',')}\r\n`;
  let next = after;
  for (;;) {
    const asked = { sort, after: next, limit: MAX_PAGE_ROWS };
    const page = await callPage(store, filters, callViewerOf(viewer), asked);
    yield rowsShown(deps, viewer, page.rows)
      .flatMap((row) => linesOfCall(row, zoneOf(row.project)))
      .map((cells) => `${cells.map(cell).join(',')}\r\n`)
      .join('');
    next = page.next;
    if (next === null) return;
  }

  function zoneOf(project: string): string {
    return known.projects.get(project)?.timeZone ?? timeZone;
  }
}

type Cell = string | number | null;

function linesOfCall(row: CallRow, timeZone: string): readonly (readonly Cell[])[] {
  const { project, callId, direction, channel, language, disposition } = row;
  const call: readonly Cell[] = [
    ...[project, callId, momentOf(row.startedMs, timeZone), secondsOf(row.durationMs), secondsOf(row.waitMs)],
    ...[direction, channel, language, disposition, row.queues.join('; ')],
    row.operators.map(({ name }) => name).join('; '),
  ];
  if (row.scores.length === 0) return [[...call, '', '', '', null, '', null, null, '']];
  return row.scores.map(({ operatorId, scorecardId, source, score, autoFail, judged, applicable, failed }) => [
    ...call,
    ...[operatorId, scorecardId, source, score === null ? null : Math.round(score * 10) / 10, autoFail ? 1 : 0],
    ...[judged, applicable, failed.join('; ')],
  ]);
}

/** As a clock on the wall of the project shows it, sortable as text. */
function momentOf(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(at);
}

function secondsOf(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms / 100) / 10;
}

/** What begins like a formula is text to a spreadsheet only behind an apostrophe (OWASP, CSV injection). */
function cell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
