import { EtalonError, reasonOf } from '../errors.ts';
import type { IngestBatch } from '../ingest/batch.ts';
import type { KafkaLink } from '../ingest/kafka/kafka.ts';
import { INPUT_TOPICS, type InputTopic, type KafkaSettings } from '../ingest/kafka/kafka-settings.ts';
import { takeTopicMessage, type TakenTopicMessage } from '../ingest/take-topic-message.ts';
import { topicLetter, type TopicContext } from '../ingest/topic-message.ts';
import { ingestLine, type LineDeps } from '../lines.ts';
import type { Metrics } from '../metrics.ts';
import { collector } from './collector.ts';
import { faultCount, isAboutAMessage, type FaultCount, type Role, type Work } from './role.ts';

export type IngestParts = {
  readonly kafka: KafkaLink;
  readonly settings: KafkaSettings;
  readonly context: Omit<TopicContext, 'input' | 'now'>;
  readonly deps: LineDeps<Work>;
  readonly metrics: Pick<Metrics, 'message'>;
  /** Ends the process. */
  readonly fatal: (error: unknown) => void;
};

/** The ingest line over its topics: messages of all partitions are stored in batches, by number and age. */
export async function startIngest(parts: IngestParts): Promise<Role> {
  const { kafka, settings, context, fatal } = parts;
  const inputs = new Map(INPUT_TOPICS.map((input) => [settings.topics[input].name, input]));
  const faults = faultCount(fatal);
  let movedAt = Date.now();
  const takeMessage = ({ message }: Work): TakenTopicMessage => {
    const input: InputTopic = inputs.get(message.topic) ?? 'cdr';
    return takeTopicMessage(message, { ...context, input, now: Date.now() });
  };
  const { messages: most, ageMs } = settings.batch;
  const gathered = collector<Work>({ most, ageMs }, (work) => ingestAll(work, takeMessage, faults, parts), fatal);
  const topics = [...inputs.keys()];
  const group = `${settings.group}-ingest`;
  const consumed = await kafka.consume({
    group,
    topics,
    sessionMs: settings.sessionMs,
    // A fetch ends when there is this much or after this long: few messages are not held back, many come together.
    fetch: { minBytes: 1, maxWaitMs: Math.min(ageMs, 500), maxBytesPerPartition: 4 * 1024 * 1024 },
    take: (message, done) => (gathered.add({ message, done }) ? 'taken' : 'full'),
    onMoved: () => {
      movedAt = Date.now();
    },
    onStopped: (error) => {
      fatal(new EtalonError('LINE_STOPPED', { line: 'ingest', why: error.name }, { cause: error }));
    },
  });
  return { ...consumed, line: 'ingest', group, topics, liveTopics: topics, movedAt: () => movedAt };
}

/**
 * Stores a batch. When something in it is refused for good the batch is halved until the message is found that it is
 * about: that one becomes a dead letter, and the rest is stored. Inserts may be repeated, so that nothing counts twice.
 */
async function ingestAll(
  work: readonly Work[],
  take: (work: Work) => TakenTopicMessage,
  faults: FaultCount,
  parts: IngestParts,
): Promise<void> {
  const { deps, metrics } = parts;
  try {
    const batch = batchOf(work, take);
    await ingestLine(batch, deps);
    faults.known();
    for (const letter of batch.letters)
      deps.log.warn({ origin: letter.origin, code: letter.reason.code }, 'message refused');
    // A message of several records may have a letter for each of them, and rows of the others.
    const refused = new Set(batch.letters.map(({ origin }) => origin)).size;
    metrics.message('ingest', 'loaded', work.length - refused);
    metrics.message('ingest', 'refused', refused);
  } catch (error) {
    if (!isAboutAMessage(error)) throw error;
    const [first] = work;
    if (first !== undefined && work.length === 1) await refuseOne(first, error, faults, parts);
    else
      for (const half of [work.slice(0, work.length >> 1), work.slice(work.length >> 1)])
        await ingestAll(half, take, faults, parts);
  }
}

async function refuseOne(
  work: Work,
  error: unknown,
  faults: FaultCount,
  { deps, context, metrics }: IngestParts,
): Promise<void> {
  const reason = reasonOf(error);
  const project = work.message.headers[context.settings.projectHeader] ?? '';
  await deps.effects.insertDeadLetters([topicLetter(work.message, project, 'ingest', reason)]);
  await deps.effects.commit([work]);
  metrics.message('ingest', 'refused', 1);
  deps.log.error({ origin: work.message.topic, code: reason.code, err: stackOf(error) }, 'message could not be stored');
  if (reason.code === 'UNEXPECTED') faults.unknown(error);
  else faults.known();
}

function stackOf(error: unknown): string {
  return error instanceof Error && reasonOf(error).code === 'UNEXPECTED' ? (error.stack ?? '') : '';
}

function batchOf(work: readonly Work[], take: (work: Work) => TakenTopicMessage): IngestBatch<Work> {
  const taken = work.map(take);
  return {
    events: taken.flatMap(({ events }) => events),
    operatorEvents: taken.flatMap(({ operatorEvents }) => operatorEvents),
    customers: taken.flatMap(({ customers }) => customers),
    recordings: taken.flatMap(({ recordings }) => recordings),
    letters: taken.flatMap(({ letters }) => letters),
    receipts: work,
    notices: [],
  };
}
