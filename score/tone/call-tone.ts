import type { Call } from '../../ingest/call.ts';
import type { Transcript } from '../../ingest/transcript.ts';
import { conversationsOf, type Conversation } from '../conversation.ts';
import { fingerprint } from '../fingerprint.ts';
import { customerMoods, customerTurns, moodTrend } from './customer-mood.ts';
import type { Lexicons } from './lexicon.ts';
import { operatorFindings } from './operator-findings.ts';
import { TONE_VERSION } from './tone-list.ts';
import { WORDS_MODEL, type CallTone, type CustomerMood, type OperatorTone } from './tone.ts';

/** The tone of a call, by operator. Equal input gives an equal tone, in whatever order it comes. */
export type JudgeTone = (call: Call, transcripts: readonly Transcript[]) => CallTone;

/** What judges the tone of calls by lists of words. */
export function toneJudgeOf(lexicons: Lexicons): JudgeTone {
  return (call, transcripts) => toneOf(call, conversationsOf(call, transcripts), lexicons);
}

function toneOf(call: Call, conversations: readonly Conversation[], lexicons: Lexicons): CallTone {
  const judged = conversations.map((conversation) => {
    const moods = customerMoods(conversation, lexicons);
    return { operator: operatorTone(conversation, moods), findings: operatorFindings(conversation, lexicons), moods };
  });
  return {
    schemaVersion: 1,
    project: call.project,
    callId: call.callId,
    toneModel: WORDS_MODEL,
    version: call.version,
    lists: lexicons.hash,
    operators: judged.map(({ operator }) => operator),
    findings: judged.flatMap(({ findings }) => findings),
    moods: judged.flatMap(({ moods }) => moods),
    inputHash: inputHash(conversations, lexicons.hash),
    madeWith: { tone: TONE_VERSION, lists: lexicons.hash },
  };
}

function operatorTone(conversation: Conversation, moods: readonly CustomerMood[]): OperatorTone {
  const { operatorId, language, turns } = conversation;
  const { start, end, change, n } = moodTrend(conversation, moods);
  return {
    operatorId,
    language,
    operatorUtterances: turns.filter(({ speaker }) => speaker === 'operator').length,
    customerUtterances: customerTurns(conversation).length,
    moodStart: start,
    moodEnd: end,
    moodChange: change,
    moodN: n,
  };
}

/** Over everything that can change the tone: who said what and when; the lists' hash covers the rules of this code. */
function inputHash(conversations: readonly Conversation[], lists: string): string {
  const heard = conversations.map(({ operatorId, language, turns }) => [
    [operatorId, language],
    turns.map((turn) => [
      [turn.utteranceId, turn.recordingId, turn.speaker, turn.language],
      [turn.startMs, turn.endMs, turn.text],
    ]),
  ]);
  return fingerprint(JSON.stringify([lists, heard]));
}
