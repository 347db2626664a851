import type { Call } from '../../ingest/call.ts';
import type { Evaluation } from '../../score/evaluation.ts';
import type { OpenedStore } from '../../store/open-store.ts';
import { rulesOf } from '../../store/tables/project-rules.ts';
import { GOLDEN_PROJECT, goldenMs, storeGolden } from './golden.ts';
import { answerOf, callOf, evaluationOf } from './scored-calls.ts';

/** Stands in every text that a board must never see. */
export const SECRET = 'known-to-nobody';

/** Six invented people of one team, the first with an apostrophe in id, name and team alike. */
export const PEOPLE = ["дем'янчук", 'anna', 'boris', 'vera', 'maria', 'petko'] as const;
const TEAM = "Зміна Дем'янчука";
const SCORES = [40, 60, 80, 90, 100, 0] as const;

/** The golden hour with people who were judged in it, dead letters and figures of two processes. */
export async function storeBoardWorld(store: OpenedStore): Promise<void> {
  await storeGolden(store);
  await store.insertProjectRules([rulesOf(GOLDEN_PROJECT)]);
  await store.insertOperators(PEOPLE.map((operatorId) => personOf(operatorId)));
  await store.insertCalls(PEOPLE.map((operatorId, nth) => judgedCall(`judged-${String(nth)}`, operatorId, nth)));
  await store.insertEvaluations(
    PEOPLE.map((operatorId, nth) => judgement(`judged-${String(nth)}`, operatorId, SCORES[nth] ?? 0)),
  );
  await store.insertDeadLetters([letter]);
  await store.insertRedrives([
    { project: 'golden', letterId: `other ${SECRET}`, at: goldenMs(9), by: SECRET, target: SECRET },
  ]);
  await store.insertCustomers([{ project: 'golden', customerKey: 'key', address: SECRET }]);
  await store.insertPipelineFigures(figuresAt(goldenMs(9, 30), 5).concat(figuresAt(goldenMs(9, 59), 8)));
}

function personOf(operatorId: string) {
  const aliases = [{ alias: SECRET, validFrom: null, validTo: null }];
  const name = operatorId === PEOPLE[0] ? "Дем'янчук" : operatorId;
  const none = { site: '', hired: '', left: '' } as const;
  return { operatorId, project: 'golden', name, team: TEAM, role: 'operator' as const, ...none, aliases };
}

function judgedCall(callId: string, operatorId: string, nth: number): Call {
  const at = goldenMs(9, 10 + nth);
  const leg = {
    ...{
      legId: callId,
      operatorId,
      operatorAlias: SECRET,
      queue: null,
      startedAt: at,
      answeredAt: at,
      endedAt: at + 1,
    },
    ...{ ringMs: 0, talkMs: 60_000, holdMs: 0, acwMs: null, outcome: 'completed' as const },
  };
  const recording = { recordingId: SECRET, state: 'present' as const, uri: SECRET, offsetMs: 0, failure: null };
  const texts = {
    attributes: { note: SECRET },
    customerKey: `key-${callId}`,
    disposition: '',
    campaign: '',
    language: 'uk',
  };
  const parts = { queueEntries: [], legs: [leg], recordings: [recording] };
  return callOf(callId, {
    project: 'golden',
    startedAt: at,
    endedAt: at + 60_000,
    parentCallId: '',
    ...texts,
    ...parts,
  });
}

function judgement(callId: string, operatorId: string, score: number): Evaluation {
  const evidence = [
    { utteranceId: SECRET, recordingId: SECRET, speaker: 'operator' as const, quote: SECRET, startMs: 0, endMs: 1 },
  ];
  const answers = [
    { ...answerOf('greeting', score > 50 ? 'yes' : 'no'), sectionId: 'start', share: score > 50 ? 1 : 0, evidence },
    { ...answerOf('name', 'yes'), sectionId: 'start', share: 1, evidence },
    { ...answerOf('farewell', 'unclear'), sectionId: 'end', share: null, evidence },
  ];
  const of = { project: 'golden', operatorId, answers, autoFail: score === 0, inputHash: SECRET };
  return evaluationOf(callId, score, { ...of, madeWith: { scorecard: SECRET } });
}

const letter = {
  ...{ project: 'golden', letterId: SECRET, stage: 'speech' as const, origin: SECRET, callId: SECRET },
  reason: { code: 'UNEXPECTED' as const, params: { what: SECRET } },
  ...{ bytesBase64: SECRET, headers: { from: SECRET }, at: goldenMs(9) },
};

function figuresAt(at: number, count: number) {
  const figure = (name: string, labels: Readonly<Record<string, string>>, value: number) => {
    return { at, process: 'score@host', name, labels: JSON.stringify(labels), value };
  };
  return [
    figure('etalon_build_info', { version: '0' }, 1),
    figure('etalon_oldest_unscored_call_seconds', {}, count * 60),
    figure('etalon_audio_seconds_total', {}, count * 3_600),
    figure('etalon_lag_messages', { line: 'score', topic: 'calls.to-score' }, count),
    figure('etalon_dead_letters_total', { code: 'UNEXPECTED', stage: 'speech' }, count),
    figure('etalon_retries_total', { what: 'store' }, count),
    figure('etalon_stalled', { line: 'score' }, 1),
  ];
}
