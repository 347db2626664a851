import type { Call, Channel, Direction, Leg } from '../ingest/call.ts';
import type { SpeechSpan, Transcript, Utterance } from '../ingest/transcript.ts';
import { union, type Interval } from './intervals.ts';

/** An utterance on the call's timeline (ms, 0 = start of the call), with the recording it was heard in. */
export type Turn = Utterance & { readonly recordingId: string };

/** What made the words: the identity of a transcript without its call. */
export type HeardBy = Pick<
  Transcript,
  'recordingId' | 'engine' | 'model' | 'options' | 'optionsHash' | 'version' | 'audioSha256'
>;

/**
 * What is scored: one operator's part of a call, all recordings put together on the call's timeline. Turns and speech
 * are sorted by time, so that the order in which they came in changes nothing. `spans` are the operator's legs (one
 * stretch for a lone operator), `startMs` and `endMs` their outer ends.
 */
export type Conversation = {
  readonly project: string;
  readonly callId: string;
  /** '' when no source tells who the operator was. */
  readonly operatorId: string;
  readonly channel: Channel;
  readonly direction: Direction;
  readonly language: string;
  readonly written: boolean;
  readonly speakersSeparated: boolean;
  /** False when a recording broke off: what is missing may have been said after that. */
  readonly complete: boolean;
  readonly startMs: number;
  readonly endMs: number;
  readonly spans: readonly Interval[];
  readonly turns: readonly Turn[];
  readonly speech: readonly SpeechSpan[];
  readonly heardBy: readonly HeardBy[];
};

/** Everything that was said on a call, whoever of its operators it belongs to. */
export type Material = Pick<
  Conversation,
  'channel' | 'direction' | 'language' | 'written' | 'speakersSeparated' | 'complete' | 'turns' | 'speech' | 'heardBy'
> & {
  /** Where the recordings begin and end on the call's timeline. */
  readonly recorded: Interval;
};
type Part = { readonly operatorId: string; readonly spans: readonly Interval[] };

/**
 * One conversation for each operator who spoke on the call, in order of their first leg. A lone operator owns all that
 * was said, for the clocks of the telephone system and of the recording rarely agree to the second; among several
 * each turn goes to the operator it names, else to the leg that holds its middle or lies nearest. Without legs and
 * names there is one conversation with operatorId ''. Without transcripts there is none.
 */
export function conversationsOf(call: Call, transcripts: readonly Transcript[]): readonly Conversation[] {
  if (transcripts.length === 0) return [];
  const material = materialOf(call, transcripts);
  const parts = partsOf(call, material);
  const { channel, direction, language, written, speakersSeparated, complete, heardBy } = material;
  const base = {
    project: call.project,
    callId: call.callId,
    channel,
    direction,
    language,
    written,
    speakersSeparated,
    complete,
    heardBy,
  };
  if (parts.length === 1)
    return parts.map((part) => {
      const span = loneSpan(part, material);
      const { turns, speech } = material;
      return { ...base, operatorId: part.operatorId, ...span, spans: [span], turns, speech };
    });
  return parts
    .map((part) => {
      const turns = material.turns.filter((turn) => ownerOf(turn, parts) === part);
      const speech = material.speech.filter((span) => ownerOf({ ...span, operatorId: '' }, parts) === part);
      const spans = union([...part.spans, ...turns]);
      return {
        ...base,
        operatorId: part.operatorId,
        ...outerOf(spans.length > 0 ? spans : part.spans),
        spans,
        turns,
        speech,
      };
    })
    .filter((conversation) => conversation.turns.some((turn) => turn.speaker !== 'customer'));
}

/** All recordings of a call put together on its timeline; at least one must have been heard. */
export function materialOf(call: Call, transcripts: readonly Transcript[]): Material {
  const chosen = chosenOf(transcripts);
  const placed = chosen.map((transcript) => placedOf(call, transcript));
  return {
    channel: call.channel,
    direction: call.direction,
    language: call.language || (chosen.find((transcript) => transcript.language !== '')?.language ?? ''),
    written: call.channel !== 'voice',
    speakersSeparated: chosen.every((transcript) => transcript.speakersSeparated),
    complete: chosen.every((transcript) => transcript.complete),
    turns: placed.flatMap((one) => one.turns).sort(byTime),
    speech: placed
      .flatMap((one) => one.speech)
      .sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs || compare(a.speaker, b.speaker)),
    heardBy: chosen.map(({ recordingId, engine, model, options, optionsHash, version, audioSha256 }) => ({
      recordingId,
      engine,
      model,
      options,
      optionsHash,
      version,
      audioSha256,
    })),
    recorded: outerOf(placed),
  };
}

/** One transcript a recording: the newest version, then by engine, model and options, so that the choice is stable. */
export function chosenOf(transcripts: readonly Transcript[]): readonly Transcript[] {
  const ranked = [...transcripts].sort(
    (a, b) =>
      compare(a.recordingId, b.recordingId) ||
      b.version.length - a.version.length ||
      compare(b.version, a.version) ||
      compare(a.engine, b.engine) ||
      compare(a.model, b.model) ||
      compare(a.optionsHash, b.optionsHash),
  );
  return ranked.filter((transcript, nth) => transcript.recordingId !== ranked[nth - 1]?.recordingId);
}

type Placed = Interval & { readonly turns: readonly Turn[]; readonly speech: readonly SpeechSpan[] };

function placedOf(call: Call, transcript: Transcript): Placed {
  const { recordingId, utterances, speech, durationMs } = transcript;
  const offsetMs = call.recordings.find((recording) => recording.recordingId === recordingId)?.offsetMs ?? 0;
  const turns = utterances.map((utterance) => ({
    ...shifted(utterance, offsetMs),
    recordingId,
    language: utterance.language || transcript.language,
    words: utterance.words.map((word) => shifted(word, offsetMs)),
  }));
  const lastMs = utterances.reduce((last, { endMs }) => Math.max(last, endMs), durationMs);
  return {
    turns,
    speech: speech.map((span) => shifted(span, offsetMs)),
    startMs: offsetMs,
    endMs: offsetMs + lastMs,
  };
}

function shifted<T extends Interval>(timed: T, offsetMs: number): T {
  return { ...timed, startMs: timed.startMs + offsetMs, endMs: timed.endMs + offsetMs };
}

/** The operators of the call with the stretches they held it: by legs, else by the names that turns carry. */
function partsOf(call: Call, material: Material): readonly Part[] {
  const legs = call.legs.filter((leg) => leg.answeredAt !== null && leg.operatorId !== '').sort(byAnswer);
  const named = material.turns.filter((turn) => turn.speaker === 'operator' && turn.operatorId !== '');
  const stretches =
    legs.length > 0
      ? legs.map((leg) => ({ operatorId: leg.operatorId, span: spanOf(call, leg, material) }))
      : named.map((turn) => ({ operatorId: turn.operatorId, span: { startMs: turn.startMs, endMs: turn.endMs } }));
  const operators = [...new Set(stretches.map((stretch) => stretch.operatorId))];
  if (operators.length === 0) return [{ operatorId: '', spans: [material.recorded] }];
  return operators.map((operatorId) => {
    const own = stretches.filter((stretch) => stretch.operatorId === operatorId).map((stretch) => stretch.span);
    return { operatorId, spans: legs.length > 0 ? union(own) : [outerOf(own)] };
  });
}

function spanOf(call: Call, leg: Leg, material: Material): Interval {
  const startMs = (leg.answeredAt ?? call.startedAt) - call.startedAt;
  const talkEndMs = leg.talkMs === null ? null : startMs + leg.talkMs + (leg.holdMs ?? 0);
  const endMs = leg.endedAt === null ? (talkEndMs ?? material.recorded.endMs) : leg.endedAt - call.startedAt;
  return { startMs, endMs: Math.max(startMs, endMs) };
}

function ownerOf(turn: Interval & { readonly operatorId: string }, parts: readonly Part[]): Part | undefined {
  const named = turn.operatorId === '' ? undefined : parts.find((part) => part.operatorId === turn.operatorId);
  if (named) return named;
  const middleMs = (turn.startMs + turn.endMs) / 2;
  const away = parts.map((part) => Math.min(...part.spans.map((span) => awayMs(middleMs, span))));
  return parts[away.indexOf(Math.min(...away))];
}

function awayMs(atMs: number, span: Interval): number {
  return Math.max(0, span.startMs - atMs, atMs - span.endMs);
}

/**
 * A lone operator's stretch: the recording, less what lies before they answered (a queue's music). Their first words
 * count as the answer when the telephone system's clock puts it later.
 */
function loneSpan(part: Part, { recorded, turns }: Material): Interval {
  const firstWordsMs = turns.find((turn) => turn.speaker !== 'customer')?.startMs ?? recorded.startMs;
  const answeredMs = Math.min(firstWordsMs, ...part.spans.map((span) => span.startMs));
  return { startMs: Math.min(Math.max(recorded.startMs, answeredMs), recorded.endMs), endMs: recorded.endMs };
}

function outerOf(spans: readonly Interval[]): Interval {
  const startMs = Math.min(...spans.map((span) => span.startMs));
  return { startMs, endMs: Math.max(...spans.map((span) => span.endMs)) };
}

function byTime(a: Turn, b: Turn): number {
  return a.startMs - b.startMs || a.endMs - b.endMs || compare(a.utteranceId, b.utteranceId);
}

function byAnswer(a: Leg, b: Leg): number {
  return (a.answeredAt ?? 0) - (b.answeredAt ?? 0) || compare(a.legId, b.legId);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
