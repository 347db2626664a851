import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { EtalonError } from '../errors.ts';
import type { Heard, PcmFile, RecogniseRequest, SpeechEngine, Window } from './engine.ts';
import { bestCandidate } from './language.ts';
import { msOfBytes, readBytes } from './pcm.ts';
import { createSlots } from './slots.ts';
import type { Slots } from './slots.ts';
import type { SpeechReply, SpeechRequest } from './speech-messages.ts';
import { createSpeechProcess } from './speech-process.ts';
import type { SpeechProcess } from './speech-process.ts';
import type { Span } from './turns.ts';
import { WHISPER_OPTIONS } from './whisper-options.ts';

/**
 * When a speech process is given up: baseMs + a multiple of the sound's length. A window on one busy core takes up to
 * half its length, on sounds that are no speech more than all of it; finding speech takes 1 in 200. The base leaves room
 * for starting the process and loading the model.
 */
export type SpeechDeadlines = { readonly baseMs: number; readonly perWindow: number; readonly perChannel: number };

export const DEFAULT_DEADLINES: SpeechDeadlines = { baseMs: 30_000, perWindow: 3, perChannel: 0.2 };

export type LocalSpeechOptions = {
  readonly vadPath: string;
  /** '' when another engine recognises and only speech is found here. */
  readonly whisperPath: string;
  /** Processes at work at once; more than free cores slows all of them. 600 MB each at most. */
  readonly slots: number;
  readonly deadlines: SpeechDeadlines;
};

/** The local recogniser and the voice detector it shares its processes with. */
export type LocalSpeech = {
  readonly engine: SpeechEngine;
  /** The stretches of a channel in which someone speaks. */
  readonly findSpeech: (pcm: PcmFile, signal: AbortSignal) => Promise<readonly Span[]>;
  /** Ids of the processes that run now. */
  readonly pids: () => readonly number[];
  readonly close: () => Promise<void>;
};

/** A window that ended its process this often is given up: the material is at fault, not the process. */
const PROCESS_ENDS = 2;

/**
 * Starts nothing yet: processes come with the first question. Throws SPEECH_MODEL_MISSING or SPEECH_MODEL_DAMAGED when a
 * model file is not there or is not a model.
 */
export async function openLocalSpeech(options: LocalSpeechOptions): Promise<LocalSpeech> {
  await checkModel(options.vadPath, null);
  if (options.whisperPath !== '') await checkModel(options.whisperPath, GGML_MAGIC);
  const models = { vadPath: options.vadPath, whisperPath: options.whisperPath };
  const slots = createSlots(Array.from({ length: options.slots }, () => createSpeechProcess(models)));
  const close = async (): Promise<void> => {
    await Promise.all(slots.all.map((slot) => slot.close()));
  };
  return {
    engine: whisperEngine(options, slots, close),
    findSpeech: (pcm, signal) => findSpeech(options, slots, pcm, signal),
    pids: () => slots.all.flatMap((slot) => slot.pid() ?? []),
    close,
  };
}

function whisperEngine(
  options: LocalSpeechOptions,
  slots: Slots<SpeechProcess>,
  close: () => Promise<void>,
): SpeechEngine {
  return {
    name: 'whisper',
    model: basename(options.whisperPath),
    options: WHISPER_OPTIONS,
    recognise: async (request, signal, onWindow) => {
      const heard = await Promise.all(
        request.windows.map(async (window) => {
          const one = await recogniseOne(options, slots, request, window, signal);
          onWindow?.(one);
          return one;
        }),
      );
      if (isNothingHeard(heard)) throw new EtalonError('SPEECH_PROCESS_FAILED', { what: 'every window' });
      return heard;
    },
    detectLanguage: async (pcm, window, candidates, signal) => {
      const request: SpeechRequest = { kind: 'detect-language', path: pcm.path, ...window };
      const reply = await ask(slots, request, windowDeadline(options.deadlines, window), signal);
      return bestCandidate(reply?.kind === 'language' ? reply.language : '', candidates);
    },
    close,
  };
}

/** One window may be at fault; when all of several fail, the processes are, and an empty transcript would be a lie. */
function isNothingHeard(heard: readonly Heard[]): boolean {
  return heard.length > 2 && heard.every((window) => window.timedOut);
}

async function recogniseOne(
  options: LocalSpeechOptions,
  slots: Slots<SpeechProcess>,
  { pcm, language, prompt }: RecogniseRequest,
  window: Window,
  signal: AbortSignal,
): Promise<Heard> {
  const request: SpeechRequest = { kind: 'recognise', path: pcm.path, ...window, language, prompt };
  const reply = await ask(slots, request, windowDeadline(options.deadlines, window), signal);
  if (reply?.kind !== 'heard') return { window, text: '', words: [], timedOut: true };
  return { window, text: reply.text, words: reply.words, timedOut: false };
}

async function findSpeech(
  { deadlines }: LocalSpeechOptions,
  slots: Slots<SpeechProcess>,
  pcm: PcmFile,
  signal: AbortSignal,
): Promise<readonly Span[]> {
  const lengthMs = msOfBytes((await stat(pcm.path)).size);
  const deadlineMs = deadlines.baseMs + lengthMs * deadlines.perChannel;
  const reply = await ask(slots, { kind: 'find-speech', path: pcm.path }, deadlineMs, signal);
  // Without its speech a channel would count as silent: better to try the whole recording again.
  if (reply?.kind !== 'speech') throw new EtalonError('SPEECH_PROCESS_FAILED', { what: 'voice detection' });
  return reply.spans;
}

/** null when the deadline passed, or the process ended twice over the same question. */
async function ask(
  slots: Slots<SpeechProcess>,
  request: SpeechRequest,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<SpeechReply | null> {
  return slots.use(async (slot) => {
    for (let nth = 0; nth < PROCESS_ENDS; nth++) {
      signal.throwIfAborted();
      const asked = await slot.ask(request, deadlineMs, signal);
      if (asked.kind === 'late') return null;
      if (asked.kind === 'answered') return worked(asked.reply);
    }
    return null;
  });
}

function worked(reply: SpeechReply): SpeechReply {
  if (reply.kind !== 'failed') return reply;
  if (reply.code === 'SPEECH_MODEL_DAMAGED') throw new EtalonError('SPEECH_MODEL_DAMAGED', { model: 'whisper' });
  throw new EtalonError('SPEECH_PROCESS_FAILED', { what: reply.what });
}

function windowDeadline(deadlines: SpeechDeadlines, window: Window): number {
  return deadlines.baseMs + (window.endMs - window.startMs) * deadlines.perWindow;
}

const GGML_MAGIC = 'lmgg';

async function checkModel(path: string, magic: string | null): Promise<void> {
  const model = basename(path);
  const found = await stat(path).catch(() => null);
  if (found === null || !found.isFile()) throw new EtalonError('SPEECH_MODEL_MISSING', { model });
  if (found.size === 0) throw new EtalonError('SPEECH_MODEL_DAMAGED', { model });
  if (magic !== null && readBytes(path, 0, 4).toString('latin1') !== magic) {
    throw new EtalonError('SPEECH_MODEL_DAMAGED', { model });
  }
}
