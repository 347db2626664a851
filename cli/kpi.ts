import { projectOf } from '../configured.ts';
import type { Project } from '../ingest/project.ts';
import {
  abandonRate,
  occupancy,
  qualityPerOperator,
  reconciliation,
  serviceLevel,
  waiting,
  type QualityRow,
  type QueuePeriod,
  type ServiceLevelRow,
} from '../queries/queries.ts';
import type { Store } from '../store/store.ts';
import type { KpiOptions } from './command-line.ts';
import { namesOf, type OpenForReading, type Streams } from './opened.ts';
import { ALL_TIME, periodOf } from './period.ts';
import { table } from './table.ts';
import { momentText, percentText, scoreText, secondsText, shareText } from './text.ts';

const HALF_HOUR_MS = 30 * 60_000;

type Wish = QueuePeriod & { readonly by: 'total' | 'interval'; readonly attribution: 'cohort' | 'event' };

/** `kpi`: the numbers of a project over a period; definitions in docs/metrics.md. */
export async function kpiCommand(options: KpiOptions, open: OpenForReading, { out }: Streams): Promise<number> {
  const { store, configured } = await open(options);
  try {
    const project = projectOf(configured, options.project);
    const { queue = '', by, attribution } = options;
    const wish = {
      project: project.id,
      queue,
      by,
      attribution,
      ...periodOf(options.from, options.to, project.timeZone),
    };
    const numbers = await readNumbers(store, project, wish);
    const { operator } = namesOf(configured);
    out.write(options.json ? `${JSON.stringify(numbers, null, 2)}\n` : `${numbersText(numbers, project, operator)}\n`);
    return 0;
  } finally {
    await store.close();
  }
}

/** The numbers of a project over all time, for the end of the demo. */
export async function kpiText(
  store: Pick<Store, 'run'>,
  project: Project,
  operator: (id: string) => string,
): Promise<string> {
  const wish: Wish = { project: project.id, queue: '', by: 'total', attribution: 'cohort', ...ALL_TIME };
  return numbersText(await readNumbers(store, project, wish), project, operator);
}

async function readNumbers(store: Pick<Store, 'run'>, project: Project, wish: Wish) {
  const { project: id, queue, fromMs, toMs, by, attribution } = wish;
  const period = { project: id, queue, fromMs, toMs };
  const thresholdMs = project.serviceLevel.thresholdSeconds * 1000;
  const shortMs = project.serviceLevel.shortAbandonSeconds * 1000;
  const intervalMs = by === 'interval' ? HALF_HOUR_MS : 0;
  const bounded = { project: id, fromMs, toMs: Math.min(toMs, Date.now()) };
  return {
    serviceLevel: await store.run(serviceLevel, {
      ...period,
      thresholdMs,
      shortMs,
      attribution,
      intervalMs,
      byQueue: 1,
    }),
    waiting: await store.run(waiting, period),
    abandonRate: await store.run(abandonRate, { ...period, shortMs }),
    reconciliation: await store.run(reconciliation, period),
    occupancy: await store.run(occupancy, { ...bounded, acwReasons: project.acwReasons }),
    quality: await store.run(qualityPerOperator, { project: id, fromMs, toMs, scorecardId: '' }),
  };
}

type Numbers = Awaited<ReturnType<typeof readNumbers>>;

function numbersText(numbers: Numbers, project: Project, operator: (id: string) => string): string {
  const { variant, targetPercent, thresholdSeconds } = project.serviceLevel;
  return [
    `${project.name}: service level "${variant}", target ${String(targetPercent)} % in ${String(thresholdSeconds)} s`,
    serviceLevelTable(numbers.serviceLevel, project),
    ...waitingLines(numbers),
    'Quality per operator, machine score, 0–100',
    qualityTable(numbers.quality, operator),
  ].join('\n');
}

function serviceLevelTable(rows: readonly ServiceLevelRow[], project: Project): string {
  const right = 'right' as const;
  return table(
    [
      { title: 'queue' },
      { title: 'from' },
      { title: 'offered', align: right },
      { title: 'answered', align: right },
      { title: 'in time', align: right },
      { title: 'abandoned', align: right },
      { title: 'flow-outs', align: right },
      { title: 'service level', align: right },
    ],
    rows.map((row) => [
      row.queue,
      row.intervalStartMs === 0 ? 'all' : momentText(row.intervalStartMs, project.timeZone),
      String(row.offered),
      String(row.answered),
      String(row.answeredWithin),
      String(row.abandoned),
      String(row.flowOuts),
      percentText(row.percent[project.serviceLevel.variant]),
    ]),
    'No queue entries in this period.',
  );
}

function waitingLines({
  waiting: [waited],
  abandonRate: [lost],
  reconciliation: offenders,
}: Numbers): readonly string[] {
  return [
    ...(waited === undefined
      ? []
      : [
          `ASA ${secondsText(waited.asaMs)} (median ${secondsText(waited.answeredMedianMs)}, 90 % within ${secondsText(waited.answeredP90Ms)}, n = ${String(waited.answered)})`,
        ]),
    ...(lost === undefined
      ? []
      : [
          `Abandoned ${percentText(lost.abandonedPercent)} of ${String(lost.offered)} offered; without short abandons ${percentText(lost.abandonedLessShortPercent)}; lost in any way ${percentText(lost.lostPercent)}`,
        ]),
    ...(offenders.length === 0
      ? []
      : [`Queue entries that do not add up: ${offenders.map((o) => `${o.callId} (${o.problem})`).join(', ')}`]),
  ];
}

function qualityTable(rows: readonly QualityRow[], operator: (id: string) => string): string {
  const right = 'right' as const;
  return table(
    [
      { title: 'operator' },
      { title: 'scorecard' },
      { title: 'n', align: right },
      { title: 'withheld', align: right },
      { title: 'mean', align: right },
      { title: '95 % interval', align: right },
      { title: 'auto-fail', align: right },
      { title: 'coverage', align: right },
    ],
    rows.map((row) => [
      operator(row.operatorId),
      row.scorecardId,
      String(row.n),
      String(row.unscoredCount),
      scoreText(row.meanScore),
      row.meanScoreLow === null || row.n < 2
        ? 'not enough calls'
        : `${scoreText(row.meanScoreLow)}–${scoreText(row.meanScoreHigh)}`,
      shareText(row.autoFailShare),
      shareText(row.meanCoverage),
    ]),
    'No scored calls in this period.',
  );
}
