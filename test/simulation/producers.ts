import type { KafkaSettings } from '../../ingest/kafka/kafka-settings.ts';
import { START_MS } from './clock.ts';
import type { SentMessage, Topics } from './topics.ts';
import type { PlannedMessage, Traffic } from './traffic.ts';
import type { World } from './world.ts';

const DAY_MS = 86_400_000;

/** The producers: in their order or in any, some twice, some again days later. */
export function send(
  { messages }: Traffic,
  { world, topics, settings }: { readonly world: World; readonly topics: Topics; readonly settings: KafkaSettings },
): void {
  const { clock, chance, climate } = world;
  // However late it comes, a message bears the time at which it was made.
  const deliver = (message: PlannedMessage, atMs: number): void => {
    clock.afterQuietly(atMs, () => {
      const { topic, value, headers } = message;
      topics.append(settings.topics[topic].name, { key: null, value, headers }, START_MS + message.atMs);
    });
  };
  for (const message of messages) {
    const atMs = climate.shuffledMs > 0 ? chance.below(climate.shuffledMs) : message.atMs;
    deliver(message, atMs);
    if (chance.hit(climate.duplicates)) deliver(message, atMs + chance.spread(1, 600_000));
    if (chance.hit(climate.redeliveries)) deliver(message, atMs + DAY_MS * (1 + chance.below(5)));
  }
}

/** Announcements may be gone before they are read; that they were said is noted all the same. */
export function losingTopics(
  topics: Topics,
  note: (topic: string, message: SentMessage) => void,
  isLost: (topic: string) => boolean,
): Topics {
  return {
    ...topics,
    append: (topic, message, timestampMs) => {
      if (isLost(topic)) {
        const lost = {
          topic,
          partition: -1,
          offset: '-1',
          timestampMs,
          key: message.key,
          headers: message.headers,
          nr: topics.nextNr(),
        };
        const sent = { ...lost, value: Buffer.from(message.value ?? '') };
        note(topic, sent);
        return sent;
      }
      const sent = topics.append(topic, message, timestampMs);
      note(topic, sent);
      return sent;
    },
  };
}
