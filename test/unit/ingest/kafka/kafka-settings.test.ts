import { describe, expect, it } from 'vitest';
import { DEFAULT_KAFKA_SETTINGS, parseKafkaSettings, topicsOf } from '../../../../ingest/kafka/kafka-settings.ts';

function settings(yaml: string) {
  const parsed = parseKafkaSettings(yaml, 'kafka.yaml');
  if (!parsed.ok) throw new Error(parsed.faults.join('\n'));
  return parsed.value;
}

function faults(yaml: string): readonly string[] {
  const parsed = parseKafkaSettings(yaml, 'kafka.yaml');
  return parsed.ok ? [] : parsed.faults;
}

describe('kafka.yaml', () => {
  it('may be left out: every topic has its name', () => {
    expect(topicsOf(DEFAULT_KAFKA_SETTINGS).map(({ name }) => name)).toEqual([
      'calls.cdr',
      'calls.queue-events',
      'calls.operator-states',
      'calls.messages',
      'calls.recordings',
      'calls.to-score',
      'calls.to-rescore',
      'calls.dead',
      'calls.recordings.retry-1',
      'calls.recordings.retry-2',
      'calls.recordings.retry-3',
    ]);
  });

  it('puts its prefix before every topic and group, so that installations share a cluster', () => {
    const { group, ...rest } = settings('prefix: north.\n');
    expect(group).toBe('north.etalon');
    expect(topicsOf({ group, ...rest }).every(({ name }) => name.startsWith('north.calls.'))).toBe(true);
  });

  it('names topics that are there already, with their partitions', () => {
    const { topics } = settings('topics:\n  cdr: { name: pbx.cdr, partitions: 48 }\n');
    expect(topics.cdr).toMatchObject({ name: 'pbx.cdr', partitions: 48 });
    expect(topics.queueEvents.name).toBe('calls.queue-events');
  });

  it('gives each delay a retry topic, and dead letters a week', () => {
    const { retries, topics } = settings('recordingRetries: { delaysSeconds: [5, 60] }\n');
    expect(retries.map(({ topic, delayMs }) => [topic.name, delayMs])).toEqual([
      ['calls.recordings.retry-1', 5_000],
      ['calls.recordings.retry-2', 60_000],
    ]);
    expect(topics.dead.retentionMs).toBe(7 * 86_400_000);
  });

  it('says every fault with its line, and the field that is probably meant', () => {
    expect(
      faults(
        'prefixx: a\ntopics:\n  cdr: { partitions: 0 }\nrules:\n  - { topic: cdr }\n  - { topic: cdr, field: a, project: shop }\n',
      ),
    ).toEqual([
      expect.stringMatching(/^kafka\.yaml:1: .*prefix/),
      expect.stringMatching(/^kafka\.yaml:3: topics\.cdr\.partitions/),
      expect.stringMatching(/^kafka\.yaml:5: rules\.0: names neither project nor format/),
      expect.stringMatching(/^kafka\.yaml:6: rules\.1: field and is go together/),
    ]);
  });
});
