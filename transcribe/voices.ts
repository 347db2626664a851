import type { Speaker, Utterance } from '../ingest/transcript.ts';
import type { Heard, PcmFile, SpeechEngine, Window } from './engine.ts';
import { withoutPhantoms } from './phantom.ts';
import type { Speakers } from './speakers.ts';
import { windowsOf } from './turns.ts';
import type { Span } from './turns.ts';
import { utterancesOf } from './utterances.ts';

/** One speaker's channel: where speech is, and the windows in which it will be recognised. */
export type Voice = {
  readonly speaker: Speaker;
  readonly pcm: PcmFile;
  readonly spans: readonly Span[];
  readonly windows: readonly Window[];
};

/** Each speaker's channel with the speech on it; channels are looked through at the same time. */
export async function findVoices(
  findSpeech: (pcm: PcmFile, signal: AbortSignal) => Promise<readonly Span[]>,
  speakers: Extract<Speakers, { kind: 'assigned' }>,
  channels: readonly PcmFile[],
  durationMs: number,
  signal: AbortSignal,
): Promise<Voice[]> {
  const voices = speakers.voices.flatMap(({ channel, speaker }) => {
    const pcm = channels[channel];
    return pcm === undefined ? [] : [{ speaker, pcm }];
  });
  return Promise.all(
    voices.map(async ({ speaker, pcm }) => {
      const spans = await findSpeech(pcm, signal);
      return { speaker, pcm, spans, windows: windowsOf(spans, durationMs) };
    }),
  );
}

/** The language of the call: given, the only candidate, or detected in the longest window, which tells it best; '' without speech. */
export async function languageOf(
  engine: SpeechEngine,
  given: string,
  candidates: readonly string[],
  voices: readonly Voice[],
  signal: AbortSignal,
): Promise<string> {
  const only = candidates.length === 1 ? candidates[0] : undefined;
  if (given !== '') return given;
  if (only !== undefined) return only;
  const lengthOf = (window: Window): number => window.endMs - window.startMs;
  const longest = voices
    .flatMap(({ pcm, windows }) => windows.map((window) => ({ pcm, window })))
    .toSorted((a, b) => lengthOf(b.window) - lengthOf(a.window))[0];
  return longest === undefined ? '' : engine.detectLanguage(longest.pcm, longest.window, candidates, signal);
}

/** What the engine heard in each voice's windows, in their order. `onProgress` gets the share done, 0–1. */
export async function recogniseVoices(
  engine: SpeechEngine,
  voices: readonly Voice[],
  language: string,
  prompt: string,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<readonly (readonly Heard[])[]> {
  const allMs = voices.flatMap(({ windows }) => windows).reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  let doneMs = 0;
  const onWindow = ({ window }: Heard): void => {
    doneMs += window.endMs - window.startMs;
    onProgress(doneMs / allMs);
  };
  return Promise.all(
    voices.map(async ({ pcm, windows }) =>
      windows.length === 0 ? [] : await engine.recognise({ pcm, windows, language, prompt }, signal, onWindow),
    ),
  );
}

/** What one voice said: phantom text dropped, cut into utterances. */
export function utterancesIn(
  voice: Voice,
  heard: readonly Heard[],
  recordingId: string,
  language: string,
): Utterance[] {
  const { speaker, spans } = voice;
  const sounds = withoutPhantoms(heard, ({ window }) => speechMsWithin(window, spans));
  return utterancesOf({ recordingId, speaker, language, spans, sounds });
}

function speechMsWithin(window: Window, spans: readonly Span[]): number {
  return spans.reduce(
    (sum, span) => sum + Math.max(0, Math.min(span.endMs, window.endMs) - Math.max(span.startMs, window.startMs)),
    0,
  );
}
