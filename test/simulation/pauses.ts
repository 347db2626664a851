import type { Place } from './group.ts';

type Asked = readonly { readonly topic: string; readonly partitions?: readonly number[] }[];

/** Which partitions a consumer does not read for now; all of a topic or some, with the rules of kafkajs. */
export type Pauses = {
  readonly pause: (asked: Asked) => void;
  readonly resume: (asked: Asked) => void;
  readonly isPaused: (place: Place) => boolean;
};

type Paused = { all: boolean; readonly paused: Set<number>; readonly resumed: Set<number> };

export function openPauses(): Pauses {
  const topics = new Map<string, Paused>();
  const of = (topic: string): Paused => {
    const known = topics.get(topic) ?? { all: false, paused: new Set(), resumed: new Set() };
    topics.set(topic, known);
    return known;
  };
  const reset = (topic: string, all: boolean): void => {
    topics.set(topic, { all, paused: new Set(), resumed: new Set() });
  };
  return {
    pause: (asked) => {
      for (const { topic, partitions } of asked) {
        if (partitions === undefined) reset(topic, true);
        else {
          const state = of(topic);
          for (const partition of partitions) {
            state.paused.add(partition);
            state.resumed.delete(partition);
          }
          // So it is in kafkajs: to pause one partition of a paused topic resumes the others.
          state.all = false;
        }
      }
    },
    resume: (asked) => {
      for (const { topic, partitions } of asked) {
        if (partitions === undefined) reset(topic, false);
        else {
          const state = of(topic);
          for (const partition of partitions) {
            state.paused.delete(partition);
            if (state.all) state.resumed.add(partition);
          }
        }
      }
    },
    isPaused: ({ topic, partition }) => {
      const state = topics.get(topic);
      if (state === undefined) return false;
      return (state.all && !state.resumed.has(partition)) || state.paused.has(partition);
    },
  };
}
