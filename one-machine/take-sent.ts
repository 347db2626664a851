import type { Configured } from '../configured.ts';
import type { IngestBatch } from '../ingest/batch.ts';
import { sha256Hex } from '../ingest/digest.ts';
import type { Intake } from '../ingest/inbox/intake.ts';
import { versionAfter, type Ledger } from '../ingest/inbox/ledger.ts';
import { DEFAULT_KAFKA_SETTINGS } from '../ingest/kafka/kafka-settings.ts';
import { takeTopicMessage, type TakenTopicMessage } from '../ingest/take-topic-message.ts';
import { ingestLine, scoreLine, type LineDeps, type Score } from '../lines.ts';
import type { SentMessage } from '../simulate/sent-message.ts';
import { distinctCalls, type CallKey } from '../store/store.ts';

/** Events stored, folded and scored in one go: bounds memory, and spares the store small inserts. */
const EVENTS_AT_ONCE = 10_000;

export type SentParts = {
  readonly ledger: Ledger;
  readonly configured: Configured;
  readonly secretOf: (project: string) => string;
  readonly score: Score;
  readonly deps: LineDeps<Intake>;
};

/**
 * Takes in what a telephone system would send to the topics, without a broker and through the same lines, and scores the
 * calls that it touches. Under a name that was taken in before nothing is done, nor are the messages written.
 * @returns whether anything was taken in.
 */
export async function takeSent(
  name: string,
  messages: () => Iterable<SentMessage>,
  parts: SentParts,
): Promise<boolean> {
  const path = `sent:${name}`;
  if (parts.ledger.byPath.has(path)) return false;
  let taken: TakenTopicMessage[] = [];
  let events = 0;
  let offset = 0;
  for (const message of messages()) {
    const one = takeOne(message, offset++, parts);
    taken.push(one);
    events += one.events.length;
    if (events < EVENTS_AT_ONCE) continue;
    await takeIn(taken, [], parts);
    taken = [];
    events = 0;
  }
  await takeIn(taken, [receiptOf(path, parts.ledger)], parts);
  return true;
}

function takeOne(
  { topic, atMs, value, headers }: SentMessage,
  offset: number,
  { configured, secretOf }: SentParts,
): TakenTopicMessage {
  const lying = { topic, partition: 0, offset: String(offset), timestampMs: atMs, headers };
  return takeTopicMessage(
    { ...lying, value: value === null ? null : Buffer.from(value) },
    {
      input: topic,
      settings: DEFAULT_KAFKA_SETTINGS,
      projects: configured.projects,
      lookup: configured.lookup,
      secretOf,
      now: Date.now(),
    },
  );
}

/** Scored at once and together: one announcement after the other would take minutes. What dies here the sweep finds. */
async function takeIn(
  taken: readonly TakenTopicMessage[],
  receipts: readonly Intake[],
  { deps, score }: SentParts,
): Promise<void> {
  const touched: CallKey[] = [];
  const announce = (keys: readonly CallKey[]): Promise<void> => {
    touched.push(...keys);
    return Promise.resolve();
  };
  await ingestLine(batchOf(taken, receipts), { ...deps, effects: { ...deps.effects, announce } });
  await scoreLine(distinctCalls(touched), { run: '', score, receipts: [] }, deps);
}

function batchOf(taken: readonly TakenTopicMessage[], receipts: readonly Intake[]): IngestBatch<Intake> {
  return {
    events: taken.flatMap(({ events }) => events),
    operatorEvents: taken.flatMap(({ operatorEvents }) => operatorEvents),
    customers: taken.flatMap(({ customers }) => customers),
    letters: taken.flatMap(({ letters }) => letters),
    recordings: taken.flatMap(({ recordings }) => recordings),
    receipts,
    notices: [],
  };
}

/** The line of the intake list that vouches for all of it. */
function receiptOf(path: string, ledger: Ledger): Intake {
  return {
    ...{ project: '', path, inode: '0', sizeBytes: 0, modifiedAtMs: 0, consumedBytes: 0, sha256: sha256Hex(path) },
    ...{ callId: '', outcome: 'loaded', reason: null, version: versionAfter(ledger.byPath.get(path)) },
  };
}
