import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { callsCommand } from './cli/calls.ts';
import { checkConfigCommand } from './cli/check-config.ts';
import { runCommandLine, type Places } from './cli/command-line.ts';
import { demoCommand } from './cli/demo.ts';
import { sayFailure } from './cli/failure.ts';
import { kpiCommand } from './cli/kpi.ts';
import type { OpenedLine, OpenForReading, OpenLine } from './cli/opened.ts';
import { ALL_TIME } from './cli/period.ts';
import { runCommand } from './cli/run.ts';
import { showCommand } from './cli/show.ts';
import { readConfig, type Config } from './config.ts';
import { projectOf, readConfigured, scoreWith, type Configured } from './configured.ts';
import type { Effects } from './effects.ts';
import { EtalonError } from './errors.ts';
import { hearWith, openSpeech } from './hearing.ts';
import type { InboxFile } from './ingest/inbox.ts';
import { enter, openLedger, type Ledger } from './ingest/ledger.ts';
import type { RecordingOwners } from './ingest/recording-owner.ts';
import { takeMessage } from './ingest/take-message.ts';
import { takeQueueLog } from './ingest/take-queue-log.ts';
import { takeRecording } from './ingest/take-recording.ts';
import { ingestLine, letterOfUnscored, scoreLine, speechLine, type LineDeps } from './lines.ts';
import { openLog, type Log } from './log.ts';
import { startOneMachine, type OneMachine, type RunningMachine, type Watcher } from './one-machine.ts';
import { expectedRecordings, recordingsMissing, recordingsWithoutCdr, unscored } from './queries/queries.ts';
import { reassign } from './reassign.ts';
import { installationSecret, projectSecret } from './secrets.ts';
import { openStore, type OpenedStore } from './store/open-store.ts';
import type { LocalSpeech } from './transcribe/whisper.ts';

/**
 * Puts real parts into the lines. `through` sees every effect before it is used: the fault tests kill the process there.
 */
export async function openLine(
  config: Config,
  watcher: Watcher,
  signal: AbortSignal,
  through: (effects: Effects) => Effects = (effects) => effects,
): Promise<OpenedLine> {
  const configured = readConfigured(config.configDir);
  if (!existsSync(config.inboxDir)) throw new EtalonError('INBOX_FOLDER_MISSING', { folder: config.inboxDir });
  const log = openLog(config.dataDir, config.logLevel);
  // A missing model shows before anything is opened: this starts no process yet.
  const speech = await openSpeech(config);
  const store = await openStoreOf(config, { ownerOnly: true, patient: true, signal, log });
  const close = async (): Promise<void> => {
    await speech.close();
    await store.close();
  };
  try {
    const run = await lineOver({ config, configured, store, speech, watcher, signal, log, through });
    return { configured, store, run, close };
  } catch (error) {
    // An engine that stays open keeps the process alive.
    await close();
    throw error;
  }
}

type Parts = {
  readonly config: Config;
  readonly configured: Configured;
  readonly store: OpenedStore;
  readonly speech: LocalSpeech;
  readonly watcher: Watcher;
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly through: (effects: Effects) => Effects;
};

async function lineOver(parts: Parts): Promise<RunningMachine['run']> {
  const { config, configured, store, speech, watcher, signal, log, through } = parts;
  await store.insertOperators(configured.operators);
  await store.insertScorecards(
    [...configured.scorecards.values()].map(({ scorecard, hash, yaml }) => {
      return { scorecardId: scorecard.id, version: scorecard.version, hash, yaml };
    }),
  );
  const ledger = openLedger(await store.readIntake());
  const owners: RecordingOwners = new Map(
    (await store.run(expectedRecordings, {})).map(({ uri, callId, recordingId }) => [uri, { callId, recordingId }]),
  );
  const effects = through({
    ...store,
    announce: (key) => {
      machine.announce(key);
      return Promise.resolve();
    },
    commit: async (intake) => {
      await store.insertIntake(intake);
      for (const line of intake) enter(ledger, line);
    },
  });
  const deps: LineDeps = { effects, store, project: (id) => projectOf(configured, id), lookup: configured.lookup, log };
  const secret = installationSecret(config.secret, config.dataDir);
  const secretOf = (id: string): string => projectSecret(secret, id);
  const hear = await hearWith(
    config,
    speech,
    store,
    (work, share) => {
      watcher.progress(work, share);
    },
    signal,
  );
  const score = scoreWith(configured);

  const machine: RunningMachine = startOneMachine({
    inboxDir: config.inboxDir,
    projects: configured.projects,
    ledger,
    slots: config.slots,
    take: (file) => takeFile(file, { ledger, owners, secretOf, configured }),
    takeRecording: (file) => takeRecording(file, owners, ledger),
    ingest: async (batch) => {
      await ingestLine(batch, deps);
    },
    hear: (work) => speechLine(work, hear, deps),
    score: (key) => scoreLine(key, score, deps),
    refuse: (key, reason) => effects.insertDeadLetters([letterOfUnscored(key, reason)]),
    unscored: () => store.run(unscored, { scorecards: [...configured.scorecards.values()].map(({ hash }) => hash) }),
    incomplete: () => incompleteCalls(store),
    watcher,
    log,
  });
  return async (options) => {
    await reassign({ configured, store }, ledger, deps);
    await machine.run(options);
  };
}

/** A recording is closed and moved some minutes after its call. */
const RECORDING_COMES_WITHIN_MS = 15 * 60_000;

async function incompleteCalls(store: OpenedStore): ReturnType<OneMachine['incomplete']> {
  const missing = await store.run(recordingsMissing, { endedBeforeMs: Date.now() - RECORDING_COMES_WITHIN_MS });
  const lone = await store.run(recordingsWithoutCdr, { project: '', ...ALL_TIME });
  return [
    ...missing.map(({ project, callId, recordingId, uri }) => ({
      path: uri === '' ? `${project}/${callId}` : uri,
      reason: { code: 'CDR_WITHOUT_RECORDING' as const, params: { project, callId, recording: recordingId } },
    })),
    ...lone.map(({ project, callId, uri }) => ({
      path: uri,
      reason: { code: 'RECORDING_WITHOUT_CDR' as const, params: { project, callId, recording: uri } },
    })),
  ];
}

type TakeParts = {
  readonly ledger: Ledger;
  readonly owners: RecordingOwners;
  readonly secretOf: (project: string) => string;
  readonly configured: Configured;
};

async function* takeFile(file: InboxFile, parts: TakeParts): ReturnType<typeof takeQueueLog> {
  if (file.kind === 'queue_log') yield* takeQueueLog(file, { ...parts, lookup: parts.configured.lookup(file.project) });
  else yield await takeMessage(file, { ...parts, now: Date.now() });
}

type StoreWish = {
  readonly ownerOnly: boolean;
  readonly patient: boolean;
  readonly signal: AbortSignal;
  readonly log: Log;
};

/** Patient: a line waits for its store as long as it takes; a command gives up after a few tries. */
function openStoreOf({ store, dataDir, database }: Config, wish: StoreWish): Promise<OpenedStore> {
  return openStore({
    at:
      store.kind === 'server'
        ? { ...store, replicated: false }
        : { kind: 'embedded', folder: join(dataDir, 'clickhouse'), ownerOnly: wish.ownerOnly },
    database,
    attempts: wish.patient ? 'forever' : 3,
    signal: wish.signal,
    onRetry: (error, attempt, delayMs) => {
      wish.log.warn({ code: error instanceof EtalonError ? error.code : 'UNEXPECTED', attempt, delayMs }, 'store away');
    },
  });
}

const SAMPLES = join(import.meta.dirname, 'samples');
const DEMO: Places = { config: SAMPLES, inbox: join(SAMPLES, 'inbox'), data: 'data/demo' };

function configOf({ config, inbox, data }: Places): Config {
  return readConfig({
    ...(config === undefined ? {} : { configDir: config }),
    ...(inbox === undefined ? {} : { inboxDir: inbox }),
    ...(data === undefined ? {} : { dataDir: data }),
  });
}

const openForCommand: OpenLine = (places, watcher, signal) => openLine(configOf(places), watcher, signal);

const openForReading: OpenForReading = async (places) => {
  const config = configOf(places);
  const configured = readConfigured(config.configDir);
  const log = openLog(config.dataDir, config.logLevel);
  const { signal } = new AbortController();
  return { configured, store: await openStoreOf(config, { ownerOnly: false, patient: false, signal, log }) };
};

async function main(): Promise<number> {
  const streams = { out: process.stdout, err: process.stderr };
  const manifest = z.object({ version: z.string(), engines: z.object({ node: z.string() }) });
  const { version, engines } = manifest.parse(
    JSON.parse(readFileSync(join(import.meta.dirname, 'package.json'), 'utf8')),
  );
  try {
    checkNode(engines.node.replace('>=', ''), process.versions.node);
    return await runCommandLine(
      process.argv.slice(2),
      {
        run: (options) => runCommand(options, openForCommand, streams),
        demo: (options) => demoCommand({ ...DEMO, ...options }, openForCommand, streams),
        calls: (options) => callsCommand(options, openForReading, streams),
        show: (call, options) => showCommand(call, options, openForReading, streams),
        kpi: (options) => kpiCommand(options, openForReading, streams),
        checkConfig: (options) =>
          Promise.resolve(checkConfigCommand(() => readConfigured(configOf(options).configDir), streams)),
      },
      version,
    );
  } catch (error) {
    return sayFailure(error, process.stderr);
  }
}

function checkNode(needed: string, found: string): void {
  const [major = 0, minor = 0] = found.split('.').map(Number);
  const [needMajor = 0, needMinor = 0] = needed.split('.').map(Number);
  if (major < needMajor || (major === needMajor && minor < needMinor))
    throw new EtalonError('NODE_TOO_OLD', { needed, found });
}

if (process.argv[1] === import.meta.filename) process.exitCode = await main();
