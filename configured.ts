import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EtalonError } from './errors.ts';
import type { Call } from './ingest/call.ts';
import { DEFAULT_KAFKA_SETTINGS, parseKafkaSettings, type KafkaSettings } from './ingest/kafka/kafka-settings.ts';
import { operatorLookup, parseOperators } from './ingest/operators.ts';
import type { Operator, OperatorLookup } from './ingest/operator.ts';
import type { Project } from './ingest/project.ts';
import { parseProjects } from './ingest/projects.ts';
import {
  NO_RECORDING_SOURCES,
  parseRecordingSources,
  type RecordingSources,
} from './ingest/recordings/recording-sources.ts';
import type { Parsed } from './ingest/yaml.ts';
import type { Judging } from './queries/calls-to-score.ts';
import { evaluatorOf, type Evaluate } from './score/evaluate.ts';
import type { Score } from './lines.ts';
import type { StoredScorecard } from './store/store.ts';
import { readToneLists } from './tone-lists.ts';
import { WORDS_MODEL } from './score/tone/tone.ts';
import { toneJudgeOf, type JudgeTone } from './score/tone/call-tone.ts';
import type { Lexicons } from './score/tone/lexicon.ts';
import { parseScorecard, scorecardHash, vocabularyOf, type Scorecard } from './score/scorecard.ts';

const SHIPPED_SCORECARDS = join(import.meta.dirname, 'scorecards');

export type ScorecardInUse = { readonly scorecard: Scorecard; readonly hash: string; readonly yaml: string };

/** What the configuration folder says, checked as a whole. */
export type Configured = {
  readonly projects: ReadonlyMap<string, Project>;
  readonly operators: readonly Operator[];
  readonly scorecards: ReadonlyMap<string, ScorecardInUse>;
  readonly lookup: (project: Project) => OperatorLookup;
  /** The wordings by which tone is judged. */
  readonly lexicons: Lexicons;
  readonly kafka: KafkaSettings;
  readonly recordingSources: RecordingSources;
};

/**
 * Reads projects.yaml, operators.csv (may be missing: then every operator is provisional) and the scorecards: those that
 * are shipped, and those in scorecards/ of the folder, which win by id; tone/ below each holds the lists of wordings, by
 * language.
 * @throws EtalonError CONFIG_FILE_MISSING, or CONFIG_INVALID with every fault of every file, a line each.
 */
export function readConfigured(configDir: string): Configured {
  const projectsFile = join(configDir, 'projects.yaml');
  if (!existsSync(projectsFile)) throw new EtalonError('CONFIG_FILE_MISSING', { file: projectsFile });
  const operatorsFile = join(configDir, 'operators.csv');
  const projects = parseProjects(readFileSync(projectsFile, 'utf8'), 'projects.yaml');
  const operators = existsSync(operatorsFile)
    ? parseOperators(readFileSync(operatorsFile, 'utf8'), 'operators.csv', projects.ok ? projects.value : null)
    : { ok: true as const, value: [] };
  const kafka = readOptional(configDir, 'kafka.yaml', parseKafkaSettings, DEFAULT_KAFKA_SETTINGS);
  const sources = readOptional(configDir, 'recording-sources.yaml', parseRecordingSources, NO_RECORDING_SOURCES);
  const scorecards = readScorecards([SHIPPED_SCORECARDS, join(configDir, 'scorecards')]);
  const tone = readToneLists(SHIPPED_SCORECARDS, join(configDir, 'scorecards'));

  const known = new Map((projects.ok ? projects.value : []).map((project) => [project.id, project]));
  const people = operators.ok ? operators.value : [];
  const faults = [
    ...(projects.ok ? [] : projects.faults),
    ...(operators.ok ? [] : operators.faults),
    ...kafka.faults,
    ...sources.faults,
    ...scorecards.faults,
    ...tone.faults,
    ...(projects.ok ? crossFaults([...known.values()], scorecards.inUse) : []),
  ];
  if (faults.length > 0) throw new EtalonError('CONFIG_INVALID', { faults: faults.join('\n') });

  const lookups = new Map([...known.values()].map((project) => [project.id, operatorLookup(people, project)]));
  return {
    projects: known,
    operators: people,
    scorecards: scorecards.inUse,
    lexicons: tone.lexicons,
    lookup: (project) => lookups.get(project.id) ?? operatorLookup([], project),
    kafka: kafka.value,
    recordingSources: sources.value,
  };
}

/** A file of the folder that may be missing: then all of it has its default. */
function readOptional<T>(
  folder: string,
  name: string,
  parse: (text: string, file: string) => Parsed<T>,
  otherwise: T,
): { readonly value: T; readonly faults: readonly string[] } {
  const file = join(folder, name);
  if (!existsSync(file)) return { value: otherwise, faults: [] };
  const parsed = parse(readFileSync(file, 'utf8'), name);
  return parsed.ok ? { value: parsed.value, faults: [] } : { value: otherwise, faults: parsed.faults };
}

/** @throws EtalonError PROJECT_UNKNOWN, which names those that are known. */
export function projectOf({ projects }: Pick<Configured, 'projects'>, id: string): Project {
  const project = projects.get(id);
  if (project !== undefined) return project;
  throw new EtalonError('PROJECT_UNKNOWN', { project: id, known: [...projects.keys()].join(', ') });
}

/** The scorecard that judges a call: the first rule of its project that fits; null when none is meant for such calls. */
function scorecardFor(call: Call, project: Project, scorecards: Configured['scorecards']): ScorecardInUse | null {
  const queues = new Set(call.queueEntries.map((entry) => entry.queue));
  const rule = project.scorecards.find(
    (r) =>
      (r.directions.length === 0 || r.directions.includes(call.direction)) &&
      (r.channels.length === 0 || r.channels.includes(call.channel)) &&
      (r.queues.length === 0 || r.queues.some((queue) => queues.has(queue))),
  );
  return rule === undefined ? null : (scorecards.get(rule.scorecard) ?? null);
}

function readScorecards(folders: readonly string[]): {
  readonly inUse: ReadonlyMap<string, ScorecardInUse>;
  readonly faults: readonly string[];
} {
  const inUse = new Map<string, ScorecardInUse>();
  const faults: string[] = [];
  for (const folder of folders.filter((path) => existsSync(path)))
    for (const name of readdirSync(folder)
      .filter((n) => n.endsWith('.yaml'))
      .sort()) {
      const yaml = readFileSync(join(folder, name), 'utf8');
      const parsed = parseScorecard(yaml, `scorecards/${name}`);
      if (parsed.ok) inUse.set(parsed.value.id, { scorecard: parsed.value, hash: scorecardHash(yaml), yaml });
      else faults.push(...parsed.faults);
    }
  return { inUse, faults };
}

/** Faults between files: a rule that names no scorecard, a word that a scorecard needs and a project lacks. */
function crossFaults(projects: readonly Project[], scorecards: ReadonlyMap<string, ScorecardInUse>): readonly string[] {
  const faults = projects.flatMap((project) =>
    project.scorecards.flatMap(({ scorecard }) => {
      const found = scorecards.get(scorecard);
      const place = `projects.yaml: project ${project.id}`;
      if (found === undefined)
        return [`${place}: there is no scorecard "${scorecard}"; there are ${[...scorecards.keys()].join(', ')}`];
      return vocabularyOf(found.scorecard)
        .filter((word) => (project.vocabulary[word] ?? []).length === 0)
        .map((word) => `${place}: scorecard "${scorecard}" needs vocabulary.${word}, which is missing`);
    }),
  );
  return [...new Set(faults)];
}

/** Which calls are judged by what, as the queries for unscored calls take it. */
export function judgingOf({
  projects,
  scorecards,
  lexicons,
}: Pick<Configured, 'projects' | 'scorecards' | 'lexicons'>): Judging {
  const rules = [...projects.values()].flatMap((project) => project.scorecards.map((rule) => ({ project, rule })));
  return {
    scorecards: [...scorecards.values()].map(({ hash }) => hash),
    toneModel: WORDS_MODEL,
    toneLists: lexicons.hash,
    ruleProjects: rules.map(({ project }) => project.id),
    ruleDirections: rules.map(({ rule }) => rule.directions),
    ruleChannels: rules.map(({ rule }) => rule.channels),
    ruleQueues: rules.map(({ rule }) => rule.queues),
  };
}

/** What judges the tone of calls by the lists in use: the shipped ones, and the configuration's, which win by language. */
export function toneWith({ lexicons }: Pick<Configured, 'lexicons'>): JudgeTone {
  return toneJudgeOf(lexicons);
}

/** The scorecards as they are stored, so that an old score can be explained. */
export function storedScorecards({ scorecards }: Configured): readonly StoredScorecard[] {
  return [...scorecards.values()].map(({ scorecard, hash, yaml }) => {
    return { scorecardId: scorecard.id, version: scorecard.version, hash, yaml };
  });
}

/** What evaluates calls by the configuration; null for calls that no scorecard is meant for. */
export function scoreWith({ projects, scorecards }: Configured): Score {
  // Phrases are made ready once a project and scorecard.
  const ready = new Map<string, Evaluate>();
  return (call, transcripts) => {
    const project = projects.get(call.project);
    const inUse = project === undefined ? null : scorecardFor(call, project, scorecards);
    if (project === undefined || inUse === null) return null;
    const { scorecard, hash } = inUse;
    const key = JSON.stringify([project.id, scorecard.id]);
    const evaluate = ready.get(key) ?? evaluatorOf({ scorecard, scorecardHash: hash, project });
    ready.set(key, evaluate);
    return evaluate(call, transcripts);
  };
}
