import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { callsCommand } from './cli/calls.ts';
import { checkConfigCommand } from './cli/check-config.ts';
import { runCommandLine, type Places } from './cli/command-line.ts';
import { demoCommand } from './cli/demo.ts';
import { sayFailure } from './cli/failure.ts';
import { kpiCommand } from './cli/kpi.ts';
import { runCommand } from './cli/run.ts';
import { showCommand } from './cli/show.ts';
import { z } from 'zod';
import { readConfig, type Config } from './config.ts';
import { projectOf, readConfigured, scorecardFor, type Configured } from './configured.ts';
import type { Effects } from './effects.ts';
import { EtalonError } from './errors.ts';
import { enter, nextVersion, openLedger, type Ledger } from './ingest/ledger.ts';
import { inboxUri, type InboxFile } from './ingest/inbox.ts';
import type { Project } from './ingest/project.ts';
import { nameFacts, ownerOf, type RecordingOwners } from './ingest/recording-owner.ts';
import { takeMessage } from './ingest/take-message.ts';
import { takeQueueLog } from './ingest/take-queue-log.ts';
import {
  ingestLine,
  letterOfUnscored,
  scoreLine,
  speechLine,
  type Hear,
  type LineDeps,
  type RecordingWork,
  type Score,
} from './lines.ts';
import { openLog, type Log } from './log.ts';
import { startOneMachine, type RunningMachine, type Watcher } from './one-machine.ts';
import { expectedRecordings, unscored } from './queries/queries.ts';
import { evaluatorOf, type Evaluate } from './score/evaluate.ts';
import { installationSecret, projectSecret } from './secrets.ts';
import type { OpenedLine, OpenForReading, OpenLine } from './cli/opened.ts';
import { openStore, type OpenedStore } from './store/open-store.ts';
import { DEFAULT_GUARDS } from './transcribe/audio-guards.ts';
import type { PcmFile, SpeechEngine } from './transcribe/engine.ts';
import { openAiEngine } from './transcribe/openai.ts';
import { transcribeRecording } from './transcribe/transcribe.ts';
import { DEFAULT_DEADLINES, openLocalSpeech, type LocalSpeech } from './transcribe/whisper.ts';
import { sweepWorkFolders } from './transcribe/work-folder.ts';

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
  const store = await openStoreOf(config, { ownerOnly: true, patient: true, signal, log });
  const speech = await openSpeech(config);
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
  const project = (id: string): Project => projectOf(configured, id);
  const deps: LineDeps = { effects, store, project, lookup: configured.lookup, log };
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
    hear: async (work) => {
      await speechLine(work, hear, deps);
    },
    score: (key) => scoreLine(key, score, deps),
    refuse: (key, reason) => effects.insertDeadLetters([letterOfUnscored(key, reason)]),
    unscored: () => store.run(unscored, {}),
    watcher,
    log,
  });
  return {
    configured,
    store,
    run: machine.run,
    close: async () => {
      await speech.close();
      await store.close();
    },
  };
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

function takeRecording(file: InboxFile, owners: RecordingOwners, ledger: Ledger): RecordingWork {
  const { callId, recordingId } = ownerOf(file, owners, ledger);
  const { inode, sizeBytes, modifiedAtMs, path } = file;
  const project = file.project.id;
  return {
    project,
    callId,
    recordingId,
    uri: inboxUri(path),
    path: file.absolutePath,
    sizeBytes,
    nameFacts: nameFacts(file),
    intake: {
      project,
      path,
      inode,
      sizeBytes,
      modifiedAtMs,
      consumedBytes: sizeBytes,
      // Known once the file has been read.
      sha256: '',
      callId,
      outcome: 'loaded',
      reason: null,
      version: nextVersion(ledger, file),
    },
  };
}

/** The recogniser of the configuration; speech is always found by the local voice detector. */
async function openSpeech(config: Config): Promise<LocalSpeech> {
  const { engine, vadModelPath, slots } = config;
  const whisperPath = engine.kind === 'whisper' ? engine.modelPath : '';
  const local = await openLocalSpeech({ vadPath: vadModelPath, whisperPath, slots, deadlines: DEFAULT_DEADLINES });
  if (engine.kind === 'whisper') return { ...local, engine: { ...local.engine, model: engine.modelName } };
  const remote: SpeechEngine = openAiEngine(engine);
  return {
    ...local,
    engine: remote,
    close: async () => {
      await remote.close();
      await local.close();
    },
  };
}

async function hearWith(
  config: Config,
  speech: LocalSpeech,
  store: OpenedStore,
  progress: Watcher['progress'],
  signal: AbortSignal,
): Promise<Hear> {
  const workRoot = join(config.dataDir, 'work');
  await sweepWorkFolders(workRoot);
  const ffmpegPath = config.ffmpegCandidates.find((path) => !isAbsolute(path) || existsSync(path)) ?? 'ffmpeg';
  const { engine } = speech;
  const deps = {
    ffmpegPath,
    guards: DEFAULT_GUARDS,
    workRoot,
    engine,
    findSpeech: (pcm: PcmFile, stopped: AbortSignal) => speech.findSpeech(pcm, stopped),
    findTranscript: (of: Parameters<OpenedStore['findTranscript']>[0]) => store.findTranscript(of),
  };
  return (work, { project, direction, language }) => {
    const { callId, recordingId, path, uri, intake } = work;
    // No vocabulary is prompted: on the samples it raised the word errors from 8 to 14 of 676.
    const prompt = '';
    const job = { project, callId, recordingId, path, file: uri, direction, language, prompt, version: intake.version };
    return transcribeRecording(deps, job, signal, (share) => {
      progress(work, share);
    });
  };
}

/** Phrases are made ready once a project and scorecard. */
function scoreWith({ projects, scorecards }: Configured): Score {
  const ready = new Map<string, Evaluate>();
  return (call, transcripts) => {
    const project = projects.get(call.project);
    const inUse = project === undefined ? null : scorecardFor(call, project, scorecards);
    if (project === undefined || inUse === null) return null;
    const { scorecard, hash } = inUse;
    const key = JSON.stringify([project.id, scorecard.id]);
    const evaluate = ready.get(key) ?? evaluatorOf({ scorecard, scorecardHash: hash, project });
    ready.set(key, evaluate);
    return evaluate(call, transcripts);
  };
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
