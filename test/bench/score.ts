import { readFileSync } from 'node:fs';
import type { Call } from '../../ingest/call.ts';
import type { Transcript, Utterance } from '../../ingest/transcript.ts';
import { evaluatorOf } from '../../score/evaluate.ts';
import { parseScorecard, scorecardHash, type Criterion } from '../../score/scorecard.ts';

/** One measurement of rule scoring: CPU time (user + system) of this process, one core. */
export type ScoreBench = {
  readonly calls: number;
  readonly words: number;
  readonly criteria: number;
  readonly callsPerCpuSecond: number;
};

const SCORECARD = new URL('../../scorecards/shop-inbound.yaml', import.meta.url);
const VOCABULARY = { company: ['Amber House', 'Янтарный дом'] };
const MS_PER_WORD = 375;

/** Sentences of an ordinary call, so that no two minutes are quite alike. */
const SENTENCES = [
  'Good morning, thank you for calling, my name is Clara, how can I help you today?',
  'I am looking for a lamp for the living room and I would like to know how much it costs.',
  'It is made of brass and the light can be dimmed, the price is eighty nine euros.',
  'I saw one like it in another shop last week and it was cheaper there, why is that?',
  'Ours comes with a two year warranty and the cleaning is free for as long as you own it.',
  'You can pay by card, the delivery takes two working days and the driver rings before he comes.',
  'My neighbour bought the green one in spring and she told me that the cable was rather short.',
  'The warehouse says that there are eleven left, and the next truck arrives on the fourth.',
  'Would you like to place the order now, or shall I put one aside until the end of the week?',
  'Let me think about the colour again, the wall behind the sofa is a dark kind of blue.',
] as const;

/**
 * Scores a spoken call of so many minutes again and again for about `seconds` of CPU time. `criteria`: the shipped
 * scorecard's spoken criteria are repeated under other ids until there are so many.
 */
export function benchScore(minutes = 5, criteria = 25, seconds = 2): ScoreBench {
  const text = readFileSync(SCORECARD, 'utf8');
  const parsed = parseScorecard(text, 'shop-inbound.yaml');
  if (!parsed.ok) throw new Error(parsed.faults.join('\n'));
  const scorecard = { ...parsed.value, criteria: repeated(parsed.value.criteria, criteria) };
  const evaluate = evaluatorOf({ scorecard, scorecardHash: scorecardHash(text), project: { vocabulary: VOCABULARY } });
  const transcript = spokenFor(minutes);
  evaluate(CALL, [transcript]);
  let calls = 0;
  const from = process.cpuUsage();
  let cpuSeconds = 0;
  while (cpuSeconds < seconds) {
    evaluate(CALL, [transcript]);
    calls += 1;
    const { user, system } = process.cpuUsage(from);
    cpuSeconds = (user + system) / 1e6;
  }
  const words = transcript.utterances.reduce((sum, one) => sum + one.words.length, 0);
  return { calls, words, criteria, callsPerCpuSecond: calls / cpuSeconds };
}

function repeated(criteria: readonly Criterion[], count: number): readonly Criterion[] {
  return Array.from({ length: count }, (_, nth) => {
    const criterion = criteria[nth % criteria.length];
    if (!criterion) throw new RangeError('The scorecard has no criteria.');
    return { ...criterion, id: nth < criteria.length ? criterion.id : `${criterion.id}_${String(nth)}` };
  });
}

function spokenFor(minutes: number): Transcript {
  const utterances: Utterance[] = [];
  for (let atMs = 0, nth = 0; atMs < minutes * 60_000; nth += 1) {
    const sentence = `${SENTENCES[(nth * 7) % SENTENCES.length] ?? ''} ${SENTENCES[(nth * 3 + 1) % SENTENCES.length] ?? ''}`;
    const startMs = atMs;
    const words = sentence.split(' ').map((word, at) => ({
      text: word,
      startMs: startMs + at * MS_PER_WORD,
      endMs: startMs + (at + 1) * MS_PER_WORD,
      confidence: 0.9,
    }));
    atMs += words.length * MS_PER_WORD;
    utterances.push({
      utteranceId: `u${String(nth)}`,
      speaker: nth % 2 === 0 ? 'operator' : 'customer',
      operatorId: '',
      language: 'en',
      startMs,
      endMs: atMs,
      text: sentence,
      words,
      confidence: null,
      doubts: [],
    });
  }
  return {
    schemaVersion: 1,
    project: 'bench',
    callId: 'bench',
    recordingId: 'r',
    engine: 'bench',
    model: 'none',
    options: '{}',
    optionsHash: '',
    version: '1',
    audioSha256: '',
    language: 'en',
    durationMs: minutes * 60_000,
    speakersSeparated: true,
    complete: true,
    speech: utterances.map(({ speaker, startMs, endMs }) => ({ speaker, startMs, endMs })),
    utterances,
  };
}

const CALL: Call = {
  schemaVersion: 1,
  project: 'bench',
  callId: 'bench',
  version: '1',
  direction: 'inbound',
  channel: 'voice',
  startedAt: 0,
  startedAtSource: 'record',
  answeredAt: 0,
  endedAt: null,
  ivrMs: null,
  disposition: 'ANSWERED',
  hangupBy: '',
  customerKey: '',
  language: 'en',
  campaign: '',
  attributes: {},
  parentCallId: '',
  mergedInto: '',
  queueEntries: [],
  legs: [],
  recordings: [],
  sources: ['record'],
  marks: [],
};
