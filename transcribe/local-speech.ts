import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { EtalonError } from '../errors.ts';
import type { PcmFile, SpeechEngine } from './engine.ts';
import { msOfBytes, readBytes } from './pcm.ts';
import { createSlots } from './slots.ts';
import type { Slots } from './slots.ts';
import { createSpeechProcess } from './speech-process.ts';
import type { SpeechProcess } from './speech-process.ts';
import { ask } from './speech-slots.ts';
import type { SpeechDeadlines } from './speech-slots.ts';
import type { Span } from './turns.ts';
import { requireVoskLibrary } from './vosk-options.ts';
import { voskEngine } from './vosk.ts';
import type { VoskModels } from './vosk.ts';
import { whisperEngine } from './whisper.ts';

export type LocalSpeechOptions = {
  readonly vadPath: string;
  /** '' when another engine recognises. */
  readonly whisperPath: string;
  /** Vosk recognises when it is given. */
  readonly vosk?: VoskModels;
  /** Processes at work at once; more than free cores slows all of them. 600 MB each at most, with large Vosk models more. */
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

/**
 * Starts nothing yet: processes come with the first question. Throws SPEECH_MODEL_MISSING or SPEECH_MODEL_DAMAGED when a
 * model is not there or is not one, SPEECH_ENGINE_ABSENT when Vosk has no library for this machine.
 */
export async function openLocalSpeech(options: LocalSpeechOptions): Promise<LocalSpeech> {
  const { vadPath, whisperPath, vosk, deadlines } = options;
  await checkModel(vadPath, null);
  if (whisperPath !== '') await checkModel(whisperPath, GGML_MAGIC);
  if (vosk !== undefined) {
    requireVoskLibrary();
    for (const folder of Object.values(vosk.folders)) await checkVoskModel(folder);
  }
  const models = { vadPath, whisperPath, voskFolders: vosk?.folders ?? {} };
  const slots = createSlots(Array.from({ length: options.slots }, () => createSpeechProcess(models)));
  const close = async (): Promise<void> => {
    await Promise.all(slots.all.map((slot) => slot.close()));
  };
  return {
    engine:
      vosk === undefined
        ? whisperEngine({ whisperPath, deadlines }, slots, close)
        : voskEngine({ ...vosk, deadlines }, slots, close),
    findSpeech: (pcm, signal) => findSpeech(deadlines, slots, pcm, signal),
    pids: () => slots.all.flatMap((slot) => slot.pid() ?? []),
    close,
  };
}

async function findSpeech(
  deadlines: SpeechDeadlines,
  slots: Slots<SpeechProcess>,
  pcm: PcmFile,
  signal: AbortSignal,
): Promise<readonly Span[]> {
  const lengthMs = msOfBytes((await stat(pcm.path)).size);
  const limits = { model: 'vad', deadlineMs: deadlines.baseMs + lengthMs * deadlines.perChannel };
  const reply = await ask(slots, { kind: 'find-speech', path: pcm.path }, limits, signal);
  // Without its speech a channel would count as silent: better to try the whole recording again.
  if (reply?.kind !== 'speech') throw new EtalonError('SPEECH_PROCESS_FAILED', { what: 'voice detection' });
  return reply.spans;
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

/** Both layouts that libvosk reads have the acoustic model in one of these places. */
const VOSK_ACOUSTIC_MODELS = [join('am', 'final.mdl'), 'final.mdl'];

async function checkVoskModel(folder: string): Promise<void> {
  const model = basename(folder);
  const found = await stat(folder).catch(() => null);
  if (found === null || !found.isDirectory()) throw new EtalonError('SPEECH_MODEL_MISSING', { model });
  const sizes = VOSK_ACOUSTIC_MODELS.map(async (path) => (await stat(join(folder, path)).catch(() => null))?.size ?? 0);
  if (Math.max(...(await Promise.all(sizes))) === 0) throw new EtalonError('SPEECH_MODEL_DAMAGED', { model });
}
