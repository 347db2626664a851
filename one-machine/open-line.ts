import { existsSync } from 'node:fs';
import type { OpenedLine } from '../cli/opened.ts';
import { ALL_TIME } from '../cli/period.ts';
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
import { EtalonError, type Reason } from '../errors.ts';
import { faultOf, type Heard } from '../heard.ts';
import { hearWith, openSpeech } from '../hearing.ts';
import type { InboxFile } from '../ingest/inbox/inbox.ts';
import type { Intake } from '../ingest/inbox/intake.ts';
import { enter, openLedger, type Ledger } from '../ingest/inbox/ledger.ts';
import type { RecordingOwners } from '../ingest/recordings/recording-owner.ts';
import { hasOpenEnd, takeLog } from '../ingest/take-log.ts';
import { takeMessage } from '../ingest/take-message.ts';
import { takeRecording, type InboxRecording } from '../ingest/take-recording.ts';
import { ingestLine, scoreLine, speechLine, type LineDeps } from '../lines.ts';
import { openLog, type Log } from '../log.ts';
import { unscored } from '../queries/calls-to-score.ts';
import { expectedRecordings, recordingsMissing, recordingsWithoutCdr } from '../queries/recordings.ts';
import { installationSecret, projectSecret } from '../secrets.ts';
import { storeOf } from '../store-of.ts';
import type { OpenedStore } from '../store/open-store.ts';
import { rulesOf } from '../store/tables/project-rules.ts';
import type { LocalSpeech } from '../transcribe/local-speech.ts';
import { startOneMachine, type OneMachine, type RunningMachine, type Watcher } from './one-machine.ts';
import { takeSent } from './take-sent.ts';
import { reassign } from '../reassign.ts';

/**
 * Puts real parts into the lines. `through` sees every effect before it is used: the fault tests kill the process there.
 * `order`: what of the inbox comes first.
 */
export async function openLine(
  config: Config,
  watcher: Watcher,
  signal: AbortSignal,
  through: (effects: Effects<Intake>) => Effects<Intake> = (effects) => effects,
  order: OneMachine['order'] = (files) => files,
): Promise<OpenedLine> {
  const configured = readConfigured(config.configDir);
  if (!existsSync(config.inboxDir)) throw new EtalonError('INBOX_FOLDER_MISSING', { folder: config.inboxDir });
  const log = openLog(config.dataDir, config.logLevel);
  // A missing model shows before anything is opened: this starts no process yet.
  const speech = await openSpeech(config);
  const onAway = (reason: Reason, attempt: number): void => {
    // Once a wait, not once a try: somebody may watch the terminal for hours.
    if (attempt === 1) watcher.notice('store', reason);
  };
  const store = await storeOf(config, { ownerOnly: true, patient: true, signal, log, onAway });
  const close = async (): Promise<void> => {
    await speech.close();
    await store.close();
  };
  try {
    const lines = await lineOver({ config, configured, store, speech, watcher, signal, log, through, order });
    return { configured, store, ...lines, close };
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
  readonly through: (effects: Effects<Intake>) => Effects<Intake>;
  readonly order: OneMachine['order'];
};

async function lineOver(parts: Parts): Promise<Pick<OpenedLine, 'run' | 'takeSent'>> {
  const { config, configured, store, speech, watcher, signal, log, through, order } = parts;
  await store.insertOperators(configured.operators);
  await store.insertProjectRules([...configured.projects.values()].map(rulesOf));
  await store.insertScorecards(storedScorecards(configured));
  const ledger = openLedger(await store.readIntake());
  const owners: RecordingOwners = new Map(
    (await store.run(expectedRecordings, {})).map(({ uri, callId, recordingId }) => [uri, { callId, recordingId }]),
  );
  const effects = through({
    ...store,
    announce: (keys) => {
      for (const key of keys) machine.announce(key);
      return Promise.resolve();
    },
    // The inbox is looked at all the time: a recording that comes is found there.
    announceRecordings: () => Promise.resolve(),
    retryRecording: () => Promise.resolve(),
    commit: async (intake) => {
      await store.insertIntake(intake);
      for (const line of intake) enter(ledger, line);
    },
  });
  const tone = toneWith(configured);
  const deps: LineDeps<Intake> = {
    effects,
    store,
    project: (id) => projectOf(configured, id),
    lookup: configured.lookup,
    tone,
    log,
  };
  const secret = installationSecret(config.secret, config.dataDir);
  const secretOf = (id: string): string => projectSecret(secret, id);
  const hear = await hearWith(config, speech, store, signal);
  const score = scoreWith(configured);

  const machine: RunningMachine = startOneMachine({
    inboxDir: config.inboxDir,
    projects: configured.projects,
    ledger,
    order,
    slots: config.slots,
    take: (file, ended) => takeFile(file, ended, { ledger, owners, secretOf, configured }),
    hasOpenEnd: (file) => hasOpenEnd(file, ledger),
    takeRecording: (file) => takeRecording(file, owners, ledger),
    ingest: async (batch) => {
      await ingestLine(batch, deps);
    },
    hear: async (work) =>
      speechLine(
        work,
        {
          call: (await store.readCalls([work]))[0] ?? null,
          hear: (call) =>
            hear(work, work.path, call, (share) => {
              watcher.progress(work, share);
            }),
          claims: () => Promise.resolve([]),
          later: null,
          receipt: (heard) => intakeAfter(work, heard),
        },
        deps,
      ),
    score: async (key) => {
      const [scored = { kind: 'no_call' as const }] = await scoreLine([key], { run: '', score, receipts: [] }, deps);
      return scored;
    },
    unscored: () => store.run(unscored, judgingOf(configured)),
    incomplete: () => incompleteCalls(store),
    watcher,
    log,
  });
  return {
    run: async (options) => {
      await reassign({ configured, store }, ledger, deps);
      await machine.run(options);
    },
    takeSent: (name, messages) => takeSent(name, messages, { ledger, configured, secretOf, score, deps }),
  };
}

/** The line of the intake list about a recording that was heard, or refused. */
function intakeAfter({ intake, ...work }: InboxRecording, heard: Heard): Intake {
  const sha256 = heard.kind === 'absent' ? '' : heard.facts.sha256;
  const outcome = heard.kind === 'transcribed' ? 'loaded' : 'refused';
  return { ...intake, sha256, outcome, reason: faultOf(work, heard) };
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

async function* takeFile(file: InboxFile, ended: boolean, parts: TakeParts): ReturnType<typeof takeLog> {
  const lookup = parts.configured.lookup(file.project);
  if (file.kind === 'log') yield* takeLog(file, { ...parts, lookup, ended });
  else yield await takeMessage(file, { ...parts, lookup, now: Date.now() });
}
