import * as fc from 'fast-check';
import type { Call } from '../../ingest/call.ts';
import type { DeadLetter } from '../../ingest/dead-letter.ts';
import type { Intake } from '../../ingest/inbox/intake.ts';
import type { OperatorEvent } from '../../ingest/operator-event.ts';
import type { Operator } from '../../ingest/operator.ts';
import type { SourceEvent } from '../../ingest/source-event.ts';
import type { Transcript } from '../../ingest/transcript.ts';
import type { Evaluation } from '../../score/evaluation.ts';
import { TONE_KINDS, type CallTone } from '../../score/tone/tone.ts';
import type { Customer, StoredRecording, StoredScorecard } from '../../store/store.ts';
import type { PipelineFigure } from '../../store/tables/pipeline-figures.ts';
import type { ProjectRules } from '../../store/tables/project-rules.ts';

/** Arbitrary records of every kind that is stored: any text, any moment and number that the contracts allow. */

const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const at = fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2100, 0) });
const ms = fc.integer({ min: -1_000_000, max: 2 ** 40 });
const count = fc.nat();
const version = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);
// Zero has one sign in JSON.
const float = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));
const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { nil: null });
const few = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(of, { maxLength: 3 });
const key = text.filter((name) => name !== '__proto__');
const params = fc.dictionary(key, fc.oneof(text, fc.integer()), { maxKeys: 3, noNullPrototype: true });
const reason = fc.record({ code: fc.constantFrom('UNEXPECTED' as const, 'STORE_AWAY' as const), params });
const speaker = fc.constantFrom('operator' as const, 'customer' as const, 'unknown' as const);

const queueEntry = fc.record({
  queue: text,
  nth: count,
  enteredAt: at,
  position: maybe(count),
  waitMs: maybe(ms),
  outcome: fc.constantFrom('answered' as const, 'abandoned' as const, 'flow_out' as const, 'waiting' as const),
  flowOut: maybe(fc.constantFrom('timeout' as const, 'key' as const, 'ivr' as const)),
});

const leg = fc.record({
  legId: text,
  operatorId: text,
  operatorAlias: text,
  queue: maybe(text),
  startedAt: at,
  answeredAt: maybe(at),
  endedAt: maybe(at),
  ringMs: maybe(ms),
  talkMs: maybe(ms),
  holdMs: maybe(ms),
  acwMs: maybe(ms),
  outcome: fc.constantFrom('completed' as const, 'transferred' as const, 'no_answer' as const),
});

const callRecording = fc.record({
  recordingId: text,
  state: fc.constantFrom('expected' as const, 'present' as const, 'failed' as const, 'erased' as const),
  uri: text,
  offsetMs: ms,
  failure: maybe(reason),
});

export const anyCall: fc.Arbitrary<Call> = fc.record({
  schemaVersion: fc.constant(1 as const),
  project: text,
  callId: text,
  version,
  direction: fc.constantFrom('inbound' as const, 'outbound' as const, 'internal' as const),
  channel: fc.constantFrom('voice' as const, 'chat' as const, 'email' as const),
  startedAt: at,
  startedAtSource: fc.constantFrom('record' as const, 'queue_log' as const, 'file_time' as const),
  answeredAt: maybe(at),
  endedAt: maybe(at),
  ivrMs: maybe(ms),
  disposition: text,
  hangupBy: fc.constantFrom('customer' as const, 'operator' as const, '' as const),
  customerKey: text,
  language: text,
  campaign: text,
  attributes: fc.dictionary(key, text, { maxKeys: 3, noNullPrototype: true }),
  parentCallId: text,
  mergedInto: text,
  queueEntries: few(queueEntry),
  legs: few(leg),
  recordings: few(callRecording),
  sources: few(text),
  marks: few(fc.constantFrom('WITHOUT_CDR' as const, 'DOUBTFUL_TIME' as const)),
});

const word = fc.record({ text, startMs: ms, endMs: ms, confidence: maybe(float) });

const utterance = fc.record({
  utteranceId: text,
  speaker,
  operatorId: text,
  language: text,
  startMs: ms,
  endMs: ms,
  text,
  words: few(word),
  confidence: maybe(float),
  doubts: few(fc.constantFrom('short' as const, 'repeated' as const, 'timed_out' as const)),
});

export const anyTranscript: fc.Arbitrary<Transcript> = fc.record({
  schemaVersion: fc.constant(1 as const),
  project: text,
  callId: text,
  recordingId: text,
  engine: text,
  model: text,
  options: text,
  optionsHash: text,
  version,
  audioSha256: text,
  language: text,
  durationMs: ms,
  speakersSeparated: fc.boolean(),
  complete: fc.boolean(),
  speech: few(fc.record({ speaker, startMs: ms, endMs: ms })),
  utterances: few(utterance),
});

const answer = fc.record({
  sectionId: text,
  criterionId: text,
  verdict: fc.constantFrom('yes' as const, 'no' as const, 'na' as const, 'unclear' as const, 'points' as const),
  share: maybe(float),
  weight: float,
  critical: fc.boolean(),
  method: fc.constantFrom('rule' as const, 'measure' as const, 'human' as const),
  confidence: maybe(float),
  reason: fc.record({ code: text, params }),
  evidence: few(fc.record({ utteranceId: text, recordingId: text, speaker, quote: text, startMs: ms, endMs: ms })),
  searched: maybe(fc.record({ speaker: fc.constant('any' as const), startMs: ms, endMs: ms, utterances: count })),
  measured: maybe(float),
});

const measure = maybe(float);

export const anyEvaluation: fc.Arbitrary<Evaluation> = fc.record({
  schemaVersion: fc.constant(1 as const),
  project: text,
  callId: text,
  operatorId: text,
  scorecardId: text,
  scorecardVersion: count,
  evaluator: fc.constantFrom('machine' as const, 'supervisor' as const, 'self' as const),
  rater: text,
  run: text,
  revision: version,
  score: maybe(float),
  rawScore: maybe(float),
  autoFail: fc.boolean(),
  provisional: fc.boolean(),
  withdrawn: fc.boolean(),
  coverage: maybe(float),
  answers: few(answer),
  measures: fc.record({
    durationMs: float,
    operatorTalkShare: measure,
    operatorTalkMs: measure,
    customerTalkMs: measure,
    silenceMs: measure,
    longestSilenceMs: measure,
    deadAirCount: measure,
    talkOverMs: measure,
    operatorInterruptions: measure,
    operatorWordsPerMinute: measure,
    customerWordsPerMinute: measure,
    firstResponseMs: measure,
    longestResponseMs: measure,
  }),
  startMs: ms,
  endMs: ms,
  language: text,
  inputHash: text,
  madeWith: fc.dictionary(key, text, { maxKeys: 3, noNullPrototype: true }),
});

const quote = { quote: text, startMs: ms, endMs: ms };
const toneMethod = fc.constantFrom('words' as const, 'behaviour' as const, 'model' as const);

export const anyTone: fc.Arbitrary<CallTone> = fc.record({
  schemaVersion: fc.constant(1 as const),
  project: text,
  callId: text,
  toneModel: text,
  version,
  lists: text,
  operators: few(
    fc.record({
      operatorId: text,
      language: text,
      operatorUtterances: count,
      customerUtterances: count,
      moodStart: maybe(float),
      moodEnd: maybe(float),
      moodChange: maybe(float),
      moodN: count,
    }),
  ),
  findings: few(
    fc.record({
      ...{ utteranceId: text, recordingId: text, operatorId: text, ...quote, wording: text, intensity: float },
      ...{ kind: fc.constantFrom(...TONE_KINDS), method: toneMethod, confidence: maybe(float) },
    }),
  ),
  moods: few(
    fc.record({
      ...{ utteranceId: text, recordingId: text, operatorId: text, startMs: ms, valence: float },
      ...{ confidence: maybe(float), method: toneMethod },
      evidence: few(fc.record({ ...quote, wording: text, weight: float })),
    }),
  ),
  inputHash: text,
  madeWith: fc.dictionary(key, text, { maxKeys: 3, noNullPrototype: true }),
});

export const anySourceEvent: fc.Arbitrary<SourceEvent> = fc.record({
  schemaVersion: fc.constant(1 as const),
  project: text,
  callId: text,
  source: fc.constantFrom('record' as const, 'queue_log' as const, 'recording' as const),
  eventId: text,
  revision: count,
  at,
  seq: count,
  payload: fc.json(),
});

export const anyOperatorEvent: fc.Arbitrary<OperatorEvent> = fc.record({
  project: text,
  source: fc.constantFrom('queue_log' as const, 'operator_state' as const),
  eventId: text,
  operatorId: text,
  operatorAlias: text,
  queue: text,
  event: fc.constantFrom('login' as const, 'logout' as const, 'pause' as const, 'unpause' as const),
  reason: text,
  at,
  seq: count,
});

export const anyRecording: fc.Arbitrary<StoredRecording> = fc.record({
  project: text,
  callId: text,
  recordingId: text,
  uri: text,
  state: fc.constantFrom('present' as const, 'failed' as const),
  failureCode: text,
  failureParams: params,
  sha256: text,
  sizeBytes: fc.maxSafeNat(),
  format: text,
  channels: count,
  durationMs: ms,
  version,
});

export const anyOperator: fc.Arbitrary<Operator> = fc.record({
  operatorId: text,
  project: text,
  name: text,
  team: text,
  site: text,
  role: fc.constantFrom('operator' as const, 'supervisor' as const),
  hired: text,
  left: text,
  aliases: few(fc.record({ alias: text, validFrom: maybe(at), validTo: maybe(at) })),
});

export const anyProjectRules: fc.Arbitrary<ProjectRules> = fc.record({
  project: text,
  name: text,
  timeZone: text,
  vendor: text,
  site: text,
  serviceLevelVariant: fc.constantFrom('offered' as const, 'bright' as const),
  serviceLevelTargetPercent: float,
  thresholdMs: ms,
  shortMs: ms,
  targetMs: ms,
  qualityTarget: float,
  acwReasons: few(text),
  acwWithinMs: ms,
  wrapUpQueues: few(text),
  wrapUpMs: few(ms),
});

// A figure has an age: this one is young enough to be kept.
const youngAt = fc.integer({ min: Date.UTC(2090, 0), max: Date.UTC(2100, 0) });
export const anyPipelineFigure: fc.Arbitrary<PipelineFigure> = fc.record({
  ...{ at: youngAt, process: text, name: text, labels: text, value: float },
});

export const anyCustomer: fc.Arbitrary<Customer> = fc.record({ project: text, customerKey: text, address: text });

export const anyScorecard: fc.Arbitrary<StoredScorecard> = fc.record({
  scorecardId: text,
  version: count,
  hash: text,
  yaml: text,
});

export const anyIntake: fc.Arbitrary<Intake> = fc.record({
  project: text,
  path: text,
  inode: text,
  sizeBytes: fc.maxSafeNat(),
  modifiedAtMs: float,
  consumedBytes: fc.maxSafeNat(),
  sha256: text,
  callId: text,
  outcome: fc.constantFrom('loaded' as const, 'reading' as const, 'refused' as const),
  reason: maybe(reason),
  version,
});

export const anyDeadLetter: fc.Arbitrary<DeadLetter> = fc.record({
  project: text,
  letterId: text,
  stage: fc.constantFrom('ingest' as const, 'speech' as const, 'score' as const),
  reason,
  origin: text,
  callId: text,
  bytesBase64: fc.base64String(),
  headers: fc.dictionary(key, text, { maxKeys: 3, noNullPrototype: true }),
  at,
});
