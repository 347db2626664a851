import { setTimeout as sleep } from 'node:timers/promises';
import { announcements } from './announcements.ts';
import { EtalonError, reasonOf, type ErrorCode, type Reason } from '../errors.ts';
import type { IngestBatch } from '../ingest/batch.ts';
import type { Intake } from '../ingest/inbox/intake.ts';
import { inboxUri, isSameStamp, listInbox, stemOf, type FileStamp, type InboxFile } from '../ingest/inbox/inbox.ts';
import { takenAsItIs, type Ledger } from '../ingest/inbox/ledger.ts';
import { cdrStems, holdsTranscript } from '../ingest/inbox/transcript-file.ts';
import type { Project } from '../ingest/project.ts';
import type { RecordingWork } from '../ingest/recordings/recording-work.ts';
import type { InboxRecording } from '../ingest/take-recording.ts';
import { faultOf, type Heard } from '../heard.ts';
import type { Scored } from '../lines.ts';
import type { Log } from '../log.ts';
import { speechSlots } from './speech-slots.ts';
import { fileFault, unchanged, type Seen } from './unchanged.ts';
import type { CallKey } from '../store/store.ts';

/** A file is whole when it has not been touched for this long; copying over a network pauses for less. */
const SETTLE_MS = 2_000;
/** A log has ended when it has not been touched for this long: then its last line counts even without a line end. */
const LOG_ENDED_MS = 5 * 60_000;
/** How often the inbox is looked at; never more than a tenth of the time, so that a huge inbox costs little. */
const POLL_MS = 1_000;
const POLL_ONCE_MS = 200;
/** How often queries/unscored.sql is run beside the announcements. */
const SWEEP_MS = 5 * 60_000;
/** So many unknown errors in a row are no longer about one call: the process ends rather than burn the backlog. */
const UNKNOWN_IN_A_ROW = 5;

/** What happens, for whoever watches: a terminal, a test. */
export type Watcher = {
  readonly notice: (path: string, reason: Reason) => void;
  readonly recordingStarted: (work: RecordingWork) => void;
  /** 0–1 of a recording. */
  readonly progress: (work: RecordingWork, share: number) => void;
  readonly recordingEnded: (work: RecordingWork) => void;
  readonly scored: (scored: Extract<Scored, { kind: 'scored' }>) => void;
};

/** What the lines are made of on one machine; open-line.ts fills it in. */
export type OneMachine = {
  readonly inboxDir: string;
  readonly projects: ReadonlyMap<string, Project>;
  readonly ledger: Ledger;
  /** The files of one look in the order in which they are taken. */
  readonly order: (files: readonly InboxFile[]) => readonly InboxFile[];
  readonly slots: number;
  /** Reads what is new in a message file or log; a log may give several batches. `ended`: nobody writes to it any more. */
  readonly take: (file: InboxFile, ended: boolean) => AsyncIterable<IngestBatch<Intake>>;
  /** Whether a log has a last line that was not taken because it has no line end. */
  readonly hasOpenEnd: (file: InboxFile) => boolean;
  /** The call a recording belongs to. */
  readonly takeRecording: (file: InboxFile) => InboxRecording;
  readonly ingest: (batch: IngestBatch<Intake>) => Promise<void>;
  readonly hear: (work: InboxRecording) => Promise<Heard>;
  readonly score: (key: CallKey) => Promise<Scored>;
  /** Calls that have something to score and no evaluation of their present version. */
  readonly unscored: () => Promise<readonly CallKey[]>;
  /** Recordings without their CDR and CDRs without their recording: not wrong, but somebody should know. */
  readonly incomplete: () => Promise<readonly { readonly path: string; readonly reason: Reason }[]>;
  readonly watcher: Watcher;
  readonly log: Log;
};

/** The lines over an inbox folder, running. */
export type RunningMachine = {
  readonly announce: (key: CallKey) => void;
  /** Returns when everything in the inbox is done (`once`) or when `signal` aborts and the work in hand is done. */
  readonly run: (options: { readonly once: boolean; readonly signal: AbortSignal }) => Promise<void>;
};

/** Sets the three lines going over an inbox folder. `announce` is what the lines' effects call. */
export function startOneMachine(machine: OneMachine): RunningMachine {
  const health = { unknownInARow: 0, fatal: null as Error | null };
  const noticed = new Set<string>();
  /** Files whose content fits into no row: left as they are, and named at every start, until they change. */
  const stuck = new Map<string, FileStamp>();

  const isStuck = (file: InboxFile): boolean => {
    const stamp = stuck.get(file.path);
    return stamp !== undefined && isSameStamp(stamp, file);
  };
  const failure = (reason: Reason): Reason => {
    health.unknownInARow = reason.code === 'UNEXPECTED' ? health.unknownInARow + 1 : 0;
    if (health.unknownInARow >= UNKNOWN_IN_A_ROW) health.fatal ??= new EtalonError('UNEXPECTED', reason.params);
    return reason;
  };
  const notice = (path: string, reason: Reason): void => {
    const text = JSON.stringify([path, reason]);
    if (noticed.has(text)) return;
    noticed.add(text);
    // Not its name: telephone systems write callers' numbers into file names.
    machine.log.warn({ code: reason.code }, 'inbox file needs a look');
    machine.watcher.notice(path, reason);
  };
  const announced = announcements(async (key) => {
    try {
      const scored = await machine.score(key);
      if (scored.kind === 'refused') failure(scored.reason);
      else health.unknownInARow = 0;
      if (scored.kind === 'scored') machine.watcher.scored(scored);
    } catch (error) {
      // What may cure itself is found again by the sweep.
      machine.log.error({ ...key, code: failure(reasonOf(error)).code }, 'call could not be scored');
    }
  });
  const slots = speechSlots<InboxRecording>(machine.slots, async (work) => {
    machine.watcher.recordingStarted(work);
    try {
      const heard = await machine.hear(work);
      health.unknownInARow = 0;
      const fault = faultOf(work, heard);
      if (fault !== null) notice(work.uri, fault);
      return true;
    } catch (error) {
      notice(work.uri, unreadable(work.intake.path, error) ?? failure(reasonOf(error)));
      return false;
    } finally {
      machine.watcher.recordingEnded(work);
      void announced.drain();
    }
  });

  /** One look at the inbox: takes what is new, offers recordings to the slots; answers whether anything is left to do. */
  const look = async (once: boolean): Promise<boolean> => {
    const listing = await listInbox(machine.inboxDir, machine.projects);
    const files = machine.order(listing.files);
    for (const { path, reason } of listing.notices) notice(path, reason);
    const unsettled = new Set<string>();
    let changed = false;
    for (const file of transcriptsLast(files.filter((f) => f.kind !== 'recording'))) {
      const ended = file.kind === 'log' && isUntouched(file, once ? SETTLE_MS : LOG_ENDED_MS);
      const taken = takenAsItIs(machine.ledger, file);
      if (taken?.reason) notice(inboxUri(taken.path), taken.reason);
      const openEnd = (ended || once) && taken?.outcome === 'reading' && machine.hasOpenEnd(file);
      if ((taken && !openEnd) || isStuck(file)) continue;
      if (file.kind === 'message' && (!isSettled(file) || waitsForCdr(file, unsettled)))
        unsettled.add(stemOf(file.path));
      else if (!(await takeIn(file, ended))) changed = true;
      // A run that ends waits until a log that was written just now has settled.
      if (once && file.kind === 'log' && !ended && machine.hasOpenEnd(file)) changed = true;
    }
    let left = changed || unsettled.size > 0;
    for (const file of files.filter((f) => f.kind === 'recording')) {
      // A recording whose CDR is still being written waits for it.
      const work = unsettled.has(stemOf(file.path)) ? null : machine.takeRecording(file);
      const taken = takenAsItIs(machine.ledger, file);
      if (work !== null && taken?.callId === work.callId) {
        if (taken.reason) notice(work.uri, taken.reason);
        continue;
      }
      left = true;
      if (work !== null && isSettled(file)) slots.offer(file.path, work);
    }
    return left;
  };
  /** False = it changed while it was read: the next look takes what there is then. */
  const takeIn = async (file: InboxFile, ended: boolean): Promise<boolean> => {
    const seen = { changed: false };
    for await (const batch of readable(file, ended, seen)) {
      try {
        await machine.ingest(batch);
      } catch (error) {
        if (!isAboutAFile(error)) throw error;
        stuck.set(file.path, file);
        notice(inboxUri(file.path), reasonOf(error));
        return true;
      }
      for (const letter of batch.letters) notice(letter.origin, letter.reason);
      for (const { path, reason } of batch.notices) notice(inboxUri(path), reason);
    }
    return !seen.changed;
  };
  /**
   * One file that cannot be read costs the others nothing; one that is gone is gone, and of one that changed while it was
   * read nothing is taken: what was read is not what was listed.
   */
  async function* readable(file: InboxFile, ended: boolean, seen: Seen): ReturnType<OneMachine['take']> {
    const { path } = file;
    try {
      // A log may grow while it is read: it is taken by its bytes.
      if (file.kind === 'log') yield* machine.take(file, ended);
      else yield* unchanged(file, machine.take(file, ended), seen);
    } catch (error) {
      if (fileFault(error) === null) throw error;
      const reason = unreadable(path, error);
      if (reason !== null) notice(inboxUri(path), reason);
    }
  }

  const sayIncomplete = async (): Promise<void> => {
    for (const { path, reason } of await machine.incomplete()) notice(path, reason);
  };

  const run: RunningMachine['run'] = async ({ once, signal }) => {
    let sweepAt = 0;
    while (!signal.aborted && health.fatal === null) {
      // Not the clock on the wall, which is set now and then.
      const startedAt = performance.now();
      if (startedAt >= sweepAt) {
        for (const key of await machine.unscored()) announced.announce(key);
        // At the start everything in the inbox still lies before the lines; who is missing shows at the end of a run.
        if (sweepAt > 0) await sayIncomplete();
        sweepAt = startedAt + SWEEP_MS;
      }
      const left = await look(once);
      await announced.drain();
      if (once && !left) break;
      const pauseMs = Math.max(once ? POLL_ONCE_MS : POLL_MS, 10 * (performance.now() - startedAt));
      await sleep(Math.min(pauseMs, SWEEP_MS), undefined, { signal }).catch(() => undefined);
    }
    await slots.finish();
    await announced.drain();
    await sayIncomplete();
    if (health.fatal !== null) throw health.fatal;
  };
  return { announce: announced.announce, run };
}

/** Whether another file may do where this one failed; what a retry may cure and what stops every file is not that. */
function isAboutAFile(error: unknown): boolean {
  return ABOUT_A_FILE.has(reasonOf(error).code);
}

const ABOUT_A_FILE: ReadonlySet<ErrorCode> = new Set(['STORE_ROW_INVALID', 'STORE_ROW_REFUSED', 'EVENT_UNREADABLE']);

/** Whose a transcript is, the CDR beside it tells, which must have been taken before. */
function transcriptsLast(files: readonly InboxFile[]): readonly InboxFile[] {
  const rank = ({ format }: InboxFile): number => (holdsTranscript(format) ? 1 : 0);
  return files.toSorted((a, b) => rank(a) - rank(b));
}

/** Of a file on a broken disk, or that this user may not read; null = it is gone, or the error is about something else. */
function unreadable(path: string, error: unknown): Reason | null {
  const why = fileFault(error);
  // What is gone is no longer listed; what else may be missing is no fault of the file.
  return why === null || why === 'ENOENT' ? null : { code: 'INBOX_FILE_UNREADABLE', params: { file: path, why } };
}

/** A transcript whose CDR is still being written waits for it. */
function waitsForCdr({ path, format }: InboxFile, unsettled: ReadonlySet<string>): boolean {
  return holdsTranscript(format) && cdrStems(path).some((stem) => unsettled.has(stem));
}

function isSettled(file: InboxFile): boolean {
  return isUntouched(file, SETTLE_MS);
}

function isUntouched({ modifiedAtMs }: InboxFile, ms: number): boolean {
  return Math.abs(Date.now() - modifiedAtMs) > ms;
}
