import { projectOf, type Configured } from '../configured.ts';
import { listCalls, type ListedCall } from '../queries/calls.ts';
import type { CallsOptions } from './command-line.ts';
import { namesOf, type OpenForReading, type Streams } from './opened.ts';
import { periodOf } from './period.ts';
import { table } from './table.ts';
import { scoreText, shareText } from './text.ts';

/** `calls`: what was there and what became of it, newest first. */
export async function callsCommand(options: CallsOptions, open: OpenForReading, { out }: Streams): Promise<number> {
  const { store, configured } = await open(options);
  try {
    const timeZone = options.project === undefined ? 'UTC' : projectOf(configured, options.project).timeZone;
    const rows = await store.run(listCalls, {
      project: options.project ?? '',
      operatorId: operatorIdOf(options.operator, configured.operators),
      channel: '',
      ...periodOf(options.from, options.to, timeZone),
      minScore: null,
      maxScore: options.below ?? null,
      failedCriterion: options.failed ?? '',
      limit: options.limit,
      offset: 0,
    });
    if (options.json) out.write(`${JSON.stringify(rows, null, 2)}\n`);
    else out.write(`${callsText(rows, namesOf(configured))}\n`);
    return 0;
  } finally {
    await store.close();
  }
}

/** An operator by id, name or alias; what nobody is called stands for an alias that nobody owns. */
export function operatorIdOf(wanted: string | undefined, operators: Configured['operators']): string {
  if (wanted === undefined) return '';
  const known = operators.find(
    ({ operatorId, name, aliases }) =>
      operatorId === wanted || name.toLowerCase() === wanted.toLowerCase() || aliases.some((a) => a.alias === wanted),
  );
  return known?.operatorId ?? (wanted.startsWith('provisional:') ? wanted : `provisional:${wanted}`);
}

function callsText(rows: readonly ListedCall[], names: ReturnType<typeof namesOf>): string {
  const listed = table(
    [
      { title: 'call' },
      { title: 'started' },
      { title: 'kind' },
      { title: 'operator' },
      { title: 'score', align: 'right' },
      { title: 'judged', align: 'right' },
      { title: 'failed', width: 32 },
      { title: 'look at', width: 24 },
    ],
    rows.map((row) => [
      `${row.project}/${row.callId}`,
      names.moment(row.project, row.startedMs),
      `${row.direction} ${row.channel}`,
      row.operatorIds.map((id) => names.operator(id)).join(', '),
      row.evaluations.map(({ score }) => scoreText(score)).join(', '),
      row.evaluations.map(({ coverage }) => shareText(coverage)).join(', '),
      row.evaluations.flatMap(({ failedCriteria }) => failedCriteria).join(', '),
      lookAt(row).join(', '),
    ]),
    'No calls match.',
  );
  const total = rows[0]?.total ?? 0;
  return total > rows.length ? `${listed}\n${String(rows.length)} of ${String(total)}; --limit shows more.` : listed;
}

/** Marks of the fold, and recordings that did not come or could not be heard. */
function lookAt({ marks, recordingStates }: ListedCall): readonly string[] {
  const recordings = [...new Set(recordingStates.filter((state) => state !== 'present'))];
  return [...marks, ...recordings.map((state) => `recording ${state}`)];
}
