import type { SpeechSpan, Transcript, Utterance, Word } from '../../ingest/transcript.ts';
import {
  array,
  bool,
  float,
  keyword,
  ms,
  nullable,
  one,
  oneOf,
  string,
  tuple,
  version,
  type Columns,
} from '../columns.ts';
import { table, type Table } from '../table.ts';

const speaker = oneOf(['operator', 'customer', 'unknown']);

const word: Columns<Word> = { text: string, startMs: ms, endMs: ms, confidence: nullable(float) };

const utterance: Columns<Utterance> = {
  utteranceId: string,
  speaker,
  operatorId: string,
  language: keyword,
  startMs: ms,
  endMs: ms,
  text: string,
  words: array(tuple(word)),
  confidence: nullable(float),
  doubts: array(oneOf(['short', 'repeated', 'timed_out'])),
};

const span: Columns<SpeechSpan> = { speaker, startMs: ms, endMs: ms };

/** A transcript with its utterances, words and spans of speech in one row. */
export const transcripts: Table<Transcript> = table<Transcript>('transcripts', {
  schemaVersion: one,
  project: keyword,
  callId: string,
  recordingId: string,
  engine: keyword,
  model: keyword,
  options: string,
  optionsHash: keyword,
  version,
  audioSha256: string,
  language: keyword,
  durationMs: ms,
  speakersSeparated: bool,
  complete: bool,
  speech: { nested: span },
  utterances: { nested: utterance },
});
