import type { Call } from '../../ingest/call.ts';
import type { Transcript } from '../../ingest/transcript.ts';
import { chosenOf, materialOf, type Conversation, type Turn } from '../../score/conversation.ts';
import { difference, intersection, union, type Interval } from '../../score/intervals.ts';
import type { CallOpened, TurnShown } from '../contract/call.ts';

type Timeline = Pick<CallOpened, 'turns' | 'speech' | 'silences' | 'talkOvers' | 'speakersSeparated' | 'heardBy'>;

/** Shorter silences are pauses of a talk, and would dot the curve. */
export const SILENCE_MS = 3_000;
/** Shorter overlaps are the ordinary seams between turns (score/measures.ts). */
export const TALK_OVER_MS = 300;

const NOTHING_HEARD: Timeline = {
  turns: [],
  speech: [],
  silences: [],
  talkOvers: [],
  speakersSeparated: true,
  heardBy: [],
};

/**
 * What was said on a call and when, ms on the call's timeline, over all its recordings. `conversations`: its parts, as
 * conversationsOf tells them apart.
 */
export function timelineOf(
  call: Call,
  transcripts: readonly Transcript[],
  conversations: readonly Conversation[],
): Timeline {
  if (transcripts.length === 0) return NOTHING_HEARD;
  const { turns, speech, speakersSeparated, written } = materialOf(call, transcripts);
  const owners = ownersOf(conversations);
  const chosen = chosenOf(transcripts);
  // What the voice detector heard, else the turns themselves, as for the measures.
  const heard = speech.length > 0 ? speech : turns;
  const spoken = (speaker: 'operator' | 'customer'): readonly Interval[] =>
    heard.filter((span) => span.speaker === speaker);
  return {
    turns: turns.map((turn) => turnShown(turn, owners.get(idOf(turn)) ?? turn.operatorId)),
    speech: written ? [] : heard.map(({ startMs, endMs, speaker }) => ({ startMs, endMs, speaker })),
    silences: written ? [] : longer(SILENCE_MS, silencesIn(call, chosen, union(heard))),
    talkOvers:
      written || !speakersSeparated ? [] : longer(TALK_OVER_MS, intersection(spoken('operator'), spoken('customer'))),
    speakersSeparated,
    heardBy: chosen.map(({ recordingId, engine, model, language, complete }) => {
      return { recordingId, engine, model, language, complete };
    }),
  };
}

/** Of both, between the first and the last words; what lies between two recordings was not recorded, and no silence. */
function silencesIn(call: Call, chosen: readonly Transcript[], speech: readonly Interval[]): readonly Interval[] {
  const [first, last] = [speech[0], speech.at(-1)];
  if (first === undefined || last === undefined) return [];
  const recorded = chosen.map(({ recordingId, durationMs }) => {
    const offsetMs = call.recordings.find((recording) => recording.recordingId === recordingId)?.offsetMs ?? 0;
    return { startMs: offsetMs, endMs: offsetMs + durationMs };
  });
  const talk = intersection(recorded, [{ startMs: first.startMs, endMs: last.endMs }]);
  return difference(talk, speech);
}

function longer(ms: number, intervals: readonly Interval[]): readonly Interval[] {
  return intervals.filter(({ startMs, endMs }) => endMs - startMs >= ms);
}

function turnShown(turn: Turn, owner: string): TurnShown {
  const { utteranceId, recordingId, speaker, language, startMs, endMs, text, doubts } = turn;
  const words = turn.words.map((word) => ({ text: word.text, startMs: word.startMs, endMs: word.endMs }));
  const operatorId = speaker === 'operator' ? owner : '';
  return { utteranceId, recordingId, speaker, operatorId, language, startMs, endMs, text, words, doubts };
}

/** In whose part of the call each turn is scored. */
function ownersOf(conversations: readonly Conversation[]): ReadonlyMap<string, string> {
  return new Map(
    conversations.flatMap(({ operatorId, turns }) => turns.map((turn) => [idOf(turn), operatorId] as const)),
  );
}

function idOf({ recordingId, utteranceId }: Turn): string {
  return JSON.stringify([recordingId, utteranceId]);
}
