import { z } from 'zod';
import { FORMAT_NAMES } from '../formats/format-names.ts';
import { parseYaml, type Parsed } from '../yaml.ts';

/** Topics that are read from outside, each with its own kind of message. */
export const INPUT_TOPICS = ['cdr', 'queueEvents', 'operatorStates', 'messages'] as const;
export type InputTopic = (typeof INPUT_TOPICS)[number];

export type TopicSettings = {
  /** With the prefix. */
  readonly name: string;
  readonly partitions: number;
  readonly retentionMs: number;
};

/** What a message is taken for when its headers do not say: the first rule that fits supplies what it names. */
export type TopicRule = {
  readonly topic: InputTopic | 'recordings';
  /** A field of the JSON, `variables.domain_name`, that must be `is`; null = every message of the topic. */
  readonly field: string | null;
  readonly is: string | null;
  readonly project: string | null;
  readonly format: string | null;
};

/** What a header or rule may call a message: our own messages, or a foreign format. */
export const MESSAGE_FORMATS = ['etalon', ...FORMAT_NAMES] as const;

/** How the lines are laid over topics; read from kafka.yaml of the configuration folder, all of it with defaults. */
export type KafkaSettings = {
  /** Consumer groups are named `<prefix><group>-<line>`. */
  readonly group: string;
  readonly replicationFactor: number;
  readonly projectHeader: string;
  readonly formatHeader: string;
  readonly maxMessageBytes: number;
  readonly topics: Readonly<Record<InputTopic | 'recordings' | 'toScore' | 'toRescore' | 'dead', TopicSettings>>;
  /** Recordings that are not there yet wait in the first topic, then in the next; the last one is gone through again. */
  readonly retries: readonly { readonly topic: TopicSettings; readonly delayMs: number }[];
  /** A recording that was told of this long ago and did not come is given up. */
  readonly giveUpAfterMs: number;
  readonly rules: readonly TopicRule[];
  /** A member of a group that is silent for this long has lost its partitions. */
  readonly sessionMs: number;
  /** Messages stored in one go: by number and by age. */
  readonly batch: { readonly messages: number; readonly ageMs: number };
};

const HOUR_MS = 3_600_000;
const name = z.string().regex(/^[a-zA-Z0-9._-]{1,200}$/, 'expected letters, digits, . _ and -');
const topicShape = (of: { readonly name: string; readonly partitions: number; readonly retentionHours: number }) =>
  z
    .strictObject({
      name: name.default(of.name),
      partitions: z.number().int().min(1).max(10_000).default(of.partitions),
      retentionHours: z.number().min(1).max(87_600).default(of.retentionHours),
    })
    .prefault({});

const WEEK = 168;
const settingsFile = z.strictObject({
  /** Before the name of every topic and group: several installations on one cluster. */
  prefix: z
    .string()
    .regex(/^[a-zA-Z0-9._-]{0,100}$/, 'expected letters, digits, . _ and -')
    .default(''),
  group: name.default('etalon'),
  replicationFactor: z.number().int().min(1).max(10).default(1),
  projectHeader: z.string().min(1).default('project'),
  formatHeader: z.string().min(1).default('format'),
  maxMessageBytes: z
    .number()
    .int()
    .min(1_000)
    .max(64 * 1024 * 1024)
    .default(8 * 1024 * 1024),
  topics: z
    .strictObject({
      cdr: topicShape({ name: 'calls.cdr', partitions: 6, retentionHours: WEEK }),
      queueEvents: topicShape({ name: 'calls.queue-events', partitions: 6, retentionHours: WEEK }),
      operatorStates: topicShape({ name: 'calls.operator-states', partitions: 3, retentionHours: WEEK }),
      messages: topicShape({ name: 'calls.messages', partitions: 6, retentionHours: WEEK }),
      recordings: topicShape({ name: 'calls.recordings', partitions: 12, retentionHours: WEEK }),
      toScore: topicShape({ name: 'calls.to-score', partitions: 12, retentionHours: 24 }),
      toRescore: topicShape({ name: 'calls.to-rescore', partitions: 12, retentionHours: WEEK }),
      dead: topicShape({ name: 'calls.dead', partitions: 1, retentionHours: WEEK }),
    })
    .prefault({}),
  recordingRetries: z
    .strictObject({
      delaysSeconds: z.array(z.number().positive().max(86_400)).min(1).max(8).default([60, 600, 3600]),
      giveUpAfterHours: z.number().positive().max(720).default(48),
    })
    .prefault({}),
  rules: z
    .array(
      z
        .strictObject({
          topic: z.enum([...INPUT_TOPICS, 'recordings']),
          field: z.string().min(1).nullable().default(null),
          is: z.string().nullable().default(null),
          project: z.string().min(1).nullable().default(null),
          format: z.enum(MESSAGE_FORMATS).nullable().default(null),
        })
        .refine((rule) => (rule.field === null) === (rule.is === null), { error: 'field and is go together' })
        .refine((rule) => rule.project !== null || rule.format !== null, { error: 'names neither project nor format' }),
    )
    .default([]),
  sessionSeconds: z.number().min(1).max(300).default(30),
  batch: z
    .strictObject({
      messages: z.number().int().min(1).max(100_000).default(1_000),
      ageMs: z.number().int().min(1).max(60_000).default(500),
    })
    .prefault({}),
});

/** The settings of an installation without kafka.yaml. */
export const DEFAULT_KAFKA_SETTINGS: KafkaSettings = settingsOf(settingsFile.parse({}));

/** kafka.yaml; all faults at once, each with file, line and path. */
export function parseKafkaSettings(text: string, file: string): Parsed<KafkaSettings> {
  const parsed = parseYaml(text, file, settingsFile);
  return parsed.ok ? { ok: true, value: settingsOf(parsed.value) } : parsed;
}

function settingsOf(told: z.infer<typeof settingsFile>): KafkaSettings {
  const { prefix, group, replicationFactor, projectHeader, formatHeader, maxMessageBytes, rules, batch } = told;
  const topic = (of: { readonly name: string; readonly partitions: number; readonly retentionHours: number }) => ({
    name: prefix + of.name,
    partitions: of.partitions,
    retentionMs: Math.round(of.retentionHours * HOUR_MS),
  });
  const { cdr, queueEvents, operatorStates, messages, recordings, toScore, toRescore, dead } = told.topics;
  const { delaysSeconds, giveUpAfterHours } = told.recordingRetries;
  return {
    group: prefix + group,
    replicationFactor,
    projectHeader,
    formatHeader,
    maxMessageBytes,
    topics: {
      cdr: topic(cdr),
      queueEvents: topic(queueEvents),
      operatorStates: topic(operatorStates),
      messages: topic(messages),
      recordings: topic(recordings),
      toScore: topic(toScore),
      toRescore: topic(toRescore),
      dead: topic(dead),
    },
    retries: delaysSeconds.map((seconds, nth) => ({
      topic: {
        name: `${prefix}${recordings.name}.retry-${String(nth + 1)}`,
        partitions: recordings.partitions,
        retentionMs: topic(recordings).retentionMs,
      },
      delayMs: seconds * 1000,
    })),
    giveUpAfterMs: giveUpAfterHours * HOUR_MS,
    rules,
    sessionMs: told.sessionSeconds * 1000,
    batch,
  };
}

/** Every topic of an installation, each once. */
export function topicsOf({ topics, retries }: KafkaSettings): readonly TopicSettings[] {
  return [...Object.values(topics), ...retries.map(({ topic }) => topic)];
}
