import type { Call, CallMark, CallRecording, FlowOutKind, Leg, QueueEntry } from '../../ingest/call.ts';
import {
  array,
  emptyAsNull,
  keyword,
  map,
  moment,
  ms,
  nullable,
  one,
  oneOf,
  reasonOrNull,
  string,
  uint32,
  version,
  type Columns,
} from '../columns.ts';
import { table, type Table } from '../table.ts';

const queueEntry: Columns<QueueEntry> = {
  queue: keyword,
  nth: uint32,
  enteredAt: moment,
  position: nullable(ms),
  waitMs: nullable(ms),
  outcome: oneOf(['answered', 'abandoned', 'flow_out', 'waiting']),
  flowOut: emptyAsNull<FlowOutKind>(
    oneOf(['timeout', 'key', 'empty', 'full', 'voicemail', 'callback', 'overflow', 'ivr', 'restart']),
  ),
};

const leg: Columns<Leg> = {
  legId: string,
  operatorId: string,
  operatorAlias: string,
  queue: nullable(keyword),
  startedAt: moment,
  answeredAt: nullable(moment),
  endedAt: nullable(moment),
  ringMs: nullable(ms),
  talkMs: nullable(ms),
  holdMs: nullable(ms),
  acwMs: nullable(ms),
  outcome: oneOf(['completed', 'transferred', 'talking', 'no_answer', 'cancelled']),
};

const recording: Columns<CallRecording> = {
  recordingId: string,
  state: oneOf(['expected', 'present', 'failed', 'erased']),
  uri: string,
  offsetMs: ms,
  failure: reasonOrNull,
};

const mark = oneOf<CallMark>(['WITHOUT_CDR', 'DOUBTFUL_TIME', 'UNKNOWN_OPERATOR', 'IMPOSSIBLE_TIMES']);

/** A call with all its parts in one row, so that a reader sees all of it or nothing. */
export const calls: Table<Call> = table<Call>('calls', {
  schemaVersion: one,
  project: keyword,
  callId: string,
  version,
  direction: oneOf(['inbound', 'outbound', 'internal']),
  channel: oneOf(['voice', 'chat', 'email', 'messenger']),
  startedAt: moment,
  startedAtSource: oneOf([
    ...(['record', 'queue_log', 'asterisk_cel', 'asterisk_cdr', 'messages', 'recording_name', 'file_time'] as const),
  ]),
  answeredAt: nullable(moment),
  endedAt: nullable(moment),
  ivrMs: nullable(ms),
  disposition: keyword,
  hangupBy: oneOf(['customer', 'operator', 'system', '']),
  customerKey: string,
  language: keyword,
  campaign: keyword,
  attributes: map(string),
  parentCallId: string,
  mergedInto: string,
  queueEntries: { nested: queueEntry },
  legs: { nested: leg },
  recordings: { nested: recording },
  sources: array(keyword),
  marks: array(mark),
});
