import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { EtalonError } from './errors.ts';
import { readInstalled } from './setup/installed.js';
import { readModelFolders } from './setup/model-folder.js';
import type { KafkaReach } from './ingest/kafka/kafka.ts';
import { placesOf } from './setup/places.js';

/**
 * All settings, read once at the edge and passed on as values. What the command line says wins over the environment;
 * every setting has a default that works for one machine without a network.
 */
export type Config = {
  /** Holds projects.yaml, operators.csv, kafka.yaml, recording-sources.yaml and, if there are own ones, scorecards/. */
  readonly configDir: string;
  readonly inboxDir: string;
  readonly dataDir: string;
  readonly store:
    | { readonly kind: 'embedded' }
    | {
        readonly kind: 'server';
        readonly url: string;
        readonly user: string;
        readonly password: string;
        /** Name of the cluster over which tables are replicated; '' = one server. */
        readonly cluster: string;
      };
  readonly database: string;
  /** Port of 127.0.0.1 where the embedded store is served to boards; null = it is not. */
  readonly clickhousePort: number | null;
  readonly engine:
    | { readonly kind: 'whisper'; readonly modelPath: string; readonly modelName: string }
    | { readonly kind: 'vosk'; readonly models: readonly VoskModelHere[] }
    | { readonly kind: 'openai'; readonly baseUrl: string; readonly apiKey: string; readonly model: string };
  readonly vadModelPath: string;
  /** Where set-up keeps what it fetched. */
  readonly cache: Pick<ReturnType<typeof placesOf>, 'models' | 'downloads' | 'installed' | 'lock'>;
  readonly ffmpegCandidates: readonly string[];
  /** Recordings recognised at the same time; one recogniser process each. */
  readonly slots: number;
  /** Key of the customer keys; '' = made once and kept in the data folder. */
  readonly secret: string;
  /** null = no Kafka: calls come through the inbox folder. */
  readonly kafka: KafkaReach | null;
  /** Folder of the credentials that recording-sources.yaml names, a file each; '' = none. */
  readonly secretsDir: string;
  /** Where /healthz, /readyz and /metrics are served while roles run. */
  readonly http: { readonly host: string; readonly port: number };
  /** Where the review app listens, and the address that people reach it by; null = it is not served. */
  readonly review: { readonly host: string; readonly port: number; readonly url: string | null } | null;
  /** What is in hand at a request to stop may take this long. */
  readonly stopMs: number;
  /** With work waiting and nothing moving for this long, a role ends its process. */
  readonly stallMs: number;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug';
};

/** A Vosk model on this machine; `digest`: the first digits of its archive's sha256, '' for a folder of the user's own. */
export type VoskModelHere = {
  readonly language: string;
  readonly name: string;
  readonly folder: string;
  readonly digest: string;
};

export type ConfigOverrides = { readonly configDir?: string; readonly inboxDir?: string; readonly dataDir?: string };

const url = z.url({ protocol: /^https?$/ });
const environment = z
  .object({
    ETALON_CONFIG: z.string().default('config'),
    ETALON_INBOX: z.string().default('inbox'),
    ETALON_DATA: z.string().default('data/etalon'),
    ETALON_CACHE: z.string().optional(),
    XDG_CACHE_HOME: z.string().optional(),
    CLICKHOUSE_URL: url.optional(),
    CLICKHOUSE_USER: z.string().default('default'),
    CLICKHOUSE_PASSWORD: z.string().default(''),
    CLICKHOUSE_CLUSTER: z.string().regex(/^\w*$/, 'letters, digits and _ only').default(''),
    CLICKHOUSE_DATABASE: z.string().regex(/^\w+$/, 'letters, digits and _ only').default('etalon'),
    ETALON_CLICKHOUSE_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
    ETALON_ENGINE: z.enum(['whisper', 'vosk', 'openai']).default('whisper'),
    ETALON_MODEL_FILE: z.string().optional(),
    ETALON_VOSK_MODELS: z
      .string()
      .regex(
        /^[a-z]{2}=[^,=]+(,[a-z]{2}=[^,=]+)*$/,
        'expected language=folder, by commas: ru=/models/vosk-model-ru-0.42',
      )
      .optional(),
    ETALON_SPEECH_URL: url.optional(),
    ETALON_SPEECH_KEY: z.string().default(''),
    ETALON_SPEECH_MODEL: z.string().default('whisper-1'),
    ETALON_SLOTS: z.coerce.number().int().min(1).max(256).optional(),
    ETALON_SECRET: z.string().min(16, 'at least 16 characters').optional(),
    ETALON_SECRETS_DIR: z.string().default(''),
    ETALON_HTTP: z
      .string()
      .regex(/^[\w.:-]+:\d{1,5}$/, 'expected host:port such as 127.0.0.1:9464')
      .default('127.0.0.1:9464'),
    ETALON_REVIEW: z
      .string()
      .regex(/^([\w.:[\]-]+:\d{1,5}|off)$/, 'expected host:port such as 127.0.0.1:8080, or off')
      .default('127.0.0.1:8080'),
    ETALON_REVIEW_URL: url.optional(),
    ETALON_STOP_SECONDS: z.coerce.number().min(1).max(3600).default(60),
    ETALON_STALL_SECONDS: z.coerce.number().min(10).max(86_400).default(300),
    KAFKA_BROKERS: z.string().optional(),
    KAFKA_SSL: z.stringbool().default(false),
    KAFKA_CA_FILE: z.string().optional(),
    KAFKA_SASL_MECHANISM: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional(),
    KAFKA_USERNAME: z.string().default(''),
    KAFKA_PASSWORD: z.string().default(''),
    ETALON_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug']).default('info'),
    FFMPEG_BIN: z.string().optional(),
  })
  .superRefine((env, context) => {
    if (env.ETALON_ENGINE === 'openai' && env.ETALON_SPEECH_URL === undefined)
      context.addIssue({
        code: 'custom',
        path: ['ETALON_SPEECH_URL'],
        message: 'is needed when ETALON_ENGINE is openai: the address that ends in /v1',
      });
    if (env.KAFKA_SASL_MECHANISM !== undefined && env.KAFKA_USERNAME === '')
      context.addIssue({ code: 'custom', path: ['KAFKA_USERNAME'], message: 'is needed with KAFKA_SASL_MECHANISM' });
    // Two processes with secrets of their own would give one customer two keys.
    if (env.KAFKA_BROKERS !== undefined && env.CLICKHOUSE_URL !== undefined && env.ETALON_SECRET === undefined)
      context.addIssue({
        code: 'custom',
        path: ['ETALON_SECRET'],
        message:
          'is needed with KAFKA_BROKERS and CLICKHOUSE_URL, the same in every process: customer keys are made of it',
      });
  });

/**
 * Reads the environment and the command line's overrides.
 * @throws EtalonError CONFIG_INVALID with every fault, a line each.
 */
export function readConfig(overrides: ConfigOverrides = {}, env: NodeJS.ProcessEnv = process.env): Config {
  // An empty variable is an unset one: shells and compose files write `NAME=` for "not set".
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const files = fromFiles(set);
  const parsed = environment.safeParse({ ...set, ...files.values });
  if (!parsed.success || files.faults.length > 0) {
    const issues = parsed.success ? [] : parsed.error.issues;
    const faults = issues.map((issue) => `environment: ${issue.path.join('.')}: ${issue.message}`);
    throw new EtalonError('CONFIG_INVALID', { faults: [...files.faults, ...faults].join('\n') });
  }
  return configOf(parsed.data, overrides);
}

/** Secrets may stand in a file that the variable with _FILE names, as containers hand them over. */
const FROM_FILES = ['ETALON_SECRET', 'ETALON_SPEECH_KEY', 'CLICKHOUSE_PASSWORD', 'KAFKA_PASSWORD'] as const;

function fromFiles(set: Readonly<Record<string, string | undefined>>): {
  readonly values: Readonly<Record<string, string>>;
  readonly faults: readonly string[];
} {
  const named = FROM_FILES.flatMap((name) => {
    const file = set[`${name}_FILE`];
    return file === undefined ? [] : [{ name, file }];
  });
  const missing = [...named.map(({ name, file }) => ({ name: `${name}_FILE`, file })), caFile(set)].filter(
    (of) => of !== null && !existsSync(of.file),
  );
  const read = named.filter(({ file }) => existsSync(file));
  return {
    values: Object.fromEntries(read.map(({ name, file }) => [name, readFileSync(file, 'utf8').trim()])),
    faults: missing.map((of) => `environment: ${of?.name ?? ''}: there is no file ${of?.file ?? ''}`),
  };
}

function caFile(set: Readonly<Record<string, string | undefined>>): { name: string; file: string } | null {
  const file = set['KAFKA_CA_FILE'];
  return file === undefined ? null : { name: 'KAFKA_CA_FILE', file };
}

function kafkaOf(env: z.infer<typeof environment>): KafkaReach | null {
  if (env.KAFKA_BROKERS === undefined) return null;
  return {
    brokers: env.KAFKA_BROKERS.split(',').map((broker) => broker.trim()),
    tls:
      env.KAFKA_SSL || env.KAFKA_CA_FILE !== undefined
        ? { ca: env.KAFKA_CA_FILE === undefined ? null : readFileSync(env.KAFKA_CA_FILE, 'utf8') }
        : null,
    sasl:
      env.KAFKA_SASL_MECHANISM === undefined
        ? null
        : { mechanism: env.KAFKA_SASL_MECHANISM, username: env.KAFKA_USERNAME, password: env.KAFKA_PASSWORD },
  };
}

function addressOf(text: string): Config['http'] {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon), port: Number(text.slice(colon + 1)) };
}

function configOf(env: z.infer<typeof environment>, overrides: ConfigOverrides): Config {
  const { models, bin, downloads, lock, ...places } = placesOf({
    ETALON_CACHE: env.ETALON_CACHE,
    XDG_CACHE_HOME: env.XDG_CACHE_HOME,
  });
  const installed = readInstalled(places.installed);
  const modelPath = env.ETALON_MODEL_FILE ?? installed.whisper?.file ?? join(models, 'ggml-base-q8_0.bin');
  return {
    configDir: resolve(overrides.configDir ?? env.ETALON_CONFIG),
    inboxDir: resolve(overrides.inboxDir ?? env.ETALON_INBOX),
    dataDir: resolve(overrides.dataDir ?? env.ETALON_DATA),
    store:
      env.CLICKHOUSE_URL === undefined
        ? { kind: 'embedded' }
        : {
            kind: 'server',
            url: env.CLICKHOUSE_URL,
            user: env.CLICKHOUSE_USER,
            password: env.CLICKHOUSE_PASSWORD,
            cluster: env.CLICKHOUSE_CLUSTER,
          },
    database: env.CLICKHOUSE_DATABASE,
    clickhousePort: env.ETALON_CLICKHOUSE_PORT ?? null,
    engine:
      env.ETALON_ENGINE === 'openai'
        ? {
            kind: 'openai',
            baseUrl: env.ETALON_SPEECH_URL ?? '',
            apiKey: env.ETALON_SPEECH_KEY,
            model: env.ETALON_SPEECH_MODEL,
          }
        : env.ETALON_ENGINE === 'vosk'
          ? { kind: 'vosk', models: voskModels(models, env.ETALON_VOSK_MODELS) }
          : { kind: 'whisper', modelPath, modelName: modelNameOf(modelPath, installed) },
    cache: { models, downloads, installed: places.installed, lock },
    vadModelPath: installed.vad?.file ?? join(models, 'silero_vad.onnx'),
    ffmpegCandidates:
      env.FFMPEG_BIN === undefined
        ? [...(installed.ffmpeg === undefined ? [] : [installed.ffmpeg.file]), join(bin, 'ffmpeg'), 'ffmpeg']
        : [env.FFMPEG_BIN],
    // More recognisers than cores make all of them slower.
    slots: env.ETALON_SLOTS ?? availableParallelism(),
    secret: env.ETALON_SECRET ?? '',
    kafka: kafkaOf(env),
    secretsDir: env.ETALON_SECRETS_DIR,
    http: addressOf(env.ETALON_HTTP),
    review:
      env.ETALON_REVIEW === 'off'
        ? null
        : { ...addressOf(env.ETALON_REVIEW), url: env.ETALON_REVIEW_URL?.replace(/\/+$/, '') ?? null },
    stopMs: env.ETALON_STOP_SECONDS * 1000,
    stallMs: env.ETALON_STALL_SECONDS * 1000,
    logLevel: env.ETALON_LOG_LEVEL,
  };
}

/** Part of every transcript's identity, so with the digest where set-up knows it: two files may share a name. */
function modelNameOf(path: string, { whisper }: ReturnType<typeof readInstalled>): string {
  const digest = whisper?.file === path ? `@${whisper.sha256.slice(0, 12)}` : '';
  return `${basename(path, '.bin')}${digest}`;
}

/** One a language: the folder that the variable names, else the largest that `models get` fetched. */
function voskModels(models: string, named = ''): readonly VoskModelHere[] {
  const own = named.split(',').flatMap((pair) => {
    const [language = '', folder = ''] = pair.split('=');
    return folder === '' ? [] : [{ language, name: basename(folder), folder: resolve(folder), digest: '' }];
  });
  const fetched = readModelFolders(models)
    .toSorted((a, b) => b.record.archive.bytes - a.record.archive.bytes)
    .map(({ folder, record }) => ({
      language: record.language,
      name: record.name,
      folder,
      digest: record.archive.sha256.slice(0, 12),
    }));
  const byLanguage = Map.groupBy([...own, ...fetched], ({ language }) => language);
  return [...byLanguage.values()]
    .flatMap(([first]) => first ?? [])
    .toSorted((a, b) => (a.language < b.language ? -1 : 1));
}
