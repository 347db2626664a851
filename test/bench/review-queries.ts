import { join } from 'node:path';
import { tmpdir } from 'node:os';
import type { CallFilters, CallViewer } from '../../queries/call-list.ts';
import { callCount, callPage, otherContacts, type Asked } from '../../queries/call-page.ts';
import type { CallSort } from '../../queries/call-order.ts';
import { openReviewData, REVIEW_DATA, REVIEW_FROM_MS, REVIEW_PROJECTS, REVIEW_TO_MS } from './review-data.ts';

/**
 * `node test/bench/review-queries.ts [scattered|ordered] [folder]`: what each question of the pages costs with a million
 * calls, one after the other: p50 and p95 in ms of wall time, and CPU-ms of the whole process, engine included.
 */
const [ids = 'scattered', folder = join(tmpdir(), `etalon-review-${ids}`)] = process.argv.slice(2);
const { database, close } = await openReviewData(folder, {
  ...REVIEW_DATA,
  ids: ids === 'ordered' ? 'ordered' : 'scattered',
});
const store: Asked = {
  run: async (query, params) => (await database.query(query.sql, params)).map((row) => query.parse(row)),
};

const TIMES = 15;
const DAY_MS = 86_400_000;
const ALL: CallFilters = {
  ...{ projects: REVIEW_PROJECTS, fromMs: REVIEW_FROM_MS, toMs: REVIEW_TO_MS, operators: null, unowned: false },
  ...{ queue: '', direction: '', channel: '', minScore: null, maxScore: null, failedCriterion: '', words: '' },
  withoutScore: false,
};
const WEEK: CallFilters = { ...ALL, fromMs: REVIEW_TO_MS - 7 * DAY_MS };
const EVERYBODY: CallViewer = { visible: null, unowned: true, blind: [], blindFromMs: Number.MAX_SAFE_INTEGER };
const OPERATOR = [{ project: 'shop', operatorId: 'shop-007' }];
const OWN: CallViewer = { ...EVERYBODY, visible: OPERATOR, unowned: false };

type Ask = () => Promise<unknown>;
const page = (filters: CallFilters, sort: CallSort = 'newest', viewer = EVERYBODY): Ask => {
  return () => callPage(store, filters, viewer, { sort, after: null, limit: 50 });
};
const count = (filters: CallFilters): Ask => {
  return () => callCount(store, filters, EVERYBODY);
};
const first = await callPage(store, ALL, EVERYBODY, { sort: 'newest', after: null, limit: 1 });
const call = first.rows[0] ?? { project: '', callId: '' };
const middle = { value: null, startedMs: REVIEW_FROM_MS + 42 * DAY_MS, project: '', callId: '' };

const ASKED: readonly (readonly [string, Ask])[] = [
  ['page, newest', page(ALL)],
  ['page, oldest', page(ALL, 'oldest')],
  ['page in the middle', () => callPage(store, ALL, EVERYBODY, { sort: 'newest', after: middle, limit: 50 })],
  ['page of one operator', page({ ...ALL, operators: OPERATOR }, 'newest', OWN)],
  ['page of a queue', page({ ...ALL, queue: 'claims' })],
  ['page, score at most 70', page({ ...ALL, maxScore: 70 })],
  ['page, score at most 20 (rare)', page({ ...ALL, maxScore: 20 })],
  ['page, a criterion failed', page({ ...ALL, failedCriterion: 'criterion3' })],
  ['page, frequent words', page({ ...ALL, words: 'word17' })],
  ['page, rare words', page({ ...ALL, words: 'word2991' })],
  ['page, worst of a week', page(WEEK, 'worst')],
  ['page, worst of 12 weeks', page(ALL, 'worst')],
  ['page, longest of 12 weeks', page(ALL, 'longest')],
  ['count, 12 weeks', count(ALL)],
  ['count, score at most 20', count({ ...ALL, maxScore: 20 })],
  ['other contacts', () => otherContacts(store, call, ALL, EVERYBODY, 20)],
];

for (const [name, ask] of ASKED) {
  await ask();
  const walls: number[] = [];
  const before = process.cpuUsage();
  for (let nth = 0; nth < TIMES; nth++) {
    const begun = performance.now();
    await ask();
    walls.push(performance.now() - begun);
  }
  const { user, system } = process.cpuUsage(before);
  const sorted = walls.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.ceil(share * TIMES) - 1] ?? NaN).toFixed(0).padStart(6);
  const cpu = ((user + system) / 1_000 / TIMES).toFixed(0).padStart(6);
  console.log(`${name.padEnd(32)} p50 ${at(0.5)}  p95 ${at(0.95)}  CPU ${cpu}`);
}
await close();
