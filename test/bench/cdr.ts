/** Where the bench's calls happen: the shop of the samples, whose numbers and people are invented. */
const FIRST_AT = Date.UTC(2026, 2, 2, 7);
/** Half of the calls are of these; the others ring once. */
const REGULARS = 9_000;
const OPERATORS = ['SIP/101', 'SIP/102', 'SIP/103', 'SIP/104'] as const;
const QUEUES = ['sales', 'repairs', 'orders'] as const;
const CDR_BYTES = 1_024;

/**
 * A CDR of 1 KB (1,024 bytes of JSON), as a telephone system tells of an answered call: one queue, one leg, its moments
 * with an offset, a few fields of its own. The same number gives the same CDR.
 */
export function cdrOf(callId: string, nth: number, extra: Readonly<Record<string, unknown>> = {}): string {
  const startedAt = FIRST_AT + nth * 20;
  const waitMs = 1_000 + ((nth * 37) % 60) * 1_000;
  const talkMs = 20_000 + ((nth * 53) % 600) * 1_000;
  const answeredAt = startedAt + waitMs;
  const queue = QUEUES[nth % QUEUES.length] ?? '';
  const operator = OPERATORS[(nth * 7) % OPERATORS.length] ?? '';
  const cdr = {
    schemaVersion: 1,
    type: 'call',
    callId,
    eventId: 'cdr',
    revision: 0,
    direction: 'inbound',
    channel: 'voice',
    startedAt: momentText(startedAt),
    answeredAt: momentText(answeredAt),
    endedAt: momentText(answeredAt + talkMs),
    ivrMs: 0,
    customer: customerOf(nth),
    disposition: 'ANSWERED',
    hangupBy: nth % 3 === 0 ? 'operator' : 'customer',
    language: 'en',
    campaign: 'spring-lamps',
    attributes: { trunk: `trunk-${String(nth % 4)}`, codec: 'alaw', priority: nth % 5 },
    queueEntries: [{ queue, enteredAt: momentText(startedAt), position: 1, waitMs, outcome: 'answered' }],
    legs: [
      {
        legId: 'leg-1',
        operator,
        queue,
        startedAt: momentText(answeredAt - 1_000),
        answeredAt: momentText(answeredAt),
        endedAt: momentText(answeredAt + talkMs),
        ringMs: 1_000,
        talkMs,
        holdMs: 0,
        acwMs: 5_000,
        outcome: 'completed',
      },
    ],
    ...extra,
    note: '',
  };
  // The rest is text, as it is in records of telephone systems: names of channels, contexts, applications.
  const room = CDR_BYTES - JSON.stringify(cdr).length;
  return JSON.stringify({ ...cdr, note: 'channel PJSIP/trunk; context from-trunk; '.repeat(20).slice(0, room) });
}

/** `2026-03-02T09:00:00.020+02:00`: the wall clock of Sofia in winter. */
function momentText(at: number): string {
  return new Date(at + 7_200_000).toISOString().replace('Z', '+02:00');
}

/** Nobody's numbers; those who ring once have a digit too many for anybody. */
function customerOf(nth: number): string {
  if (nth % 2 === 0) return `+35988000${String(1_000 + ((nth * 7_919) % REGULARS))}`;
  return `+35988000${String(10_000 + (nth % 90_000))}`;
}
