import { judgingOf, projectOf } from '../configured.ts';
import type { EpochMs } from '../ingest/call.ts';
import type { Judging } from '../queries/calls-to-score.ts';
import { deadLetters, EVERY_LETTER, type ListedLetter } from '../queries/dead-letters.ts';
import { overdueScores, overdueTranscripts, overdueWithoutCdr } from '../queries/overdue.ts';
import type { Store } from '../store/store.ts';
import type { Names } from './call-card.ts';
import type { ReportOptions } from './command-line.ts';
import { ID_SHOWN } from './dead-letter-text.ts';
import { namesOf, type OpenForReading, type Streams } from './opened.ts';
import { table } from './table.ts';

/** Rows of a section; its count is of all. */
const ROWS = 50;
const MINUTE_MS = 60_000;

/** One thing that waits. `code`: of the dead letter or fault that explains it; '' when nothing does. */
type Waiting = {
  readonly project: string;
  readonly callId: string;
  readonly recordingId: string;
  readonly state: string;
  readonly code: string;
  readonly sinceMs: EpochMs;
  readonly ageMs: number;
  /** What to give to `npm run etalon --` to see more. */
  readonly more: string;
};
type Section = { readonly count: number; readonly oldest: readonly Waiting[] };
type Report = {
  readonly recordingsWithoutCdr: Section;
  readonly recordingsWithoutTranscript: Section;
  readonly unscoredCalls: Section;
};

/** `report`: what has not come together, and for how long: the lists that should be short and young. */
export async function reportCommand(
  options: ReportOptions,
  open: OpenForReading,
  { out }: Streams,
  now: EpochMs = Date.now(),
): Promise<number> {
  const { store, configured } = await open(options);
  try {
    const project = options.project === undefined ? '' : projectOf(configured, options.project).id;
    const judging = judgingOf(configured);
    const report = await readReport(store, { project, judging, now, olderMs: options.older * MINUTE_MS });
    out.write(`${options.json ? JSON.stringify(report, null, 2) : reportText(report, namesOf(configured))}\n`);
    return 0;
  } finally {
    await store.close();
  }
}

type Wish = {
  readonly project: string;
  readonly judging: Judging;
  readonly now: EpochMs;
  readonly olderMs: number;
};

async function readReport(store: Pick<Store, 'run'>, { project, judging, now, olderMs }: Wish): Promise<Report> {
  const beforeMs = Math.ceil(now - olderMs);
  const overdue = { project, beforeMs, limit: ROWS };
  const lone = await store.run(overdueWithoutCdr, { ...overdue, fromMs: 0, toMs: beforeMs });
  const unheard = await store.run(overdueTranscripts, overdue);
  const unscored = await store.run(overdueScores, { ...overdue, ...judging });
  const letters = await lettersAbout(store, [...unheard, ...unscored]);
  const section = (
    rows: readonly (Row & { readonly total: number })[],
    stage: ListedLetter['stage'] | null,
  ): Section => ({
    count: rows[0]?.total ?? 0,
    oldest: rows.map((row) => waitingOf(row, letters.get(letterKey(row, stage)), now)),
  });
  return {
    recordingsWithoutCdr: section(lone, null),
    recordingsWithoutTranscript: section(unheard, 'speech'),
    unscoredCalls: section(unscored, 'score'),
  };
}

type Row = {
  readonly project: string;
  readonly callId: string;
  readonly sinceMs: EpochMs;
  readonly recordingId?: string;
  readonly state?: string;
  readonly code?: string;
};

function waitingOf(row: Row, letter: ListedLetter | undefined, now: EpochMs): Waiting {
  const { project, callId, sinceMs, recordingId = '', state = '', code = '' } = row;
  const call = `show ${quoted(`${project}/${callId}`)}`;
  return {
    ...{ project, callId, recordingId, state, sinceMs },
    code: code === '' ? (letter?.code ?? '') : code,
    ageMs: now - sinceMs,
    more: letter === undefined ? call : `dead show ${letter.id.slice(0, ID_SHOWN)}`,
  };
}

const letterKey = ({ project, callId }: Pick<Row, 'project' | 'callId'>, stage: string | null): string =>
  JSON.stringify([project, callId, stage]);

/** The newest letter of each call and stage that explains why something is missing. */
async function lettersAbout(
  store: Pick<Store, 'run'>,
  rows: readonly Row[],
): Promise<ReadonlyMap<string, ListedLetter>> {
  const callIds = [...new Set(rows.map(({ callId }) => callId))];
  if (callIds.length === 0) return new Map();
  const letters = await store.run(deadLetters, { ...EVERY_LETTER, callIds });
  // A recording that was asked for again is waited for again; a call that is refused again has the same letter.
  const telling = letters.filter(({ stage, open }) => open || stage === 'score');
  return new Map(telling.toReversed().map((letter) => [letterKey(letter, letter.stage), letter]));
}

function reportText(
  { recordingsWithoutCdr, recordingsWithoutTranscript, unscoredCalls }: Report,
  names: Names,
): string {
  const sections: readonly (readonly [string, Section])[] = [
    ['Recordings without a CDR', recordingsWithoutCdr],
    ['Recorded calls without a transcript', recordingsWithoutTranscript],
    ['Unscored calls', unscoredCalls],
  ];
  return [
    ...sections.map(([title, of]) => `${title}: ${String(of.count)}${oldestText(of)}`),
    ...sections.flatMap(([title, of]) => (of.count === 0 ? [] : ['', sectionText(title, of, names)])),
  ].join('\n');
}

function oldestText({ oldest: [first] }: Section): string {
  return first === undefined ? '' : `, the oldest for ${ageText(first.ageMs)}`;
}

function sectionText(title: string, { count, oldest }: Section, { moment }: Names): string {
  const rows = oldest.map(({ project, callId, recordingId, state, code, sinceMs, ageMs, more }) => [
    `${project}/${callId}`,
    recordingId,
    [state, code].filter((word) => word !== '').join(' '),
    moment(project, sinceMs),
    ageText(ageMs),
    more,
  ]);
  const columns = ['call', 'recording', 'state', 'since', 'age', 'npm run etalon --'];
  const shown = count > oldest.length ? `, the oldest ${String(oldest.length)} of ${String(count)}` : '';
  return `${title}${shown}\n${table(
    columns.map((name) => ({ title: name, ...(name === 'age' ? { align: 'right' as const } : {}) })),
    rows,
    '',
  )}`;
}

/** Days and hours, hours and minutes, or minutes: what a person acts upon. */
export function ageText(ageMs: number): string {
  const minutes = Math.max(0, Math.floor(ageMs / MINUTE_MS));
  const hours = Math.floor(minutes / 60);
  if (hours >= 24) return `${String(Math.floor(hours / 24))} d ${String(hours % 24)} h`;
  return hours >= 1 ? `${String(hours)} h ${String(minutes % 60)} min` : `${String(minutes)} min`;
}

/** As a shell takes it literally: recordings that nobody claimed give calls any name. */
function quoted(text: string): string {
  return /^[\w./:@=+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
