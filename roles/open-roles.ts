import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config.ts';
import {
  judgingOf,
  projectOf,
  readConfigured,
  scoreWith,
  storedScorecards,
  toneWith,
  type Configured,
} from '../configured.ts';
import type { Effects } from '../effects.ts';
import { EtalonError, reasonOf } from '../errors.ts';
import { serveHealth, type Check } from '../health-server.ts';
import { hearWith, missingModels, openSpeech } from '../hearing.ts';
import { KEEP_EVERY_MS, keepFigures } from '../keep-figures.ts';
import { recordingFetcher } from '../ingest/recordings/fetch-recording.ts';
import type { Intake } from '../ingest/inbox/intake.ts';
import { openKafka, type KafkaLink } from '../ingest/kafka/kafka.ts';
import { topicsOf, type KafkaSettings } from '../ingest/kafka/kafka-settings.ts';
import { openLedger } from '../ingest/inbox/ledger.ts';
import type { LineDeps } from '../lines.ts';
import type { Log } from '../log.ts';
import { openMetrics, type Metrics } from '../metrics.ts';
import { unscored } from '../queries/calls-to-score.ts';
import { recordingsAt } from '../queries/recordings.ts';
import { reassign } from '../reassign.ts';
import { credentialsIn, installationSecret, projectSecret } from '../secrets.ts';
import { storeOf } from '../store-of.ts';
import type { OpenedStore } from '../store/open-store.ts';
import { rulesOf } from '../store/tables/project-rules.ts';
import { inWorkFolder } from '../transcribe/work-folder.ts';
import { announcementOf } from './announced.ts';
import { streamEffects, timed } from './stream-effects.ts';
import { startIngest } from './ingest-role.ts';
import { sumOf, type Line, type Role, type Work } from './role.ts';
import { startScore } from './score-role.ts';
import { startSpeech } from './speech-role.ts';
import { watchRoles } from './watch-roles.ts';

export type OpenedRoles = {
  readonly healthPort: number;
  /** Ends when `signal` aborts and the work in hand is done or handed back; rejects when a line stopped for good. */
  readonly run: (signal: AbortSignal) => Promise<void>;
  readonly close: () => Promise<void>;
};

export type RolesOptions = {
  readonly config: Config;
  readonly lines: readonly Line[];
  readonly log: Log;
  readonly version: string;
  /** Aborts every wait at once. */
  readonly hard: AbortSignal;
  /** Sees every effect before it is used: the fault tests kill the process there. */
  readonly through?: (effects: Effects<Work>) => Effects<Work>;
};

/** Every so often the leader of the score line's group looks for calls whose announcement was lost. */
const SWEEP_MS = 5 * 60_000;
const KEYS_A_SEND = 5_000;
/** After connections were cut at a bad moment kafkajs may never come to the end of leaving: the broker notices by itself. */
const LEAVE_MS = 5_000;
const STARTING: readonly Check[] = [
  { name: 'broker', ok: false, detail: 'waited for' },
  { name: 'store', ok: false, detail: 'waited for' },
];

/** The lines as roles over Kafka: each a consumer group of its own, so that they scale apart. */
export async function openRoles(options: RolesOptions): Promise<OpenedRoles> {
  const { config, lines, log, version } = options;
  if (config.kafka === null) throw new EtalonError('KAFKA_NOT_CONFIGURED');
  // Closing ends every wait as well: a line that stopped for good must not be kept by what another one waits for.
  const over = new AbortController();
  const hard = AbortSignal.any([options.hard, over.signal]);
  const configured = readConfigured(config.configDir);
  const settings = configured.kafka;
  const metrics = openMetrics();
  metrics.build(version);
  const away = { store: 0, broker: 0 };
  // A missing model shows before anything is opened: this starts no process yet.
  const speech = lines.includes('speech') ? await openSpeech(config) : null;
  // Before broker and store are waited for: a process that waits is alive, and says what it waits for.
  const asked = { ready: (): Promise<readonly Check[]> => Promise.resolve(STARTING) };
  const health = await serveHealth(config.http, { ready: () => asked.ready(), metrics });
  const kafka = openKafka(config.kafka, `etalon-${lines.join('-')}`, {
    attempts: 'forever',
    signal: hard,
    onRetry: (error, attempt, delayMs) => {
      away.broker = Date.now();
      metrics.retry('broker');
      log.warn({ code: reasonOf(error).code, attempt, delayMs }, 'broker away');
    },
  });
  const onAway = (): void => {
    away.store = Date.now();
    metrics.retry('store');
  };
  const opened = { store: null as OpenedStore | null };
  const started: Role[] = [];
  const fatal = Promise.withResolvers<never>();
  fatal.promise.catch(() => undefined);

  const close = async (): Promise<void> => {
    over.abort();
    await atMost(LEAVE_MS, Promise.all(started.map((role) => role.leave())));
    await speech?.close();
    await atMost(LEAVE_MS, kafka.close());
    await opened.store?.close();
    await health.close();
  };
  try {
    const store = await storeOf(config, { ownerOnly: true, patient: true, signal: hard, log, onAway });
    opened.store = store;
    const missing = await kafka.missingTopics(topicsOf(settings).map(({ name }) => name));
    if (missing.length > 0) throw new EtalonError('KAFKA_TOPIC_MISSING', { topic: missing.join(', ') });
    const parts = partsOf({ ...options, configured, settings, metrics, kafka, store, fatal: fatal.reject });
    if (lines.includes('ingest')) {
      await takeInConfiguration(configured, store, parts.deps('ingest'), log);
      started.push(await startIngest({ ...parts, deps: parts.deps('ingest') }));
    }
    if (lines.includes('score'))
      started.push(await startScore({ ...parts, deps: parts.deps('score'), score: scoreWith(configured) }));
    if (speech !== null) {
      const { fetch, hearFile } = await hearingOf(config, configured, speech, store, hard);
      started.push(
        await startSpeech({
          ...parts,
          deps: parts.deps('speech'),
          slots: config.slots,
          engine: speech.engine,
          fetch,
          hearFile,
          inFolder: (work) => inWorkFolder(join(config.dataDir, 'work'), work),
          recordingsAt: (of) => store.run(recordingsAt, of),
          signal: hard,
        }),
      );
    }
    const stopping = { since: null as number | null };
    const watched = watchRoles({
      roles: started,
      kafka,
      metrics,
      settings,
      away,
      stopping,
      missingModels: () => (speech === null ? [] : missingModels(config)),
      stallMs: config.stallMs,
      log,
      fatal: fatal.reject,
      store,
      configured,
    });
    asked.ready = watched.ready;
    const run = async (signal: AbortSignal): Promise<void> => {
      const ended = new AbortController();
      // What ends it for good ends the line; an abort only ends the sweep.
      const sweeping = sweep(started, { configured, kafka, settings, store, log }, ended.signal).catch(fatal.reject);
      // Nobody waits for it: figures must not hold up the stop.
      void keepFigures(
        {
          metrics,
          insert: (figures) => store.insertPipelineFigures(figures),
          process: `${lines.join('-')}@${hostname()}:${process.pid}`,
          everyMs: KEEP_EVERY_MS,
          log,
        },
        ended.signal,
      );
      try {
        await Promise.race([fatal.promise, untilAborted(signal)]);
        stopping.since = Date.now();
        for (const role of started) role.halt();
        await Promise.race([Promise.all(started.map((role) => role.settled())), untilAborted(hard)]);
      } finally {
        ended.abort();
        watched.stop();
        await Promise.race([sweeping, untilAborted(hard)]);
      }
    };
    return { healthPort: health.port, run, close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Wiring = RolesOptions & {
  readonly configured: Configured;
  readonly settings: KafkaSettings;
  readonly metrics: Metrics;
  readonly kafka: KafkaLink;
  readonly store: OpenedStore;
  readonly fatal: (error: unknown) => void;
};

function partsOf(wiring: Wiring) {
  const { config, configured, settings, metrics, kafka, store, log, fatal, through } = wiring;
  const own = streamEffects(store, kafka, settings, metrics);
  const effects = through === undefined ? own : through(own);
  const tone = toneWith(configured);
  const deps = (line: Line): LineDeps<Work> => ({
    effects: timed(effects, metrics, line),
    store,
    project: (id) => projectOf(configured, id),
    lookup: configured.lookup,
    tone,
    log,
  });
  const secret = installationSecret(config.secret, config.dataDir);
  const secretOf = (id: string): string => projectSecret(secret, id);
  const context = { settings, projects: configured.projects, lookup: configured.lookup, secretOf };
  return { kafka, settings, metrics, fatal, context, deps };
}

/** What the configuration says is stored, and calls that were taken in by another one are brought up to it. */
async function takeInConfiguration(
  configured: Configured,
  store: OpenedStore,
  deps: LineDeps<Work>,
  log: Log,
): Promise<void> {
  await store.insertOperators(configured.operators);
  await store.insertProjectRules([...configured.projects.values()].map(rulesOf));
  await store.insertScorecards(storedScorecards(configured));
  const effects: Effects<Intake> = { ...deps.effects, commit: (lines) => store.insertIntake(lines) };
  await reassign({ configured, store }, openLedger(await store.readIntake()), { ...deps, effects });
  log.info({ projects: configured.projects.size, operators: configured.operators.length }, 'configuration taken in');
}

async function hearingOf(
  config: Config,
  configured: Configured,
  speech: Awaited<ReturnType<typeof openSpeech>>,
  store: OpenedStore,
  signal: AbortSignal,
) {
  const hearFile = await hearWith(config, speech, store, signal);
  return { hearFile, fetch: recordingFetcher(configured.recordingSources, credentialsIn(config.secretsDir)) };
}

/** Announces again what queries/unscored.sql finds, at the start and every few minutes, from the leader of the group. */
async function sweep(
  roles: readonly Role[],
  { configured, kafka, settings, store, log }: Pick<Wiring, 'configured' | 'kafka' | 'settings' | 'store' | 'log'>,
  signal: AbortSignal,
): Promise<void> {
  const role = roles.find(({ line }) => line === 'score');
  while (role !== undefined && !signal.aborted) {
    // What was announced and is not read yet would be announced once more, behind it.
    const waiting = role.leads() ? sumOf((await kafka.lag(role.group, role.liveTopics)).values()) : 0;
    if (role.leads() && waiting === 0) {
      const keys = await store.run(unscored, judgingOf(configured));
      for (let from = 0; from < keys.length; from += KEYS_A_SEND)
        await kafka.send(
          settings.topics.toScore.name,
          keys.slice(from, from + KEYS_A_SEND).map((key) => announcementOf(key)),
        );
      if (keys.length > 0) log.info({ calls: keys.length }, 'unscored calls announced again');
    }
    await sleep(role.leads() && waiting === 0 ? SWEEP_MS : 1_000, undefined, { signal }).catch(() => undefined);
  }
}

/** Waits for `end`, however it ends, but no longer than this. */
async function atMost(ms: number, end: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  await Promise.race([
    end.catch(() => undefined),
    sleep(ms, undefined, { signal: over.signal }).catch(() => undefined),
  ]);
  over.abort();
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}
