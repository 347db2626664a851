import { readFileSync } from 'node:fs';
import { judgingOf, scoreWith, toneWith, type Configured, type ScorecardInUse } from '../../configured.ts';
import type { Call } from '../../ingest/call.ts';
import type { OperatorLookup } from '../../ingest/operator.ts';
import type { Operator } from '../../ingest/operator.ts';
import { operatorLookup } from '../../ingest/operators.ts';
import type { Project } from '../../ingest/project.ts';
import {
  DEFAULT_KAFKA_SETTINGS,
  INPUT_TOPICS,
  type InputTopic,
  type KafkaSettings,
} from '../../ingest/kafka/kafka-settings.ts';
import { NO_RECORDING_SOURCES } from '../../ingest/recordings/recording-sources.ts';
import { parseProjects } from '../../ingest/projects.ts';
import type { TopicContext } from '../../ingest/topic-message.ts';
import type { Transcript } from '../../ingest/transcript.ts';
import type { Score } from '../../lines.ts';
import type { Judging } from '../../queries/calls-to-score.ts';
import type { Evaluation } from '../../score/evaluation.ts';
import { parseScorecard, scorecardHash } from '../../score/scorecard.ts';
import { lexiconsOf } from '../../score/tone/lexicon.ts';
import { parseToneList } from '../../score/tone/tone-list.ts';
import type { CallTone } from '../../score/tone/tone.ts';
import type { Parsed } from '../../ingest/yaml.ts';

/** Two invented projects: in the shop the direction decides on which channel the operator is; in the clinic one queue is judged. */
const PROJECTS = `projects:
  - id: shop
    name: Shop
    timeZone: Europe/Sofia
    languages: [en]
    country: BG
    recordings:
      namePatterns: ['^(?<callId>q-\\d+)-take\\d$']
    scorecards:
      - { scorecard: simulated }
  - id: clinic
    name: Clinic
    timeZone: Europe/Warsaw
    languages: [en]
    country: PL
    recordings:
      operatorChannel: { inbound: 0, outbound: 0, internal: 0 }
    scorecards:
      - { scorecard: simulated, queues: [sales] }
`;

const SCORECARD = `id: simulated
version: 1
titles: { en: Simulated }
languages: [en]
coverageFloor: 0
sections:
  - id: talk
    titles: { en: Talk }
    criteria:
      - id: greeting
        titles: { en: Greets }
        weight: 10
        says: { en: [good morning] }
      - id: share
        titles: { en: Lets the customer talk }
        weight: 5
        measure: { name: operatorTalkShare, atMost: 0.9 }
`;

/** Who is not on the list is nobody: an alias that makes the lookup fail, as a defect of ours would. */
export const DEFECT = 'the alias of a defect';

function parsed<T>(result: Parsed<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.faults.join('\n'));
}

const projects: ReadonlyMap<string, Project> = new Map(
  parsed(parseProjects(PROJECTS, 'projects.yaml')).map((project) => [project.id, project]),
);

const operators: readonly Operator[] = [...projects.keys()].flatMap((project) =>
  ['A', 'B', 'C'].map((letter) => ({
    operatorId: operatorIdOf(project, letter),
    project,
    name: `Operator ${letter}`,
    team: '',
    site: '',
    role: 'operator' as const,
    hired: '',
    left: '',
    aliases: [{ alias: letter, validFrom: null, validTo: null }],
  })),
);

export function operatorIdOf(project: string, alias: string): string {
  return `${project}-${alias.toLowerCase()}`;
}

const lookups = new Map(
  [...projects.values()].map((project): [string, OperatorLookup] => {
    const known = operatorLookup(operators, project);
    return [
      project.id,
      (alias, at) => {
        if (alias === DEFECT) throw new TypeError('a defect');
        return known(alias, at);
      },
    ];
  }),
);

export const lookup = ({ id }: Project): OperatorLookup => {
  const known = lookups.get(id);
  if (known === undefined) throw new Error(`no operators of ${id}`);
  return known;
};

export function projectOf(id: string): Project {
  const project = projects.get(id);
  if (project === undefined) throw new Error(`no project ${id}`);
  return project;
}

const inUse: ScorecardInUse = {
  scorecard: parsed(parseScorecard(SCORECARD, 'simulated.yaml')),
  hash: scorecardHash(SCORECARD),
  yaml: SCORECARD,
};
const TONE_LIST = new URL('../../scorecards/tone/en.yaml', import.meta.url);
const configured: Configured = {
  projects,
  scorecards: new Map([[inUse.scorecard.id, inUse]]),
  operators,
  lookup,
  lexicons: lexiconsOf([parsed(parseToneList(readFileSync(TONE_LIST, 'utf8'), 'en.yaml'))]),
  kafka: DEFAULT_KAFKA_SETTINGS,
  recordingSources: NO_RECORDING_SOURCES,
};
export const score: Score = scoreWith(configured);
export const tone = toneWith(configured);

/** What the evaluations of a call must be: none for one that is part of another, nor where no scorecard is meant. */
export function expectedEvaluations(call: Call, transcripts: readonly Transcript[]): readonly Evaluation[] {
  if (call.mergedInto !== '') return [];
  const heard = transcripts.map(({ recordingId, version }) => `${recordingId} ${version}`).join();
  const known = expected.get(call);
  if (known?.heard === heard) return known.evaluations;
  const evaluations = score(call, transcripts) ?? [];
  expected.set(call, { heard, evaluations });
  return evaluations;
}

/** What the tone of a call must be: that of silence where nothing is scored. */
export function expectedTone(call: Call, transcripts: readonly Transcript[]): CallTone {
  return tone(call, expectedEvaluations(call, transcripts).length === 0 ? [] : transcripts);
}
/** Rows never change, so that what was worked out of one holds. */
const expected = new WeakMap<Call, { readonly heard: string; readonly evaluations: readonly Evaluation[] }>();

export const JUDGING: Judging = judgingOf(configured);

const MINUTE_MS = 60_000;
/** A recording that has not come after this long is given up; everything that comes at all comes earlier. */
export const GIVE_UP_MS = 120 * MINUTE_MS;
export const MAX_MESSAGE_BYTES = 4_000;

/** Small numbers of everything, so that partitions, batches and slots meet their limits. */
export function settingsOf(batch: KafkaSettings['batch'], partitions: number): KafkaSettings {
  const small = <T extends { readonly partitions: number }>(topic: T): T => ({ ...topic, partitions });
  const { topics, retries } = DEFAULT_KAFKA_SETTINGS;
  return {
    ...DEFAULT_KAFKA_SETTINGS,
    maxMessageBytes: MAX_MESSAGE_BYTES,
    topics: {
      cdr: small(topics.cdr),
      queueEvents: small(topics.queueEvents),
      operatorStates: small(topics.operatorStates),
      messages: small(topics.messages),
      recordings: small(topics.recordings),
      toScore: small(topics.toScore),
      toRescore: small(topics.toRescore),
      dead: { ...topics.dead, partitions: 1 },
    },
    retries: retries.slice(0, 2).map(({ topic, delayMs }) => ({ topic: small(topic), delayMs })),
    giveUpAfterMs: GIVE_UP_MS,
    batch,
  };
}

export function contextOf(settings: KafkaSettings): Omit<TopicContext, 'input' | 'now'> {
  return { settings, projects, lookup, secretOf: (project) => `a secret for ${project}` };
}

export const INPUTS: readonly (InputTopic | 'recordings')[] = [...INPUT_TOPICS, 'recordings'];
