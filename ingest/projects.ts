import { z } from 'zod';
import { isCountry } from './customer-key.ts';
import { asteriskFacts, importRules } from './imports.ts';
import { LANGUAGES, SERVICE_LEVEL_VARIANTS, type Project } from './project.ts';
import { rawAudioRule } from './recordings/raw-audio-rule.ts';
import { isNamedPattern, NAMED_PATTERNS } from './recordings/name-patterns.ts';
import { isTimeZone } from './time.ts';
import { workingHours } from './working-hours.ts';
import { parseYaml, type Parsed, type YamlFault } from './yaml.ts';

const seconds = z.number().int().nonnegative();
/** From 1 on, so that a share such as 0.8 is not taken for 0.8 %. */
const percentOptions = { error: 'expected percent, 1–100 (80 is 80 %)' };
const percent = z.number(percentOptions).min(1, percentOptions).max(100, percentOptions);
const channelNumber = z.union([z.literal(0), z.literal(1)], { error: 'expected 0 (left) or 1 (right)' });

const namePattern = z.string().refine((pattern) => isNamedPattern(pattern) || isPattern(pattern), {
  error: `is neither ${Object.keys(NAMED_PATTERNS).join(', ')} nor a regular expression with the named group (?<callId>…)`,
});

const scorecardRule = z.strictObject({
  scorecard: z.string().min(1),
  directions: z.array(z.enum(['inbound', 'outbound', 'internal'])).default(['inbound', 'outbound', 'internal']),
  channels: z.array(z.enum(['voice', 'chat', 'email', 'messenger'])).default(['voice', 'chat', 'email', 'messenger']),
  /** None = whatever the queue. */
  queues: z.array(z.string().min(1)).default([]),
});

const project = z.strictObject({
  /** The name of the project's folder below the inbox. */
  id: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'expected small letters, digits, - and _'),
  name: z.string().trim().min(1),
  timeZone: z.string().refine(isTimeZone, { error: 'is not a time zone such as Europe/Sofia, in that spelling' }),
  languages: z.array(z.enum(LANGUAGES)).min(1),
  /** '' = a number without a country code stays as it was dialled. */
  country: z
    .string()
    .refine((code) => code === '' || isCountry(code), { error: 'is not an ISO 3166 country code such as BG' })
    .default(''),
  serviceLevel: z
    .strictObject({
      variant: z.enum(SERVICE_LEVEL_VARIANTS).default('offered'),
      targetPercent: percent.default(80),
      thresholdSeconds: seconds.default(20),
      shortAbandonSeconds: seconds.default(5),
    })
    .prefault({}),
  targetCallSeconds: seconds.default(30),
  qualityTarget: percent.default(80),
  acwReasons: z.array(z.string().min(1)).default([]),
  acwWithinSeconds: seconds.default(10),
  queues: z.record(z.string().min(1), z.strictObject({ wrapUpSeconds: seconds })).default({}),
  workingHours,
  vendor: z.string().default(''),
  site: z.string().default(''),
  vocabulary: z.record(z.string().min(1), z.array(z.string().min(1)).min(1)).default({}),
  recordings: z
    .strictObject({
      namePatterns: z.array(namePattern).default([]),
      /** The caller is on the left, as most telephone systems record: the customer of an inbound call, else the operator. */
      operatorChannel: z
        .strictObject({
          inbound: channelNumber.default(1),
          outbound: channelNumber.default(0),
          internal: channelNumber.default(0),
        })
        .prefault({}),
      expected: z.boolean().default(true),
      withoutHeader: rawAudioRule,
    })
    .prefault({}),
  scorecards: z.array(scorecardRule).default([]),
  imports: importRules,
  asterisk: asteriskFacts,
});

const projectsFile: z.ZodType<{ readonly projects: readonly Project[] }> = z.strictObject({
  projects: z.array(project).min(1),
});

/** As much of projects.yaml as the checks between its parts need, whatever the rest looks like. */
const outline = z.object({
  projects: z.array(
    z
      .object({
        id: z.string().nullable().catch(null),
        scorecards: z.array(scorecardRule.nullable().catch(null)).catch([]),
      })
      .catch({ id: null, scorecards: [] }),
  ),
});

/**
 * projects.yaml: `projects:` with a list. Only id, name, timeZone and languages must be given. All faults at once, each
 * with file, line and path.
 */
export function parseProjects(text: string, file: string): Parsed<readonly Project[]> {
  const parsed = parseYaml(text, file, projectsFile, faultsAcross);
  return parsed.ok ? { ok: true, value: parsed.value.projects } : parsed;
}

/** Two projects of one id, and a scorecard rule that stands twice: its calls would be scored twice. */
function faultsAcross(content: unknown): readonly YamlFault[] {
  const parsed = outline.safeParse(content);
  if (!parsed.success) return [];
  const { projects } = parsed.data;
  const ids = repeatsOf(projects.map(({ id }) => id)).map(({ index, key }) => ({
    path: ['projects', index, 'id'],
    problem: `"${key}" is the id of another project too`,
  }));
  const rules = projects.flatMap(({ scorecards }, project) =>
    repeatsOf(scorecards.map((rule) => rule && ruleKey(rule))).map(({ index, first }) => ({
      path: ['projects', project, 'scorecards', index],
      problem: `is the same rule as scorecards.${first}`,
    })),
  );
  return [...ids, ...rules];
}

/** Keys that stood earlier in the list already, with both places; null is no key. */
function repeatsOf(
  keys: readonly (string | null)[],
): readonly { readonly key: string; readonly index: number; readonly first: number }[] {
  return keys.flatMap((key, index) => {
    const first = keys.indexOf(key);
    return key === null || first === index ? [] : [{ key, index, first }];
  });
}

/** Equal for rules that hold for the same calls, in whatever order they list them. */
function ruleKey({ scorecard, directions, channels, queues }: z.infer<typeof scorecardRule>): string {
  return JSON.stringify([scorecard, ...[directions, channels, queues].map((names) => [...new Set(names)].sort())]);
}

function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return pattern.includes('(?<callId>');
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
