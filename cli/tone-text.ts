import { TONE_KINDS, WORDS_MODEL, type CallTone, type ToneFinding, type ToneKind } from '../score/tone/tone.ts';
import { inSentence, type Said } from './sentence.ts';
import { clock } from './text.ts';

/** Kinds that a supervisor wants to read at once. */
const GRAVE: readonly ToneKind[] = ['impatience', 'rudeness'];

/** The tone by lists of words, of those that are stored of a call. */
export function wordsTone(tones: readonly CallTone[]): CallTone | null {
  return tones.find(({ toneModel }) => toneModel === WORDS_MODEL) ?? null;
}

/** An operator's tone in a few lines: how often each kind was found, the words of what is grave, the customer's trend. */
export function toneCard(tone: CallTone | null, operatorId: string, said: Said): readonly string[] {
  if (tone === null) return [];
  const grave = findingsOf(tone, operatorId).filter(({ kind }) => GRAVE.includes(kind));
  return [...countLines(tone, operatorId), ...grave.map((one) => findingLine(one, said))];
}

/** The same with every finding, and every utterance that tells of the customer's mood. */
export function toneLines(tone: CallTone | null, operatorId: string, said: Said): readonly string[] {
  if (tone === null) return [];
  const moods = tone.moods.filter((mood) => mood.operatorId === operatorId);
  return [
    ...countLines(tone, operatorId),
    ...findingsOf(tone, operatorId).map((one) => findingLine(one, said)),
    ...moods.flatMap(({ utteranceId, valence, evidence }) =>
      evidence.slice(0, 1).map(({ quote, startMs, wording }) => {
        const sentence = inSentence(quote, said.get(utteranceId) ?? quote);
        return `      ${clock(startMs)} customer ${signed(valence)}: ${sentence} [${wording}]`;
      }),
    ),
  ];
}

function countLines(tone: CallTone, operatorId: string): readonly string[] {
  const own = tone.operators.find((operator) => operator.operatorId === operatorId);
  if (own === undefined) return [];
  const kinds = Map.groupBy(findingsOf(tone, operatorId), ({ kind }) => kind);
  const counts = TONE_KINDS.flatMap((kind) => {
    const found = kinds.get(kind)?.length ?? 0;
    return found === 0 ? [] : [`${kind} ${String(found)}`];
  });
  const words =
    own.operatorUtterances === 0 ? 'the operator was not heard apart' : counts.join(', ') || 'nothing found';
  return [`    tone, from words: ${words} · customer's mood ${trendText(own)}`];
}

function trendText({ moodStart, moodEnd, moodN }: CallTone['operators'][number]): string {
  if (moodStart === null && moodEnd === null) return 'not spoken of';
  const [start, end] = [moodStart, moodEnd].map((valence) => (valence === null ? '?' : signed(valence)));
  return `${start ?? ''} → ${end ?? ''} (n = ${String(moodN)})`;
}

function findingLine({ utteranceId, kind, quote, startMs, wording }: ToneFinding, said: Said): string {
  return `      ${clock(startMs)} ${kind}: ${inSentence(quote, said.get(utteranceId) ?? quote)} [${wording}]`;
}

function findingsOf(tone: CallTone, operatorId: string): readonly ToneFinding[] {
  return tone.findings.filter((finding) => finding.operatorId === operatorId);
}

function signed(valence: number): string {
  return `${valence > 0 ? '+' : valence < 0 ? '−' : ''}${Math.abs(valence).toFixed(1)}`;
}
