import { basename } from 'node:path';
import { EtalonError } from '../errors.ts';
import type { Heard, RecogniseRequest, SpeechEngine, Window } from './engine.ts';
import type { Slots } from './slots.ts';
import type { SpeechRequest } from './speech-messages.ts';
import type { SpeechProcess } from './speech-process.ts';
import { askSlot, recogniseEach, unheard, windowDeadline, worked } from './speech-slots.ts';
import type { SpeechDeadlines } from './speech-slots.ts';
import { VOSK_OPTIONS } from './vosk-options.ts';

/** A Vosk model knows one language, so there is one for each. */
export type VoskModels = {
  /** Part of every transcript's identity. */
  readonly model: string;
  /** Folder of the model by language, ISO 639-1. */
  readonly folders: Readonly<Record<string, string>>;
  /** Names of the models that could be fetched for a language, for the error that says that none is here. */
  readonly known: (language: string) => readonly string[];
};

type VoskOptions = VoskModels & { readonly deadlines: SpeechDeadlines };

/** Loading takes seconds for a small model and a minute for a large one, on a busy disk more: so many times baseMs. */
const LOAD_BASES = 10;

/**
 * Vosk in the speech processes of `slots`; `close` ends them. Throws VOSK_MODEL_MISSING for a language without a model,
 * SPEECH_MODEL_DAMAGED also when loading it ended the process, as libvosk may.
 */
export function voskEngine(
  options: VoskOptions,
  slots: Slots<SpeechProcess>,
  close: () => Promise<void>,
): SpeechEngine {
  const loaded: Loaded = new WeakMap();
  const recognise: SpeechEngine['recognise'] = async (request, signal, onWindow) => {
    const folder = folderOf(options, request.language);
    const one = (window: Window, either: AbortSignal): Promise<Heard> =>
      slots.use((slot) => recogniseOne({ ...options, folder, loaded }, slot, request, window, either));
    return recogniseEach(request.windows, one, signal, onWindow);
  };
  return {
    name: 'vosk',
    model: options.model,
    options: VOSK_OPTIONS,
    recognise,
    detectLanguage: async (pcm, window, candidates, signal) => {
      const able = candidates.filter((language) => options.folders[language] !== undefined);
      const [first] = able;
      if (first === undefined) folderOf(options, candidates[0] ?? '');
      if (first === undefined || able.length === 1) return first ?? '';
      const heard = await Promise.all(
        able.map(async (language) => {
          const [one = unheard(window)] = await recognise({ pcm, windows: [window], language, prompt: '' }, signal);
          return { language, trust: meanConfidence(one) };
        }),
      );
      return heard.reduce((best, next) => (next.trust > best.trust ? next : best)).language;
    },
    close,
  };
}

/**
 * Mean confidence over the window, 0 where no word was heard: a model of another language is sure of few words, and not
 * of the time between them.
 */
export function meanConfidence({ window, words }: Heard): number {
  const sure = words.reduce((sum, { startMs, endMs, confidence }) => sum + (confidence ?? 0) * (endMs - startMs), 0);
  return sure / Math.max(1, window.endMs - window.startMs);
}

/** @throws EtalonError VOSK_MODEL_MISSING */
function folderOf({ folders, known }: VoskModels, language: string): string {
  return folders[language] ?? missing(language, known(language));
}

/** Says that no model of the language is here, and which there are. */
export function missing(language: string, known: readonly string[]): never {
  throw new EtalonError('VOSK_MODEL_MISSING', { language, known: known.join(', ') || 'none' });
}

/** Which process of a slot, by its id, has a language's model in memory. */
type Loaded = WeakMap<SpeechProcess, Map<string, number | null>>;
type WithModel = VoskOptions & { readonly folder: string; readonly loaded: Loaded };

async function recogniseOne(
  options: WithModel,
  slot: SpeechProcess,
  { pcm, language, prompt }: RecogniseRequest,
  window: Window,
  signal: AbortSignal,
): Promise<Heard> {
  const request: SpeechRequest = { kind: 'recognise', path: pcm.path, ...window, language, prompt };
  await requireLoaded(options, slot, language, signal);
  const asked = await askSlot(slot, request, windowDeadline(options.deadlines, window), signal);
  if (asked.kind !== 'answered') return unheard(window);
  const reply = worked(asked.reply, basename(options.folder));
  if (reply.kind !== 'heard') return unheard(window);
  return { window, text: reply.text, words: reply.words, timedOut: false };
}

/** Asked apart, so that a process that ends while it loads is told from one that ends over a window. */
async function requireLoaded(
  { folder, loaded, deadlines }: WithModel,
  slot: SpeechProcess,
  language: string,
  signal: AbortSignal,
): Promise<void> {
  const has = loaded.get(slot) ?? new Map<string, number | null>();
  if (has.has(language) && has.get(language) === slot.pid()) return;
  const model = basename(folder);
  const asked = await askSlot(slot, { kind: 'load', language }, deadlines.baseMs * LOAD_BASES, signal);
  if (asked.kind === 'answered') {
    worked(asked.reply, model);
    loaded.set(slot, has.set(language, slot.pid()));
  }
  // Killed: by the system for want of memory, or by a person. Ended otherwise: by libvosk itself.
  else if (asked.kind === 'ended' && asked.how !== 'SIGKILL') throw new EtalonError('SPEECH_MODEL_DAMAGED', { model });
  else throw new EtalonError('SPEECH_PROCESS_FAILED', { what: `loading ${model}` });
}
