import { openMissing, type DoneParts } from './done.ts';
import type { World } from './world.ts';

/** No committed offset passes a message whose work is not done. */
export function watchCommits(world: World, done: DoneParts): void {
  const missing = openMissing(done);
  const { topics, settings } = done;
  const { cdr, queueEvents, operatorStates, messages, recordings, toScore, toRescore } = settings.topics;
  const groups = {
    ingest: [cdr, queueEvents, operatorStates, messages],
    speech: [recordings, ...settings.retries.map(({ topic }) => topic)],
    score: [toScore, toRescore],
  };
  for (const [line, own] of Object.entries(groups)) {
    const name = `${settings.group}-${line}`;
    const names = own.map((topic) => topic.name);
    const checked = new Map<string, number>();
    topics.group(name, names).onCommit(({ topic, partition }, to) => {
      const id = `${topic}/${String(partition)}`;
      const lane = topics.partitions(topic)[partition] ?? [];
      for (const message of lane.slice(checked.get(id) ?? 0, to)) {
        const what = missing(message);
        if (what !== null)
          world.breach('I4', `${name} committed ${id} at ${String(to)}, but message ${message.offset} lacks ${what}`);
      }
      if (to > lane.length) world.breach('I4', `${name} committed ${id} beyond its end`);
      checked.set(id, Math.max(checked.get(id) ?? 0, to));
    });
  }
}
