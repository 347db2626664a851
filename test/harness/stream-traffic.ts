import { z } from 'zod';
import {
  cdr,
  chat,
  messageTo,
  operatorState,
  OPERATORS,
  PROJECT,
  queueLogLines,
  recordingTold,
  type Sent,
} from './stream-messages.ts';
import type { Row, Tables } from './stream-tables.ts';

/** What producers send, and what must come of it. */
export type Traffic = {
  /** In the order of sending. */
  readonly messages: readonly Sent[];
  /** Every call that must be there, each once, and no other. */
  readonly calls: readonly string[];
  /** Call and recording of each transcript that must be there. */
  readonly transcripts: readonly string[];
  /** Bytes of each message that must become a dead letter, base64. */
  readonly letters: readonly string[];
};

/** How many recordings a traffic of so many groups needs: `recording-0` and on. */
export const recordingNames = (groups: number): readonly string[] =>
  Array.from({ length: groups * 4 }, (_, nth) => `recording-${nth}`);

/**
 * A group is one of each kind of work: recordings told of by their CDR, before it, after it, and lone until a CDR claims
 * them; calls of a queue_log, chats, operator states, corrections and duplicates, and a message that is none. No
 * language is told, so that a recording is heard alike before its CDR and after it.
 */
export function mixedTraffic(groups: number, uris: readonly string[]): Traffic {
  const each = Array.from({ length: groups }, (_, nth) => groupOf(nth, uris.slice(nth * 4, nth * 4 + 4)));
  return {
    messages: each.flatMap(({ messages }) => messages),
    calls: each.flatMap(({ calls }) => calls),
    transcripts: each.flatMap(({ transcripts }) => transcripts),
    letters: each.flatMap(({ letters }) => letters),
  };
}

function groupOf(nth: number, [named = '', before = '', after = '', lone = '']: readonly string[]): Traffic {
  const minute = nth * 10;
  const id = (kind: string): string => `${kind}-${nth}`;
  const operator = (of: number): string => OPERATORS[(nth + of) % OPERATORS.length] ?? '';
  const corrected = cdr(id('corrected'), { minute: minute + 4, operator: operator(1), queue: 'orders', revision: 1 });
  const broken: Sent = { to: 'cdr', key: id('broken'), value: `{"nth": ${nth},`, headers: { project: PROJECT } };
  const madeUp = lone.replace(/^.*\//, '').replace('.wav', '');
  const first = cdr(id('after'), { minute: minute + 2, operator: operator(2) });
  return {
    messages: [
      cdr(id('named'), { minute, operator: operator(0), uri: named }),
      recordingTold(id('before'), before, minute + 1),
      operatorState(operator(0), 'login', minute),
      first,
      recordingTold(null, lone, minute + 3),
      cdr(id('corrected'), { minute: minute + 4, operator: operator(0) }),
      broken,
      ...queueLogLines(id('queued'), minute + 5, operator(3)),
      cdr(id('before'), { minute: minute + 1, operator: operator(1) }),
      ...chat(id('chat'), minute + 6),
      recordingTold(id('after'), after, minute + 2),
      corrected,
      first,
      cdr(id('claiming'), { minute: minute + 3, operator: operator(3), uri: lone }),
      operatorState(operator(0), 'logout', minute + 9),
      messageTo('messages', id('heard'), finishedTranscript(id('heard'), minute + 7)),
    ],
    calls: [...['named', 'before', 'after', 'claiming', 'corrected', 'queued', 'chat', 'heard'].map(id), madeUp],
    transcripts: [
      ...['named', 'before', 'after', 'claiming'].map((kind) => `${id(kind)}/${id(kind)}`),
      `${madeUp}/${madeUp}`,
      `${id('heard')}/r1`,
    ],
    letters: [Buffer.from(String(broken.value)).toString('base64')],
  };
}

/** A transcript that was made elsewhere; it tells its operator. */
export function finishedTranscript(callId: string, minute: number): Readonly<Record<string, unknown>> {
  const startedAt = new Date(Date.UTC(2026, 2, 2, 7, minute)).toISOString();
  const utterances = [
    { speaker: 'operator', operator: 'SIP/101', startMs: 0, endMs: 3_000, text: 'Good morning, Amber House.' },
    { speaker: 'customer', startMs: 3_500, endMs: 6_000, text: 'How much is the lamp?' },
  ];
  return {
    type: 'transcript',
    callId,
    eventId: `t-${callId}`,
    recordingId: 'r1',
    language: 'en',
    startedAt,
    utterances,
  };
}

/** What of the traffic is not there, is there twice, or was never sent; nothing = every message came to its end once. */
export function breachesOf(tables: Tables, traffic: Traffic): readonly string[] {
  const current = tables.evaluations.filter(({ withdrawn }) => withdrawn === false);
  const versions = new Map(tables.calls.map((call) => [call['callId'], call['version']]));
  const stale = current.filter(({ callId, revision }) => versions.get(callId) !== revision);
  const merged = new Set(tables.calls.filter(({ mergedInto }) => mergedInto !== '').map(({ callId }) => callId));
  return [
    ...differences('call', textsOf(tables.calls, ['callId']), traffic.calls),
    ...missing('transcript', textsOf(tables.transcripts, ['callId', 'recordingId']), traffic.transcripts),
    // The same bytes at two places of a topic are two messages: their producer got no answer, and sent them again.
    ...differences('dead letter', [...new Set(textsOf(tables.dead_letters, ['bytesBase64']))], traffic.letters),
    ...twice('dead letter of', textsOf(tables.dead_letters, ['origin', 'bytesBase64'])),
    ...twice('evaluation', textsOf(current, ['callId', 'operatorId'])),
    ...textsOf(stale, ['callId', 'operatorId']).map((one) => `evaluation ${one} is not of the present version`),
    ...textsOf(
      current.filter(({ callId }) => merged.has(callId)),
      ['callId'],
    ).map((one) => `merged ${one} has a score`),
  ];
}

const text = z.string();

function textsOf(rows: readonly Row[], names: readonly string[]): readonly string[] {
  return rows.map((row) => names.map((name) => text.parse(row[name])).join('/'));
}

function differences(what: string, found: readonly string[], expected: readonly string[]): readonly string[] {
  const known = new Set(expected);
  const invented = found.filter((one) => !known.has(one)).map((one) => `${what} ${one} was never sent`);
  return [...missing(what, found, expected), ...twice(what, found), ...invented];
}

function missing(what: string, found: readonly string[], expected: readonly string[]): readonly string[] {
  const here = new Set(found);
  return expected.filter((one) => !here.has(one)).map((one) => `${what} ${one} is missing`);
}

function twice(what: string, found: readonly string[]): readonly string[] {
  return found.filter((one, nth) => found.indexOf(one) !== nth).map((one) => `${what} ${one} is there twice`);
}
