import { EtalonError } from '../errors.ts';
import type { Heard, Window } from './engine.ts';
import type { Slots } from './slots.ts';
import type { SpeechReply, SpeechRequest } from './speech-messages.ts';
import type { Asked, SpeechProcess } from './speech-process.ts';

/**
 * When a speech process is given up: baseMs + a multiple of the sound's length. A window on one busy core takes up to
 * half its length, on sounds that are no speech more than all of it; finding speech takes 1 in 200. The base leaves room
 * for starting the process and loading the model.
 */
export type SpeechDeadlines = { readonly baseMs: number; readonly perWindow: number; readonly perChannel: number };

export const DEFAULT_DEADLINES: SpeechDeadlines = { baseMs: 30_000, perWindow: 3, perChannel: 0.2 };

export function windowDeadline(deadlines: SpeechDeadlines, window: Window): number {
  return deadlines.baseMs + (window.endMs - window.startMs) * deadlines.perWindow;
}

/** A question that ended its process this often is given up: the material is at fault, not the process. */
const PROCESS_ENDS = 2;

/** Asks a process that is ours for now. `ended` only when it ended twice over the same question. */
export async function askSlot(
  slot: SpeechProcess,
  request: SpeechRequest,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<Asked> {
  let asked: Asked = { kind: 'ended', how: '' };
  for (let nth = 0; nth < PROCESS_ENDS && asked.kind === 'ended'; nth++) {
    signal.throwIfAborted();
    asked = await slot.ask(request, deadlineMs, signal);
  }
  return asked;
}

/** null when the deadline passed, or the process ended twice over the same question. `model`: how a fault names it. */
export async function ask(
  slots: Slots<SpeechProcess>,
  request: SpeechRequest,
  { model, deadlineMs }: { readonly model: string; readonly deadlineMs: number },
  signal: AbortSignal,
): Promise<SpeechReply | null> {
  const asked = await slots.use((slot) => askSlot(slot, request, deadlineMs, signal));
  return asked.kind === 'answered' ? worked(asked.reply, model) : null;
}

/** The reply of a process that could do its work; throws SPEECH_MODEL_DAMAGED or SPEECH_PROCESS_FAILED otherwise. */
export function worked(reply: SpeechReply, model: string): SpeechReply {
  if (reply.kind !== 'failed') return reply;
  if (reply.code === 'SPEECH_MODEL_DAMAGED') throw new EtalonError('SPEECH_MODEL_DAMAGED', { model });
  throw new EtalonError('SPEECH_PROCESS_FAILED', { what: reply.what });
}

/**
 * All windows of a channel side by side, as far as slots are free; what one throws ends the others. Throws
 * SPEECH_PROCESS_FAILED when several were asked for and none was heard: the processes are at fault then, and an empty
 * transcript would be a lie.
 */
export async function recogniseEach(
  windows: readonly Window[],
  recogniseOne: (window: Window, signal: AbortSignal) => Promise<Heard>,
  signal: AbortSignal,
  onWindow?: (heard: Heard) => void,
): Promise<readonly Heard[]> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const one = async (window: Window): Promise<Heard> => {
    const heard = await recogniseOne(window, either);
    onWindow?.(heard);
    return heard;
  };
  try {
    const heard = await Promise.all(windows.map(one));
    if (heard.length > 2 && heard.every(({ timedOut }) => timedOut))
      throw new EtalonError('SPEECH_PROCESS_FAILED', { what: 'every window' });
    return heard;
  } catch (error) {
    stop.abort(error);
    throw error;
  }
}

/** What is left of a window that missed its deadline or ended its process twice. */
export function unheard(window: Window): Heard {
  return { window, text: '', words: [], timedOut: true };
}
