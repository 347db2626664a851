import { describe, expect, it } from 'vitest';
import type { Effects } from '../../../effects.ts';
import type { DeadLetter } from '../../../ingest/dead-letter.ts';
import type { ConsumeOptions } from '../../../ingest/kafka/kafka-consumer.ts';
import type { KafkaLink } from '../../../ingest/kafka/kafka.ts';
import { DEFAULT_KAFKA_SETTINGS } from '../../../ingest/kafka/kafka-settings.ts';
import type { Log } from '../../../log.ts';
import { openMetrics } from '../../../metrics.ts';
import { startIngest } from '../../../roles/ingest-role.ts';
import type { Work } from '../../../roles/role.ts';
import { LOOKUP, record, SECRET, SHOP } from '../../harness/shop.ts';

/** The line over one message; what it did with it. */
async function ingested(value: string) {
  const letters: DeadLetter[] = [];
  const events: string[] = [];
  const failures: unknown[] = [];
  const metrics = openMetrics();
  const committed = Promise.withResolvers<undefined>();
  const nothing = (): Promise<void> => Promise.resolve();
  const effects: Effects<Work> = {
    insertCustomers: nothing,
    insertSourceEvents: (rows) => (events.push(...rows.map(({ callId }) => callId)), nothing()),
    insertOperatorEvents: nothing,
    insertCalls: nothing,
    insertRecordings: nothing,
    insertTranscripts: nothing,
    insertTones: nothing,
    insertEvaluations: nothing,
    insertDeadLetters: (rows) => (letters.push(...rows), nothing()),
    announce: nothing,
    announceRecordings: nothing,
    retryRecording: nothing,
    commit: () => (committed.resolve(undefined), nothing()),
  };
  const none = (): Promise<readonly never[]> => Promise.resolve([]);
  let take: ConsumeOptions['take'] = () => 'full';
  const quiet = (): void => undefined;
  await startIngest({
    kafka: {
      consume: (options: ConsumeOptions) => ((take = options.take), Promise.resolve({})),
    } as unknown as KafkaLink,
    settings: { ...DEFAULT_KAFKA_SETTINGS, batch: { messages: 1, ageMs: 1 } },
    context: {
      settings: DEFAULT_KAFKA_SETTINGS,
      projects: new Map([['shop', SHOP]]),
      lookup: () => LOOKUP,
      secretOf: () => SECRET,
    },
    deps: {
      effects,
      tone: () => {
        throw new Error('the ingest line judges no tone');
      },
      store: { readSourceEvents: none, readCalls: none, readTranscripts: none, readEvaluations: none, readTones: none },
      project: () => SHOP,
      lookup: () => LOOKUP,
      log: { info: quiet, warn: quiet, error: quiet } as unknown as Log,
    },
    metrics,
    fatal: (error) => failures.push(error),
  });
  const message = {
    topic: 'calls.cdr',
    partition: 0,
    offset: '0',
    timestampMs: Date.now(),
    headers: { project: 'shop' },
  };
  take({ ...message, value: Buffer.from(value) }, quiet);
  await committed.promise;
  await new Promise((resolve) => setImmediate(resolve));
  const counted = (await metrics.text()).split('\n').filter((line) => line.startsWith('etalon_messages_total{'));
  return { letters, events, failures, counted };
}

describe('a message of several records', () => {
  it('that are all refused is one refused message, with a letter for each of them and none for itself', async () => {
    const { letters, failures, counted } = await ingested('[{"type": "fax"}, {"type": "fax"}, 7]');
    expect(letters).toHaveLength(3);
    expect(letters.map(({ reason }) => reason.code)).not.toContain('UNEXPECTED');
    expect(failures).toEqual([]);
    expect(counted).toContain('etalon_messages_total{line="ingest",outcome="refused"} 1');
  });

  it('of which one is good loses that one not', async () => {
    const { letters, events } = await ingested(JSON.stringify([record({ callId: 'good' }), { type: 'fax' }]));
    expect(events).toEqual(['good']);
    expect(letters).toHaveLength(1);
  });
});
