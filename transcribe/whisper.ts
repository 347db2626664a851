import { basename } from 'node:path';
import type { Heard, RecogniseRequest, SpeechEngine, Window } from './engine.ts';
import { bestCandidate } from './language.ts';
import type { Slots } from './slots.ts';
import type { SpeechRequest } from './speech-messages.ts';
import type { SpeechProcess } from './speech-process.ts';
import { ask, recogniseEach, unheard, windowDeadline } from './speech-slots.ts';
import type { SpeechDeadlines } from './speech-slots.ts';
import { WHISPER_OPTIONS } from './whisper-options.ts';

/** Whisper in the speech processes of `slots`; `close` ends them. */
export function whisperEngine(
  { whisperPath, deadlines }: { readonly whisperPath: string; readonly deadlines: SpeechDeadlines },
  slots: Slots<SpeechProcess>,
  close: () => Promise<void>,
): SpeechEngine {
  const limitsFor = (window: Window): Parameters<typeof ask>[2] => ({
    model: 'whisper',
    deadlineMs: windowDeadline(deadlines, window),
  });
  const recogniseOne = async (
    { pcm, language, prompt }: RecogniseRequest,
    window: Window,
    signal: AbortSignal,
  ): Promise<Heard> => {
    const request: SpeechRequest = { kind: 'recognise', path: pcm.path, ...window, language, prompt };
    const reply = await ask(slots, request, limitsFor(window), signal);
    if (reply?.kind !== 'heard') return unheard(window);
    return { window, text: reply.text, words: reply.words, timedOut: false };
  };
  return {
    name: 'whisper',
    model: basename(whisperPath),
    options: WHISPER_OPTIONS,
    recognise: (request, signal, onWindow) =>
      recogniseEach(request.windows, (window, either) => recogniseOne(request, window, either), signal, onWindow),
    detectLanguage: async (pcm, window, candidates, signal) => {
      const request: SpeechRequest = { kind: 'detect-language', path: pcm.path, ...window };
      const reply = await ask(slots, request, limitsFor(window), signal);
      return bestCandidate(reply?.kind === 'language' ? reply.language : '', candidates);
    },
    close,
  };
}
