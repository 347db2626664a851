import { describe, expect, it } from 'vitest';
import type { Call, Leg } from '../../../ingest/call.ts';
import { callOpened, type CallOpenedOf } from '../../../review/call/call-opened.ts';
import type { CallOpened, PartOpened } from '../../../review/contract/call.ts';
import type { Remark } from '../../../review/contract/remarks.ts';
import { scorecardShown } from '../../../review/scorecards/scorecard-shown.ts';
import type { Evaluation } from '../../../score/evaluation.ts';
import type { CallTone } from '../../../score/tone/tone.ts';
import type { StoredRecording } from '../../../store/store.ts';
import { HEARD_PROJECT } from '../../harness/hearing.ts';
import { answerOf, evaluationOf, toneOf } from '../../harness/scored-calls.ts';
import { call, shopScorecard, transcript, type Line } from '../score/conversations.ts';

const CARD = scorecardShown(shopScorecard(), 'now');
const EMMA = 'emma-reed';
const IVAN = 'ivan-stone';

/** Emma has the call for half a minute, then Ivan. */
const LINES: readonly Line[] = [
  ['O', 1, 4, 'Good morning, Amber House.'],
  ['C', 3.5, 8, 'Hello, I want a lamp.'],
  ['C', 12, 14, 'Are you there?'],
  ['O', 16, 20, 'One moment, I put you through.'],
  ['O', 31, 34, 'Sales, Ivan speaking.'],
  ['C', 34.2, 38, 'Hello.'],
];

function leg(operatorId: string, fromMs: number, toMs: number, startedAt: number): Leg {
  return {
    legId: operatorId,
    operatorId,
    operatorAlias: operatorId,
    queue: 'sales',
    startedAt: startedAt + fromMs,
    answeredAt: startedAt + fromMs,
    endedAt: startedAt + toMs,
    ringMs: 3_000,
    talkMs: toMs - fromMs,
    holdMs: null,
    acwMs: null,
    outcome: 'completed',
  };
}

function theCall(of: Partial<Call> = {}): Call {
  const { startedAt } = call();
  return call({
    endedAt: startedAt + 40_000,
    legs: [leg(EMMA, 0, 25_000, startedAt), leg(IVAN, 28_000, 40_000, startedAt)],
    recordings: [{ recordingId: 'r1', state: 'present', uri: 'inbox:amber/r1.wav', offsetMs: 0, failure: null }],
    ...of,
  });
}

const RECORDING: StoredRecording = {
  ...{ project: 'amber', callId: 'c1', recordingId: 'r1', uri: 'inbox:amber/r1.wav', state: 'present' },
  ...{ failureCode: '', failureParams: {}, sha256: 'a', sizeBytes: 1, format: 'wav/pcm_s16le' },
  ...{ channels: 2, durationMs: 38_000, version: '1' },
};

const by = (operatorId: string, score: number | null, of: Partial<Evaluation> = {}): Evaluation =>
  evaluationOf('c1', score, { project: 'amber', operatorId, ...of });

const remark = (operatorId: string): Remark => ({
  ...{ remarkId: `of ${operatorId}`, project: 'amber', callId: 'c1', operatorId, operatorName: operatorId },
  ...{ criterionId: 'greeting', atMs: 1_000, text: 'I did greet', writtenMs: 0, answer: null },
});

const TONE: CallTone = toneOf('c1', '1', {
  operators: [EMMA, IVAN].map((operatorId) => ({
    ...{ operatorId, language: 'en', operatorUtterances: 2, customerUtterances: 2 },
    ...{ moodStart: -0.5, moodEnd: 0.5, moodChange: 1, moodN: 2 },
  })),
  findings: [EMMA, IVAN].map((operatorId) => ({
    ...{ kind: 'politeness', utteranceId: 'u1', recordingId: 'r1', operatorId, wording: 'en.good' },
    ...{ quote: 'Good morning', startMs: 1_000, endMs: 2_000, intensity: 1, method: 'words', confidence: null },
  })),
});

const ALL: CallOpenedOf = {
  call: theCall(),
  transcripts: [transcript(LINES, 'en')],
  evaluations: [by(EMMA, 80), by(IVAN, 60)],
  tone: TONE,
  recordings: [RECORDING],
  remarks: [remark(EMMA), remark(IVAN)],
  project: HEARD_PROJECT,
  operatorName: (operatorId) => `Name of ${operatorId}`,
  raterName: (rater) => `Rater ${rater}`,
  scorecardOf: () => CARD,
  blind: () => false,
  waitsFor: () => 'review',
  mayJudge: () => true,
  showSelf: () => false,
  can: { review: false, check: false, remark: false },
};

const opened = (of: Partial<CallOpenedOf> = {}): CallOpened => callOpened({ ...ALL, ...of });

function partOf(operatorId: string, of: Partial<CallOpenedOf> = {}): PartOpened {
  const part = opened(of).parts.find((one) => one.operatorId === operatorId);
  if (part === undefined) throw new Error(`no part of ${operatorId}`);
  return part;
}

describe('a call opened', () => {
  it('tells its facts, moments in epoch ms and lengths in ms', () => {
    const { call: facts } = opened();
    const { startedAt } = theCall();
    expect(facts).toMatchObject({ projectName: 'Amber House', startedMs: startedAt, durationMs: 40_000 });
    expect(facts.legs.map(({ name, startMs, talkMs }) => [name, startMs, talkMs])).toEqual([
      ['Name of emma-reed', 0, 25_000],
      ['Name of ivan-stone', 28_000, 12_000],
    ]);
    expect(opened({ call: theCall({ endedAt: null }) }).call.durationMs).toBeNull();
  });

  it('nothing of the customer or of what a source wrote into attributes goes out', () => {
    const text = JSON.stringify(opened({ call: theCall({ customerKey: 'key', attributes: { note: 'private' } }) }));
    expect(text).not.toMatch(/"key"|private|inbox:/);
  });

  it('lays what was said on its timeline, each of the turns of an operator to whom it belongs', () => {
    const { turns, speech, heardBy } = opened();
    expect(turns.map(({ speaker, operatorId, startMs }) => [speaker, operatorId, startMs])).toEqual([
      ['operator', EMMA, 1_000],
      ['customer', '', 3_500],
      ['customer', '', 12_000],
      ['operator', EMMA, 16_000],
      ['operator', IVAN, 31_000],
      ['customer', '', 34_200],
    ]);
    expect(speech).toHaveLength(6);
    expect(heardBy).toEqual([{ recordingId: 'r1', engine: 'hand', model: 'none', language: 'en', complete: true }]);
  });

  it('finds silences of both from three seconds on, and talk-over from 0.3 s on', () => {
    const { silences, talkOvers } = opened();
    expect(silences).toEqual([
      { startMs: 8_000, endMs: 12_000 },
      { startMs: 20_000, endMs: 31_000 },
    ]);
    expect(talkOvers).toEqual([{ startMs: 3_500, endMs: 4_000 }]);
  });

  it('what lies between two recordings is no silence', () => {
    const first = transcript(LINES.slice(0, 2), 'en', { durationMs: 9_000 });
    const second = transcript(LINES.slice(0, 1), 'en', { recordingId: 'r2', durationMs: 5_000 });
    const recordings = ['r1', 'r2'].map((recordingId, nth) => {
      return { recordingId, state: 'present' as const, uri: '', offsetMs: nth * 60_000, failure: null };
    });
    const of = { call: theCall({ recordings }), transcripts: [first, second] };
    expect(opened(of).silences).toEqual([]);
    expect(opened(of).turns.at(-1)?.startMs).toBe(61_000);
  });

  it('in one channel nobody talks over anybody, and no channel is the operator’s', () => {
    const transcripts = [transcript(LINES, 'en', { speakersSeparated: false })];
    const { talkOvers, speakersSeparated, recordings } = opened({ transcripts });
    expect([talkOvers, speakersSeparated, recordings[0]?.operatorChannel]).toEqual([[], false, null]);
    expect(opened().recordings).toEqual([
      {
        ...{ recordingId: 'r1', state: 'present', offsetMs: 0, durationMs: 38_000, channels: 2, operatorChannel: 0 },
        failure: null,
      },
    ]);
  });

  it('a call that nobody has heard has no parts, and its recording says why', () => {
    const failure = { code: 'AUDIO_DAMAGED' as const, params: {} };
    const recordings = [{ recordingId: 'r1', state: 'failed' as const, uri: '', offsetMs: 0, failure }];
    const unheard = opened({
      ...{ call: theCall({ recordings }), transcripts: [], evaluations: [], tone: null, recordings: [] },
    });
    expect([unheard.parts, unheard.turns, unheard.tone]).toEqual([[], [], null]);
    expect(unheard.recordings[0]).toMatchObject({ durationMs: null, channels: null, failure: 'AUDIO_DAMAGED' });
  });
});

describe('who judged a part', () => {
  const evaluators = (operatorId: string, of: Partial<CallOpenedOf>): unknown =>
    partOf(operatorId, of).judgements.map(({ evaluator, score, counts, raterName }) => [
      ...[evaluator, score, counts, raterName],
    ]);

  it('the one that counts first: agreed, dispute, supervisor, machine', () => {
    const evaluations = [
      by(EMMA, 50),
      by(EMMA, 60, { evaluator: 'supervisor', rater: 's1', revision: '10' }),
      by(EMMA, 70, { evaluator: 'agreed', rater: 's1', revision: '12' }),
      by(EMMA, 65, { evaluator: 'dispute', rater: 's2', revision: '11' }),
    ];
    expect(evaluators(EMMA, { evaluations })).toEqual([
      ['agreed', 70, true, 'Rater s1'],
      ['dispute', 65, false, 'Rater s2'],
      ['supervisor', 60, false, 'Rater s1'],
      ['machine', 50, false, ''],
    ]);
  });

  it('of one evaluator the newest, and nothing that was withdrawn or is of another run', () => {
    const evaluations = [
      by(EMMA, 50, { revision: '9' }),
      by(EMMA, 51, { revision: '10' }),
      by(EMMA, 52, { revision: '11', withdrawn: true }),
      by(EMMA, 53, { revision: '11', run: 'what-if' }),
      by(EMMA, 60, { evaluator: 'supervisor', rater: 's1', revision: '100' }),
      by(EMMA, 61, { evaluator: 'supervisor', rater: 's1', revision: '99' }),
      by(EMMA, 62, { evaluator: 'supervisor', rater: 's2', revision: '98' }),
    ];
    expect(evaluators(EMMA, { evaluations })).toEqual([
      ['supervisor', 60, true, 'Rater s1'],
      ['supervisor', 62, false, 'Rater s2'],
      ['machine', 51, false, ''],
    ]);
  });

  it('a self-score never counts, and is seen by whom it is shown to only', () => {
    const evaluations = [by(EMMA, 95, { evaluator: 'self', rater: 'e1', revision: '50' }), by(EMMA, 80)];
    expect(evaluators(EMMA, { evaluations })).toEqual([['machine', 80, true, '']]);
    const showSelf = (operatorId: string): boolean => operatorId === EMMA;
    expect(evaluators(EMMA, { evaluations, showSelf })).toEqual([
      ['machine', 80, true, ''],
      ['self', 95, false, 'Rater e1'],
    ]);
    expect(evaluators(EMMA, { evaluations: evaluations.slice(0, 1), showSelf })).toEqual([
      ['self', 95, false, 'Rater e1'],
    ]);
  });

  it('judgements are by the scorecard of the one that counts, which is shown', () => {
    const evaluations = [
      by(EMMA, 50, { scorecardId: 'old' }),
      by(EMMA, 60, { evaluator: 'supervisor', rater: 's1', scorecardId: 'new' }),
    ];
    const scorecardOf: CallOpenedOf['scorecardOf'] = ({ scorecardId }) => ({ ...CARD, scorecardId });
    const part = partOf(EMMA, { evaluations, scorecardOf });
    expect([part.scorecard?.scorecardId, part.judgements.map(({ score }) => score)]).toEqual(['new', [60]]);
  });

  it('counts what was judged, and says what a person wrote', () => {
    const written = { code: 'BY_PERSON', params: { comment: 'Too late' } };
    const answers = [
      { ...answerOf('greeting', 'no'), reason: written },
      { ...answerOf('company', 'yes'), reason: { code: 'BY_PERSON', params: {} } },
      { ...answerOf('need', 'unclear'), reason: { code: 'NOT_SAID', params: { comment: 'of the machine' } } },
      answerOf('price', 'na'),
    ];
    const madeWith = { scorecard: 'now', comment: 'On the whole good' };
    const evaluations = [by(EMMA, 60, { evaluator: 'supervisor', rater: 's1', answers, madeWith })];
    const [judgement] = partOf(EMMA, { evaluations }).judgements;
    expect([judgement?.judged, judgement?.applicable]).toEqual([2, 3]);
    expect(judgement?.comments).toEqual({ '': 'On the whole good', greeting: 'Too late' });
    expect(judgement?.madeWith).toEqual({ scorecard: 'now' });
  });

  it('a part that nobody has judged is measured all the same, and one whose words are gone is shown', () => {
    const part = partOf(IVAN, { evaluations: [by(EMMA, 80)] });
    expect([part.judgements, part.scorecard, part.measures?.durationMs]).toEqual([[], null, 12_000]);
    const gone = partOf(EMMA, { transcripts: [], evaluations: [by(EMMA, 80, { startMs: 5, endMs: 9 })] });
    expect([gone.startMs, gone.endMs, gone.judgements.length]).toEqual([5, 9, 1]);
  });
});

describe('what must not be seen', () => {
  const blind = (operatorId: string): boolean => operatorId === EMMA;
  const mayJudge = (operatorId: string): boolean => operatorId === IVAN;
  /** The same call if Emma had never been judged. */
  const WITHOUT: Partial<CallOpenedOf> = {
    evaluations: ALL.evaluations.filter(({ operatorId }) => operatorId !== EMMA),
    tone: {
      ...TONE,
      operators: TONE.operators.filter(({ operatorId }) => operatorId !== EMMA),
      findings: TONE.findings.filter(({ operatorId }) => operatorId !== EMMA),
    },
    remarks: ALL.remarks.filter(({ operatorId }) => operatorId !== EMMA),
  };
  const more = {
    ...ALL,
    evaluations: [
      ...ALL.evaluations,
      by(EMMA, 10, { evaluator: 'supervisor', rater: 's1' }),
      by(EMMA, 99, { evaluator: 'self', rater: 'e1' }),
    ],
    showSelf: (): boolean => true,
  };

  it('a blind part has its name and its place, and nothing below', () => {
    const part = partOf(EMMA, { ...more, blind });
    expect(part).toEqual({
      ...{ operatorId: EMMA, name: 'Name of emma-reed', startMs: 0, endMs: 25_000 },
      ...{ blind: true, waitsFor: 'review', scorecard: null, judgements: [], measures: null },
    });
    expect(partOf(IVAN, { ...more, blind }).judgements).toHaveLength(1);
  });

  it.each([
    ['blind', { blind }],
    ['of somebody whom the viewer may not judge', { mayJudge }],
    ['both', { blind, mayJudge }],
  ])('a part that is %s reads the same whether it was judged or not', (_, seen) => {
    expect(callOpened({ ...more, ...seen })).toEqual(callOpened({ ...more, ...WITHOUT, ...seen }));
    expect(callOpened(more)).not.toEqual(callOpened({ ...more, ...WITHOUT }));
  });

  it('also where its words are gone and only the judgement is left', () => {
    const transcripts = ALL.transcripts.slice(1);
    const seen = callOpened({ ...more, transcripts, blind });
    expect(seen).toEqual(callOpened({ ...more, ...WITHOUT, transcripts, blind }));
    expect(seen.parts.map(({ operatorId }) => operatorId)).toEqual([IVAN]);
  });

  it('a part of somebody else is not listed, and of their tone nothing is told', () => {
    const { parts, tone, remarks } = opened({ mayJudge });
    expect(parts.map(({ operatorId }) => operatorId)).toEqual([IVAN]);
    expect(tone?.operators.map(({ operatorId }) => operatorId)).toEqual([IVAN]);
    expect(tone?.findings).toHaveLength(1);
    expect(remarks.map(({ operatorId }) => operatorId)).toEqual([IVAN]);
    expect(opened({ mayJudge: () => false })).toMatchObject({ parts: [], tone: null, remarks: [] });
  });
});
