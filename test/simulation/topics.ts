import type { OutMessage } from '../../ingest/kafka/kafka.ts';
import type { TopicMessage } from '../../ingest/topic-message.ts';
import { openGroup, type Group } from './group.ts';
import type { World } from './world.ts';

export type SentMessage = TopicMessage & {
  readonly key: string | null;
  /** Its place among everything that was stored or sent. */
  readonly nr: number;
};

/** Topics with partitions; what is in them stays. */
export type Topics = {
  readonly append: (topic: string, message: OutMessage, timestampMs: number) => SentMessage;
  readonly partitions: (topic: string) => readonly (readonly SentMessage[])[];
  readonly all: (topic: string) => readonly SentMessage[];
  readonly group: (name: string, topics: readonly string[]) => Group;
  readonly groups: () => readonly Group[];
  readonly nextNr: () => number;
};

export function openTopics(world: World, partitionsOf: (topic: string) => number): Topics {
  const logs = new Map<string, SentMessage[][]>();
  const groups = new Map<string, Group>();
  const logOf = (topic: string): SentMessage[][] => {
    const known = logs.get(topic) ?? Array.from({ length: partitionsOf(topic) }, () => []);
    logs.set(topic, known);
    return known;
  };
  return {
    append: (topic, { key, value, headers }, timestampMs) => {
      const log = logOf(topic);
      const partition = key === null ? world.chance.below(log.length) : hashOf(key) % log.length;
      const lane = log[partition] ?? [];
      const bytes = typeof value === 'string' ? Buffer.from(value) : value;
      const place = { topic, partition, offset: String(lane.length), timestampMs: Math.floor(timestampMs) };
      const message = { ...place, key, value: bytes, headers, nr: world.nextNr() };
      lane.push(message);
      for (const group of groups.values()) if (group.topics.includes(topic)) group.wake();
      return message;
    },
    partitions: logOf,
    all: (topic) => logOf(topic).flat(),
    group: (name, topics) => {
      const known =
        groups.get(name) ?? openGroup(name, topics, world, (topic) => logOf(topic).map((lane) => lane.length));
      groups.set(name, known);
      return known;
    },
    groups: () => [...groups.values()],
    nextNr: world.nextNr,
  };
}

function hashOf(key: string): number {
  let hash = 7;
  for (let i = 0; i < key.length; i++) hash = (Math.imul(hash, 31) + key.charCodeAt(i)) | 0;
  return hash >>> 0;
}
