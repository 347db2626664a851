import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf } from './errors.ts';
import type { EpochMs } from './ingest/call.ts';
import type { Log } from './log.ts';
import { METRIC_NAMES, type Metrics } from './metrics.ts';
import type { PipelineFigure } from './store/tables/pipeline-figures.ts';

/** A minute is the step of the boards; a process writes about 150 rows in it. */
export const KEEP_EVERY_MS = 60_000;

export type KeepFigures = {
  readonly metrics: Pick<Metrics, 'text'>;
  readonly insert: (figures: readonly PipelineFigure[]) => Promise<void>;
  /** Tells this process from all others that run: of two under one name, counters would seem to go up and down. */
  readonly process: string;
  readonly everyMs: number;
  readonly log: Pick<Log, 'warn'>;
};

/**
 * Keeps the figures of /metrics in the store, at once and then every `everyMs`, until `signal` aborts. What could not be
 * written is logged and left out: the boards have a gap, and no line waits. Never rejects.
 */
export async function keepFigures(
  { metrics, insert, process, everyMs, log }: KeepFigures,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await insert(figuresOf(await metrics.text(), Date.now(), process));
    } catch (error) {
      if (!ended(signal)) log.warn({ code: reasonOf(error).code }, 'figures not kept');
    }
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Asked anew: it may have ended while something was waited for. */
function ended(signal: AbortSignal): boolean {
  return signal.aborted;
}

/**
 * The figures of Etalon in a text for Prometheus: counters, gauges, and of histograms count and sum. Their buckets and
 * what concerns Node stay with Prometheus.
 */
export function figuresOf(text: string, at: EpochMs, process: string): readonly PipelineFigure[] {
  return text.split('\n').flatMap((line) => {
    const [, name = '', labels = '', value = ''] = SAMPLE.exec(line) ?? [];
    if (!KEPT.has(name) || !Number.isFinite(Number(value))) return [];
    return [{ at, process, name, labels: labelsOf(labels), value: Number(value) }];
  });
}

/** `name{label="value",…} number`, as prom-client writes it. */
const SAMPLE = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-z_]+)="((?:[^"\\]|\\.)*)"/g;

const KEPT = new Set(METRIC_NAMES.flatMap((name) => [name, `${name}_count`, `${name}_sum`]));

function labelsOf(text: string): string {
  const labels = [...text.matchAll(LABEL)].map(([, name = '', value = '']) => [name, value.replace(/\\(.)/g, '$1')]);
  return JSON.stringify(Object.fromEntries(labels.sort(([a = ''], [b = '']) => (a < b ? -1 : 1))));
}
