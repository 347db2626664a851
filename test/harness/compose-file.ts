import { parse } from 'yaml';
import { z } from 'zod';

/** What docker-compose.yml uses of the Compose specification, and nothing else: a key that is not here is a mistake. */
const seconds = z
  .string()
  .regex(/^\d+s$/, 'seconds such as 90s')
  .transform((text) => Number.parseInt(text, 10));
const port = z
  .union([
    z
      .string()
      .regex(/^[\d.]+:\d+(-\d+)?:\d+$/, 'address:published:target')
      .transform((text) => {
        const [host_ip = '', published = '', target = ''] = text.split(':');
        return { host_ip, published, target: Number(target) };
      }),
    z.strictObject({ host_ip: z.string(), published: z.string().regex(/^\d+(-\d+)?$/), target: z.int() }),
  ])
  .transform(({ host_ip, published, target }) => {
    const [from = 0, to = from] = published.split('-').map(Number);
    return { address: host_ip, from, to, target };
  });
const mount = z
  .union([
    z
      .string()
      .regex(/^[^:]+:\/[^:]*(:ro)?$/, 'source:/target or source:/target:ro')
      .transform((text) => {
        const [source = '', target = '', mode] = text.split(':');
        return { source, target, readOnly: mode === 'ro' };
      }),
    z
      .strictObject({
        type: z.literal('bind'),
        source: z.string(),
        target: z.string(),
        read_only: z.literal(true),
        bind: z.strictObject({ create_host_path: z.literal(false) }),
      })
      .transform(({ source, target }) => ({ source, target, readOnly: true })),
  ])
  .transform((of) => ({ ...of, isBind: /^[./]/.test(of.source) }));
const healthcheck = z.union([
  z.strictObject({ disable: z.literal(true) }),
  z.strictObject({
    test: z.tuple([z.enum(['CMD', 'CMD-SHELL']), z.string()], z.string()),
    interval: seconds,
    timeout: seconds,
    retries: z.int().min(1),
    start_period: seconds,
  }),
]);
const condition = z.enum(['service_started', 'service_healthy', 'service_completed_successfully']);
const service = z.strictObject({
  image: z.string(),
  build: z.strictObject({ context: z.string(), dockerfile: z.string(), target: z.string() }).optional(),
  hostname: z.string().optional(),
  user: z
    .string()
    .regex(/^\d+:\d+$/, 'numbers: uid:gid')
    .optional(),
  entrypoint: z.array(z.string()).default([]),
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  secrets: z.array(z.string()).default([]),
  ports: z.array(port).default([]),
  volumes: z.array(mount).default([]),
  tmpfs: z.array(z.string()).default([]),
  networks: z.array(z.string()).min(1),
  depends_on: z.record(z.string(), z.strictObject({ condition })).default({}),
  healthcheck: healthcheck.optional(),
  init: z.literal(true).optional(),
  read_only: z.literal(true).optional(),
  restart: z.enum(['no', 'unless-stopped']),
  stop_grace_period: seconds.optional(),
  ulimits: z.strictObject({ nofile: z.strictObject({ soft: z.int(), hard: z.int() }) }).optional(),
  cap_drop: z.tuple([z.literal('ALL')]),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]),
  logging: z.strictObject({
    driver: z.literal('json-file'),
    options: z.strictObject({ 'max-size': z.string(), 'max-file': z.string() }),
  }),
  deploy: z.strictObject({
    resources: z.strictObject({
      limits: z.strictObject({ cpus: z.string(), memory: z.string().regex(/^\d+[mg]$/) }),
    }),
  }),
});
const file = z.strictObject({
  name: z.string(),
  services: z.record(z.string(), service),
  networks: z.record(z.string(), z.null()),
  volumes: z.record(z.string(), z.null()),
  secrets: z.record(z.string(), z.strictObject({ file: z.string() })),
});

export type Compose = z.infer<typeof file>;
export type ComposeService = z.infer<typeof service>;

/** Reads a compose file; a fault is "path: what is wrong". */
export function readCompose(text: string): { readonly compose: Compose | null; readonly faults: readonly string[] } {
  const document = z.record(z.string(), z.unknown()).parse(parse(text, { merge: true }));
  const parsed = file.safeParse(Object.fromEntries(Object.entries(document).filter(([key]) => !key.startsWith('x-'))));
  if (parsed.success) return { compose: parsed.data, faults: [] };
  return { compose: null, faults: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) };
}
