import type { Operator } from '../ingest/operator.ts';
import type { Project } from '../ingest/project.ts';
import { BUSIEST_HOUR } from './arrivals.ts';
import { DAY_MS, momentOf } from './local-time.ts';
import {
  AVERAGE_SKILL,
  STYLES,
  type SimulatedProject,
  type SimulatedQueue,
  type SimulateOptions,
  type Skill,
  type Style,
} from './options.ts';

/** Somebody who takes calls, and how the simulation lets them work. */
export type CrewMember = {
  readonly operatorId: string;
  /** The name under which the telephone system knows them. */
  readonly alias: string;
  /** Queues they take calls of; none for those who write chats. */
  readonly queues: readonly string[];
  /** Place among their like: spreads shifts, days off and queues over the crew. */
  readonly nth: number;
  readonly skill: Skill;
};

export type Crew = { readonly voice: readonly CrewMember[]; readonly chat: readonly CrewMember[] };

/** What share of a project's conversations is of which kind. */
export const MIX = { outbound: 0.12, chat: 0.1 } as const;

/** Talk, hold and ACW of a call on average, from which the crew is sized. */
const HANDLE_HOURS = 250 / 3600;
/** Of the crew this share is at work in the busiest hour of a weekday: shifts are staggered, and each has two days off. */
const AT_WORK = 0.42;
const OCCUPIED = 0.8;
const CHATS_PER_OPERATOR = 40;

/** Queues of a project that says nothing of its own: the largest overflows into the second. */
const QUEUES: readonly SimulatedQueue[] = [
  { name: 'sales', share: 5, timeoutMs: 120_000, overflowTo: 'orders' },
  { name: 'orders', share: 3, timeoutMs: 180_000, overflowTo: '' },
  { name: 'support', share: 2, timeoutMs: null, overflowTo: '' },
];

/** Configured projects as simulated ones: the styles in turn, the usual queues, the traffic shared out equally. */
export function simulatedProjects(
  projects: readonly Project[],
  operators: readonly Operator[],
  callsPerDay: number,
): readonly SimulatedProject[] {
  return projects.map((project, nth) => ({
    project,
    style: STYLES[nth % STYLES.length] ?? 'record',
    callsPerDay: callsPerDay / projects.length,
    queues: QUEUES,
    chatQueue: 'chat',
    operators: operators.filter((one) => one.project === project.id && one.role === 'operator'),
  }));
}

/** Who works in a project: those it names, or as many as its traffic needs. */
export function crewOf(simulated: SimulatedProject, options: Pick<SimulateOptions, 'startDay' | 'days'>): Crew {
  const people = simulated.operators.length > 0 ? simulated.operators : madeUp(simulated);
  const fromMs = momentOf(options.startDay, 0, simulated.project.timeZone) - DAY_MS;
  const toMs = fromMs + (options.days + 4) * DAY_MS;
  const known = people.map((person) => ({ person, alias: aliasOf(person, fromMs, toMs) }));
  const chats = simulated.chatQueue !== '';
  const isChat = ({ person }: (typeof known)[number]): boolean => chats && person.team === 'chat';
  const member = ({ person, alias }: (typeof known)[number], nth: number, queues: readonly string[]): CrewMember => {
    const skill = simulated.skills?.get(person.operatorId) ?? AVERAGE_SKILL;
    return { operatorId: person.operatorId, alias, queues, nth, skill };
  };
  return {
    voice: known
      .filter((one) => !isChat(one))
      .map((one, nth) => member(one, nth, queuesOf(simulated, nth, known.length))),
    chat: known.filter(isChat).map((one, nth) => member(one, nth, [])),
  };
}

/** The operators that are made up for projects which name none: the operators.csv that Etalon must be given with them. */
export function crewOperators(options: Pick<SimulateOptions, 'projects'>): readonly Operator[] {
  return options.projects.filter(({ operators }) => operators.length === 0).flatMap(madeUp);
}

function madeUp(simulated: SimulatedProject): readonly Operator[] {
  const { callsPerDay, chatQueue, queues } = simulated;
  const erlangs = callsPerDay * BUSIEST_HOUR * 1.3 * HANDLE_HOURS;
  const voice = Math.max(2 * queues.length, Math.ceil((erlangs / OCCUPIED + 1) / AT_WORK));
  const chat = chatQueue === '' ? 0 : 2 + Math.ceil((callsPerDay * MIX.chat) / CHATS_PER_OPERATOR);
  return [
    ...Array.from({ length: voice }, (_, nth) => person(simulated, nth, 'voice')),
    ...Array.from({ length: chat }, (_, nth) => person(simulated, nth, 'chat')),
  ];
}

const PREFIX: Readonly<Record<Style, string>> = { record: 'ext-', short: 'agent ', queue_log: 'SIP/' };

function person({ project, style }: SimulatedProject, nth: number, team: 'voice' | 'chat'): Operator {
  const number = String(nth + 101);
  return {
    operatorId: `${project.id}-${team}-${number}`,
    project: project.id,
    name: `Operator ${number} (${team})`,
    team,
    site: '',
    role: 'operator',
    hired: '',
    left: '',
    aliases: [{ alias: team === 'chat' ? `chat/${number}` : PREFIX[style] + number, validFrom: null, validTo: null }],
  };
}

/** A name that is theirs from before the simulation until after it; an operator's id always is. */
function aliasOf({ operatorId, aliases }: Operator, fromMs: number, toMs: number): string {
  const lasting = aliases.find(
    ({ validFrom, validTo }) => (validFrom ?? -Infinity) <= fromMs && (validTo ?? Infinity) >= toMs,
  );
  return lasting?.alias ?? operatorId;
}

/** Of a crew this small everybody knows every queue, or evenings would have nobody for some. */
const SMALL_CREW = 16;

/** Every third knows all queues, the others one, so that each queue has its own people. */
function queuesOf({ queues }: SimulatedProject, nth: number, crewSize: number): readonly string[] {
  const names = queues.map(({ name }) => name);
  if (nth % 3 === 0 || crewSize <= SMALL_CREW) return names;
  const total = queues.reduce((sum, { share }) => sum + share, 0);
  // Ten in a row are shared out over the queues by what these are asked for; 7 and 10 have no common divisor.
  let left = (((nth * 7) % 10) / 10) * total;
  const own = queues.find(({ share }) => (left -= share) < 0) ?? queues.at(-1);
  return own === undefined ? [] : [own.name];
}
