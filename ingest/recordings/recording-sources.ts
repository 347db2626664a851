import { posix } from 'node:path';
import { z } from 'zod';
import { isPrivateNetwork } from './address-guard.ts';
import { BUCKET, type RecordingUri } from './recording-uri.ts';
import { parseYaml, type Parsed, type YamlFault } from '../yaml.ts';

/** A place that recordings may be fetched from, and by whom; `projects` null = by all. */
export type RecordingSource = FileSource | WebSource | S3Source;
type ForProjects = { readonly projects: readonly string[] | null };

export type FileSource = ForProjects & {
  readonly kind: 'file';
  /** Absolute, without a slash at the end. */
  readonly root: string;
};

export type WebSource = ForProjects & {
  readonly kind: 'web';
  /** `https://pbx.example:8443`; with `http:` only addresses of allowPrivate are connected to. */
  readonly origin: string;
  /** With a slash at both ends. */
  readonly prefix: string;
  /** CIDRs. */
  readonly allowPrivate: readonly string[];
  /** Name of a secret; null = none is sent. */
  readonly credentials: string | null;
};

export type S3Source = ForProjects & {
  readonly kind: 's3';
  readonly bucket: string;
  /** '' or with a slash at the end. */
  readonly prefix: string;
  /** null = that of AWS for the region. */
  readonly endpoint: string | null;
  readonly region: string;
  readonly pathStyle: boolean;
  readonly allowPrivate: readonly string[];
  readonly credentials: string;
};

/** recording-sources.yaml of the configuration folder. */
export type RecordingSources = {
  readonly sources: readonly RecordingSource[];
  readonly maxBytes: number;
  /** Of one recording, from the first question to the last byte. */
  readonly timeoutMs: number;
};

const isRoot = (path: string): boolean =>
  path.startsWith('/') && path.length > 1 && posix.normalize(path).replace(/\/$/, '') === path.replace(/\/$/, '');
const isPlainUrl = (text: string): boolean => {
  const url = /^https?:\/\/[^/\\]/i.test(text) ? URL.parse(text) : null;
  return url !== null && !text.includes('..') && !/[@?#\\]/.test(text);
};
const s3Place = (text: string): RegExpExecArray | null => /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(text);

const url = (example: string) =>
  z.string().refine(isPlainUrl, `expected an address such as ${example}, without user, password, ? and #`);
/** The name of a file in the folder of secrets, so without anything that leads out of it. */
const secretName = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,62}$/, 'expected the name of a secret: letters, digits, . _ -');

const source = z.strictObject({
  projects: z.array(z.string().min(1)).min(1).optional(),
  file: z.string().refine(isRoot, 'expected an absolute path of a folder, without .. and not / itself').optional(),
  https: url('https://pbx.example/recordings/').optional(),
  s3: z
    .string()
    .refine(
      (text) => BUCKET.test(s3Place(text)?.[1] ?? '') && !text.includes('..'),
      'expected bucket and prefix such as s3://call-recordings/2026/',
    )
    .optional(),
  allowPrivate: z
    .array(
      z
        .string()
        .refine(
          isPrivateNetwork,
          'expected a network such as 10.20.0.0/16 (one address: 10.20.0.5/32), not wider than /8 (IPv6: /7)',
        ),
    )
    .default([]),
  credentials: secretName.optional(),
  endpoint: url('https://minio.example:9000').optional(),
  region: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, 'expected a region such as eu-central-1')
    .default('us-east-1'),
  /** The bucket in the path, not in the name of the host; left out: wherever an endpoint is named. */
  pathStyle: z.boolean().optional(),
});

const sourcesFile = z.strictObject({
  sources: z.array(source).default([]),
  maxBytes: z
    .number()
    .int()
    .min(1)
    .default(4 * 1024 ** 3),
  timeoutSeconds: z.number().positive().max(86_400).default(600),
});

/** Without recording-sources.yaml nothing is fetched from anywhere. */
export const NO_RECORDING_SOURCES: RecordingSources = sourcesOf(sourcesFile.parse({}));

/** recording-sources.yaml; all faults at once, each with file, line and path. */
export function parseRecordingSources(text: string, file: string): Parsed<RecordingSources> {
  const parsed = parseYaml(text, file, sourcesFile, faultsAcross);
  return parsed.ok ? { ok: true, value: sourcesOf(parsed.value) } : parsed;
}

/** The source that a project's uri is fetched from: of those that hold it the narrowest; null = it is allowed nowhere. */
export function sourceFor(
  uri: RecordingUri,
  project: string,
  sources: readonly RecordingSource[],
): RecordingSource | null {
  const open = sources.filter((one) => (one.projects?.includes(project) ?? true) && holds(one, uri));
  return open.toSorted((a, b) => depthOf(b) - depthOf(a))[0] ?? null;
}

function holds(one: RecordingSource, uri: RecordingUri): boolean {
  if (one.kind === 'file') return uri.kind === 'file' && uri.path.startsWith(`${one.root}/`);
  if (one.kind === 's3') return uri.kind === 's3' && uri.bucket === one.bucket && uri.key.startsWith(one.prefix);
  return uri.kind === 'web' && uri.url.origin === one.origin && `${uri.url.pathname}/`.startsWith(one.prefix);
}

function depthOf(one: RecordingSource): number {
  return one.kind === 'file' ? one.root.length : one.prefix.length;
}

function sourcesOf({ sources, maxBytes, timeoutSeconds }: z.infer<typeof sourcesFile>): RecordingSources {
  return { sources: sources.flatMap((told) => sourceOf(told)), maxBytes, timeoutMs: Math.round(timeoutSeconds * 1000) };
}

function sourceOf(told: z.infer<typeof source>): readonly RecordingSource[] {
  const { allowPrivate, region, credentials } = told;
  const projects = told.projects ?? null;
  if (told.file !== undefined) return [{ kind: 'file', projects, root: told.file.replace(/\/$/, '') }];
  if (told.https !== undefined) {
    const { origin, pathname } = new URL(told.https);
    return [
      { kind: 'web', projects, origin, prefix: closed(pathname), allowPrivate, credentials: credentials ?? null },
    ];
  }
  const [, bucket = '', key = ''] = s3Place(told.s3 ?? '') ?? [];
  if (bucket === '' || credentials === undefined) return [];
  const endpoint = told.endpoint ?? null;
  const pathStyle = told.pathStyle ?? endpoint !== null;
  const prefix = key === '' ? '' : closed(key);
  return [{ kind: 's3', projects, bucket, prefix, endpoint, region, pathStyle, allowPrivate, credentials }];
}

function closed(prefix: string): string {
  return prefix.endsWith('/') ? prefix : `${prefix}/`;
}

const PLACES = ['file', 'https', 's3'] as const;
/** What a kind of source has no use for. */
const IDLE_FIELDS = {
  file: ['allowPrivate', 'credentials', 'endpoint', 'region', 'pathStyle'],
  https: ['endpoint', 'region', 'pathStyle'],
  s3: [],
} as const;

const outline = z.object({ sources: z.array(z.record(z.string(), z.unknown()).catch({})) });

/** What is wrong between the fields of a source. */
function faultsAcross(content: unknown): readonly YamlFault[] {
  const parsed = outline.safeParse(content);
  if (!parsed.success) return [];
  return parsed.data.sources.flatMap((told, nth) =>
    faultsOf(told).map(([field, problem]) => ({ path: ['sources', nth, ...(field === '' ? [] : [field])], problem })),
  );
}

function faultsOf(told: Readonly<Record<string, unknown>>): readonly (readonly [field: string, problem: string])[] {
  const places = PLACES.filter((place) => told[place] !== undefined);
  const [place] = places;
  if (place === undefined) return [['', 'names no place: file, https or s3']];
  if (places.length > 1) return [['', `names ${places.join(' and ')}: write a source for each`]];
  const idle = IDLE_FIELDS[place]
    .filter((field) => told[field] !== undefined)
    .map((field) => [field, `has no meaning for ${place}`] as const);
  return [...idle, ...plainHttp(told), ...withoutSecret(told)];
}

/** Who listens on the way would hear the recordings. */
function plainHttp({ https, endpoint, allowPrivate }: Readonly<Record<string, unknown>>): [string, string][] {
  const isPlain = (text: unknown): boolean => typeof text === 'string' && /^http:/i.test(text);
  const field = isPlain(https) ? 'https' : isPlain(endpoint) ? 'endpoint' : null;
  if (field === null || (Array.isArray(allowPrivate) && allowPrivate.length > 0)) return [];
  return [[field, 'plain http goes to private addresses only: name them in allowPrivate, or write https:']];
}

/** The client of AWS would go and look for some, in the environment and at the metadata address. */
function withoutSecret({ s3, credentials }: Readonly<Record<string, unknown>>): [string, string][] {
  if (s3 === undefined || credentials !== undefined) return [];
  return [['credentials', 'is missing (expected the name of a secret)']];
}
