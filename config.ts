import { availableParallelism } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { EtalonError } from './errors.ts';
import { readInstalled } from './setup/installed.js';
import { placesOf } from './setup/places.js';

/**
 * All settings, read once at the edge and passed on as values. What the command line says wins over the environment;
 * every setting has a default that works for one machine without a network.
 */
export type Config = {
  /** Holds projects.yaml, operators.csv and, if there are own ones, scorecards/. */
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
      };
  readonly database: string;
  readonly engine:
    | { readonly kind: 'whisper'; readonly modelPath: string; readonly modelName: string }
    | { readonly kind: 'openai'; readonly baseUrl: string; readonly apiKey: string; readonly model: string };
  readonly vadModelPath: string;
  readonly ffmpegCandidates: readonly string[];
  /** Recordings recognised at the same time; one recogniser process each. */
  readonly slots: number;
  /** Key of the customer keys; '' = made once and kept in the data folder. */
  readonly secret: string;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug';
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
    CLICKHOUSE_DATABASE: z.string().regex(/^\w+$/, 'letters, digits and _ only').default('etalon'),
    ETALON_ENGINE: z.enum(['whisper', 'openai']).default('whisper'),
    ETALON_MODEL_FILE: z.string().optional(),
    ETALON_SPEECH_URL: url.optional(),
    ETALON_SPEECH_KEY: z.string().default(''),
    ETALON_SPEECH_MODEL: z.string().default('whisper-1'),
    ETALON_SLOTS: z.coerce.number().int().min(1).max(256).optional(),
    ETALON_SECRET: z.string().min(16, 'at least 16 characters').optional(),
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
  });

/**
 * Reads the environment and the command line's overrides.
 * @throws EtalonError CONFIG_INVALID with every fault, a line each.
 */
export function readConfig(overrides: ConfigOverrides = {}, env: NodeJS.ProcessEnv = process.env): Config {
  // An empty variable is an unset one: shells and compose files write `NAME=` for "not set".
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(set);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `environment: ${issue.path.join('.')}: ${issue.message}`);
    throw new EtalonError('CONFIG_INVALID', { faults: faults.join('\n') });
  }
  return configOf(parsed.data, overrides);
}

function configOf(env: z.infer<typeof environment>, overrides: ConfigOverrides): Config {
  const {
    models,
    bin,
    installed: record,
  } = placesOf({ ETALON_CACHE: env.ETALON_CACHE, XDG_CACHE_HOME: env.XDG_CACHE_HOME });
  const installed = readInstalled(record);
  const modelPath = env.ETALON_MODEL_FILE ?? installed.whisper?.file ?? join(models, 'ggml-base-q8_0.bin');
  return {
    configDir: resolve(overrides.configDir ?? env.ETALON_CONFIG),
    inboxDir: resolve(overrides.inboxDir ?? env.ETALON_INBOX),
    dataDir: resolve(overrides.dataDir ?? env.ETALON_DATA),
    store:
      env.CLICKHOUSE_URL === undefined
        ? { kind: 'embedded' }
        : { kind: 'server', url: env.CLICKHOUSE_URL, user: env.CLICKHOUSE_USER, password: env.CLICKHOUSE_PASSWORD },
    database: env.CLICKHOUSE_DATABASE,
    engine:
      env.ETALON_ENGINE === 'openai'
        ? {
            kind: 'openai',
            baseUrl: env.ETALON_SPEECH_URL ?? '',
            apiKey: env.ETALON_SPEECH_KEY,
            model: env.ETALON_SPEECH_MODEL,
          }
        : { kind: 'whisper', modelPath, modelName: modelNameOf(modelPath, installed) },
    vadModelPath: installed.vad?.file ?? join(models, 'silero_vad.onnx'),
    ffmpegCandidates:
      env.FFMPEG_BIN === undefined
        ? [...(installed.ffmpeg === undefined ? [] : [installed.ffmpeg.file]), join(bin, 'ffmpeg'), 'ffmpeg']
        : [env.FFMPEG_BIN],
    // More recognisers than cores make all of them slower.
    slots: env.ETALON_SLOTS ?? availableParallelism(),
    secret: env.ETALON_SECRET ?? '',
    logLevel: env.ETALON_LOG_LEVEL,
  };
}

/** Part of every transcript's identity, so with the digest where set-up knows it: two files may share a name. */
function modelNameOf(path: string, { whisper }: ReturnType<typeof readInstalled>): string {
  const digest = whisper?.file === path ? `@${whisper.sha256.slice(0, 12)}` : '';
  return `${basename(path, '.bin')}${digest}`;
}
