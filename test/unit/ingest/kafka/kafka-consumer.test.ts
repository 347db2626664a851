import type { Consumer, ConsumerRunConfig, EachBatchPayload } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { consumption } from '../../../../ingest/kafka/kafka-consumer.ts';
import type { TopicMessage } from '../../../../ingest/topic-message.ts';

type Given = {
  readonly offset: string;
  readonly timestamp?: string;
  readonly headers?: Readonly<Record<string, unknown>>;
};

/** One batch as kafkajs hands it over, up to `lastOffset`; what was taken of it, and what was committed. */
async function handed(messages: readonly Given[], lastOffset = messages.at(-1)?.offset ?? '0') {
  let run: ConsumerRunConfig['eachBatch'];
  const committed: string[] = [];
  const consumer = {
    events: { GROUP_JOIN: 'join', CRASH: 'crash' },
    on: () => undefined,
    run: (config: ConsumerRunConfig) => ((run = config.eachBatch), Promise.resolve()),
    commitOffsets: (offsets: readonly { readonly offset: string }[]) => {
      committed.push(...offsets.map(({ offset }) => offset));
      return Promise.resolve();
    },
  };
  const taken: TopicMessage[] = [];
  // What is used of a consumer and of a batch, and no more.
  await consumption(consumer as unknown as Consumer, {
    group: 'g',
    topics: ['t'],
    sessionMs: 6_000,
    fetch: { minBytes: 1, maxWaitMs: 1, maxBytesPerPartition: 1 },
    take: (message, done) => {
      taken.push(message);
      done();
      return 'taken';
    },
    onStopped: () => undefined,
  });
  const batch = {
    topic: 't',
    partition: 0,
    lastOffset: () => lastOffset,
    messages: messages.map((one) => ({ timestamp: String(Date.now()), value: Buffer.from('x'), headers: {}, ...one })),
  };
  await run?.({
    batch,
    resolveOffset: () => undefined,
    isRunning: () => true,
    isStale: () => false,
  } as unknown as EachBatchPayload);
  await new Promise((resolve) => setImmediate(resolve));
  return { taken, committed };
}

describe('a message', () => {
  it('may have headers without a value, or several of one name: the last of them counts', async () => {
    const headers = {
      nothing: null,
      project: [Buffer.from('bank'), Buffer.from('shop')],
      last: [Buffer.from('a'), null],
    };
    const { taken, committed } = await handed([{ offset: '3', headers }]);
    expect(taken.map((one) => one.headers)).toEqual([{ project: 'shop' }]);
    expect(committed).toEqual(['4']);
  });

  it.each(['-1', '0', '1767225600000000', '9223372036854775807', 'NaN'])(
    'that was sent at %s was sent now, as far as anybody knows',
    async (timestamp) => {
      const before = Date.now();
      const { taken } = await handed([{ offset: '0', timestamp }]);
      expect(taken[0]?.timestampMs).toBeGreaterThanOrEqual(before);
      expect(taken[0]?.timestampMs).toBeLessThanOrEqual(Date.now());
    },
  );

  it('keeps the moment that it was sent at', async () => {
    const { taken } = await handed([{ offset: '0', timestamp: '1772434800000' }]);
    expect(taken[0]?.timestampMs).toBe(1_772_434_800_000);
  });
});

describe('what a transaction leaves behind the last message', () => {
  it('is committed with it: no message waits there', async () => {
    const { committed } = await handed([{ offset: '7' }, { offset: '8' }], '9');
    expect(committed.at(-1)).toBe('10');
  });
});
