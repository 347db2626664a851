import type { KafkaSettings } from '../../ingest/kafka/kafka-settings.ts';

/** A message of a producer, for one of the topics of kafka.yaml. */
export type Sent = {
  readonly to: keyof KafkaSettings['topics'];
  /** By it the partition is found. */
  readonly key: string | null;
  readonly value: string | Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
};

export const PROJECT = 'shop';
/** Of samples/operators.csv, in the telephone system's words. */
export const OPERATORS = ['SIP/101', 'SIP/102', 'SIP/103', 'SIP/104'] as const;
const DAY = Date.UTC(2026, 2, 2, 7);
const MINUTE_MS = 60_000;

/** A moment of the sample day, so many minutes after its begin. */
export const atMinute = (minute: number, seconds = 0): string =>
  new Date(DAY + minute * MINUTE_MS + seconds * 1_000).toISOString();

/** The whole sample day, for queries. */
export const SAMPLE_DAY = { fromMs: DAY, toMs: DAY + 1_440 * MINUTE_MS } as const;

/** One message of a project in Etalon's own format. */
export function messageTo(to: Sent['to'], key: string | null, value: unknown, headers: Sent['headers'] = {}): Sent {
  return {
    to,
    key,
    value: JSON.stringify({ schemaVersion: 1, ...Object(value) }),
    headers: { project: PROJECT, ...headers },
  };
}

export type CdrFacts = {
  readonly minute: number;
  readonly operator?: string;
  readonly queue?: string;
  readonly revision?: number;
  readonly direction?: 'inbound' | 'outbound';
  readonly language?: string;
  /** Address of its recording; left out: it is not told here. */
  readonly uri?: string;
};

/** The CDR of an answered call of a minute; the same event however often it is corrected. */
export function cdr(callId: string, facts: CdrFacts): Sent {
  const { minute, operator = 'SIP/101', queue = 'sales', revision = 0, direction = 'inbound', uri, language } = facts;
  return messageTo('cdr', callId, {
    type: 'call',
    callId,
    eventId: `cdr-${callId}`,
    revision,
    direction,
    startedAt: atMinute(minute),
    answeredAt: atMinute(minute, 8),
    endedAt: atMinute(minute, 58),
    customer: `+35988000${String(minute % 10_000).padStart(4, '0')}`,
    operator,
    queue,
    waitMs: 8_000,
    talkMs: 50_000,
    ...(language === undefined ? {} : { language }),
    ...(uri === undefined ? {} : { recordings: [{ recordingId: callId, file: uri, offsetMs: 8_000 }] }),
  });
}

/** Tells of a recording; without a call it stands for itself until a CDR claims its address. */
export function recordingTold(callId: string | null, uri: string, minute: number): Sent {
  const owner = callId === null ? {} : { callId, recordingId: callId };
  const said = { type: 'recording', ...owner, uri, at: atMinute(minute, 58) };
  return messageTo('recordings', callId ?? uri, said);
}

/** A call of a queue as Asterisk logs it, a line a message. */
export function queueLogLines(callId: string, minute: number, member: string): readonly Sent[] {
  const second = (after: number): string => String((DAY + minute * MINUTE_MS) / 1_000 + after);
  const lines = [
    `${second(0)}|${callId}|orders|NONE|ENTERQUEUE||+359880000301|1`,
    `${second(5)}|${callId}|orders|${member}|CONNECT|5|${callId}|3`,
    `${second(45)}|${callId}|orders|${member}|COMPLETECALLER|5|40|1`,
  ];
  const headers = { project: PROJECT, format: 'queue_log' };
  return lines.map((value) => ({ to: 'queueEvents', key: callId, value, headers }));
}

/** A chat as single messages, in their order. */
export function chat(callId: string, minute: number): readonly Sent[] {
  const said = [
    ['customer', 'Hello, how much is the oak bedside table?'],
    ['operator', 'Good morning, Amber House, my name is Anna. It costs 62 euros.'],
    ['customer', 'Fine, I would like to order it. Thank you.'],
    ['operator', 'Thank you for choosing Amber House. Goodbye.'],
  ] as const;
  return said.map(([speaker, text], nth) =>
    messageTo('messages', callId, {
      type: 'message',
      callId,
      id: `m${nth}`,
      eventId: `${callId}-m${nth}`,
      channel: 'chat',
      direction: 'inbound',
      customer: 'customer-one@example.com',
      operator: 'chat/anna',
      language: 'en',
      speaker,
      at: atMinute(minute, nth * 20),
      text,
    }),
  );
}

export function operatorState(operator: string, state: 'login' | 'logout' | 'pause' | 'unpause', minute: number): Sent {
  return messageTo('operatorStates', operator, { type: 'operator_state', operator, state, at: atMinute(minute) });
}
