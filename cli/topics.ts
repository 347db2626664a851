import type { KafkaLink } from '../ingest/kafka/kafka.ts';
import { topicsOf, type KafkaSettings } from '../ingest/kafka/kafka-settings.ts';
import type { TopicsOptions } from './command-line.ts';
import type { Streams } from './opened.ts';
import { table } from './table.ts';

/** `topics`: makes the topics of kafka.yaml that are missing; may be run as often as one likes. */
export async function topicsCommand(
  options: TopicsOptions,
  settings: KafkaSettings,
  kafka: Pick<KafkaLink, 'ensureTopics'>,
  { out }: Streams,
): Promise<number> {
  const done = await kafka.ensureTopics(topicsOf(settings), settings);
  if (options.json) {
    out.write(`${JSON.stringify(done, null, 2)}\n`);
    return 0;
  }
  const words = { created: 'created', 'partitions added': 'partitions added', nothing: 'was there' } as const;
  const rows = done.map(({ name, did, partitions }) => [name, String(partitions), words[did]]);
  out.write(
    `${table([{ title: 'topic' }, { title: 'partitions', align: 'right' }, { title: '' }], rows, 'No topics.')}\n`,
  );
  return 0;
}
