import { setTimeout as sleep } from 'node:timers/promises';
import { judgingOf, type Configured } from '../configured.ts';
import { EtalonError, reasonOf } from '../errors.ts';
import { check, type Check } from '../health-server.ts';
import type { KafkaLink } from '../ingest/kafka/kafka.ts';
import type { KafkaSettings } from '../ingest/kafka/kafka-settings.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { unscoredAge } from '../queries/calls-to-score.ts';
import type { OpenedStore } from '../store/open-store.ts';
import { sumOf, type Role } from './role.ts';
import { ownLag, stallJudge } from './stall.ts';

export type WatchParts = {
  readonly roles: readonly Role[];
  readonly kafka: KafkaLink;
  readonly store: OpenedStore;
  readonly configured: Configured;
  readonly settings: KafkaSettings;
  readonly metrics: Metrics;
  /** When store and broker were last found away, epoch ms; written by their retries. */
  readonly away: { readonly store: number; readonly broker: number };
  readonly stopping: { readonly since: number | null };
  /** Models that the lines here need and that are not there, by file name. */
  readonly missingModels: () => readonly string[];
  readonly stallMs: number;
  readonly log: Log;
  readonly fatal: (error: unknown) => void;
};

/** How often lag is looked at; scoring again begins at most this long after the live topics are empty. */
const LOOK_MS = 2_000;
/** How often the age of the oldest unscored call is looked at: a query over all calls of the last days. */
const AGE_MS = 60_000;
const AGE_OF_DAYS_MS = 14 * 86_400_000;
/** What was found away within this time is taken to be away still. */
const AWAY_MS = 30_000;

/**
 * Looks at the lag of each line: for the metrics, to let calls be scored again only while no live call waits, and as a
 * watchdog that ends the process when a line has work and moves nothing, though nothing that it needs is away.
 */
export function watchRoles(parts: WatchParts): {
  readonly ready: () => Promise<readonly Check[]>;
  readonly stop: () => void;
} {
  const ended = new AbortController();
  const state: State = { brokerSeenAt: 0, stalled: null, hasStalled: stallJudge(parts.stallMs) };
  void look(parts, state, ended.signal);
  void lookAtAge(parts, ended.signal);
  return {
    ready: () => checks(parts, state),
    stop: () => {
      ended.abort();
    },
  };
}

type State = {
  brokerSeenAt: number;
  stalled: Role['line'] | null;
  readonly hasStalled: ReturnType<typeof stallJudge>;
};

async function look(parts: WatchParts, state: State, signal: AbortSignal): Promise<void> {
  const { roles, kafka, metrics, settings, log } = parts;
  while (!signal.aborted) {
    for (const role of roles) {
      try {
        const lags = await kafka.lagByPartition(role.group, role.topics);
        state.brokerSeenAt = Date.now();
        for (const [topic, of] of lags) metrics.lag(role.line, topic, sumOf(of.values()));
        const live = sumOf(role.liveTopics.map((topic) => sumOf(lags.get(topic)?.values() ?? [])));
        if (role.line === 'score') {
          if (live === 0) role.release([settings.topics.toRescore.name]);
          else role.hold([settings.topics.toRescore.name]);
        }
        judgeStall(role, ownLag(role, lags), parts, state);
      } catch (error) {
        if (!ended(signal)) log.warn({ code: reasonOf(error).code, line: role.line }, 'lag unknown');
      }
    }
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}

function judgeStall(
  role: Role,
  lag: number,
  { away, stopping, stallMs, metrics, log, fatal }: WatchParts,
  state: State,
): void {
  const now = Date.now();
  const excused = stopping.since !== null || now - Math.max(away.store, away.broker) < AWAY_MS;
  const stalled = state.hasStalled({ line: role.line, lag, movedAt: role.movedAt(), now }) && !excused;
  metrics.stalled(role.line, stalled);
  if (!stalled) return;
  state.stalled = role.line;
  log.error({ line: role.line, lag }, 'line stalled');
  fatal(new EtalonError('LINE_STALLED', { line: role.line, lag, seconds: Math.round(stallMs / 1000) }));
}

async function lookAtAge(parts: WatchParts, signal: AbortSignal): Promise<void> {
  const { roles, store, configured, metrics, log } = parts;
  const role = roles.find(({ line }) => line === 'score');
  while (role !== undefined && !signal.aborted) {
    try {
      const [row] = await store.run(unscoredAge, { ...judgingOf(configured), sinceMs: Date.now() - AGE_OF_DAYS_MS });
      metrics.oldestUnscored(
        row === undefined || row.waiting === 0 ? 0 : Math.max(0, (Date.now() - row.oldestMs) / 1000),
      );
    } catch (error) {
      if (!ended(signal)) log.warn({ code: reasonOf(error).code }, 'age of unscored calls unknown');
    }
    await sleep(AGE_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Asked anew: it may have ended while something was waited for. */
function ended(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** Ready: the broker was reachable a moment ago, store and models are there now, and nothing has stopped or stalled. */
async function checks({ store, stopping, missingModels }: WatchParts, state: State): Promise<readonly Check[]> {
  const broker = Date.now() - state.brokerSeenAt < AWAY_MS;
  const stored = await check('store', async () => {
    if (!(await store.ping())) throw new EtalonError('STORE_AWAY', { why: 'no answer' });
    return 'answers';
  });
  const missing = missingModels();
  return [
    { name: 'broker', ok: broker, detail: broker ? 'answers' : 'KAFKA_AWAY' },
    stored,
    {
      name: 'models',
      ok: missing.length === 0,
      detail: missing.length === 0 ? 'there' : `missing: ${missing.join(', ')}`,
    },
    { name: 'stall', ok: state.stalled === null, detail: state.stalled ?? 'moving' },
    { name: 'stopping', ok: stopping.since === null, detail: stopping.since === null ? 'no' : 'yes' },
  ];
}
