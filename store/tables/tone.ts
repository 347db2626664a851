import {
  TONE_KINDS,
  TONE_METHODS,
  type CallTone,
  type CustomerMood,
  type MoodEvidence,
  type OperatorTone,
  type ToneFinding,
} from '../../score/tone/tone.ts';
import {
  array,
  float,
  keyword,
  map,
  ms,
  nullable,
  one,
  oneOf,
  string,
  tuple,
  uint32,
  version,
  type Columns,
} from '../columns.ts';
import { table, type Table } from '../table.ts';

const method = oneOf(TONE_METHODS);

const operator: Columns<OperatorTone> = {
  operatorId: string,
  language: keyword,
  operatorUtterances: uint32,
  customerUtterances: uint32,
  moodStart: nullable(float),
  moodEnd: nullable(float),
  moodChange: nullable(float),
  moodN: uint32,
};

const finding: Columns<ToneFinding> = {
  kind: oneOf(TONE_KINDS),
  utteranceId: string,
  recordingId: string,
  operatorId: string,
  quote: string,
  startMs: ms,
  endMs: ms,
  wording: keyword,
  intensity: float,
  method,
  confidence: nullable(float),
};

const evidence: Columns<MoodEvidence> = { quote: string, startMs: ms, endMs: ms, wording: keyword, weight: float };

const mood: Columns<CustomerMood> = {
  utteranceId: string,
  recordingId: string,
  operatorId: string,
  startMs: ms,
  valence: float,
  confidence: nullable(float),
  method,
  evidence: array(tuple(evidence)),
};

/** The tone of a call with its findings and moods in one row. */
export const tones: Table<CallTone> = table<CallTone>('tones', {
  schemaVersion: one,
  project: keyword,
  callId: string,
  toneModel: keyword,
  version,
  lists: keyword,
  operators: { nested: operator },
  findings: { nested: finding },
  moods: { nested: mood },
  inputHash: string,
  madeWith: map(string),
});
