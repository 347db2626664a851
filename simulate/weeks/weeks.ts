import type { Operator } from '../../ingest/operator.ts';
import type { Project } from '../../ingest/project.ts';
import {
  NO_FAULTS,
  type Faults,
  type SimulatedProject,
  type SimulatedQueue,
  type SimulateOptions,
} from '../options.ts';
import { streamOf } from '../sending.ts';
import type { SentMessage } from '../sent-message.ts';
import { simulate, type Simulation } from '../simulate.ts';
import type { TruthCall } from '../truth.ts';
import { CREW, operatorsAt, SITES, type Site } from './crew.ts';
import { saidInScript, saysByScript, type ScriptedTalk } from './script.ts';

/** Every call of the weeks is in this project and campaign, so that none is taken for one that was really made. */
export const SIMULATED = 'shop-simulated';
export const CAMPAIGN = 'simulated';

/**
 * Eight weeks of an invented shop: clocks are put back on 26 October, a trunk fails on 12 November, and Black Friday is
 * the 28th. Fixed days in the past, so that every run tells the same.
 */
export const WEEKS = {
  startDay: '2025-10-06',
  days: 56,
  clocksChange: '2025-10-26',
  outage: { day: '2025-11-12', fromMinutes: 10 * 60 + 40, toMinutes: 15 * 60 + 20 },
  blackFriday: { day: '2025-11-28', factor: 5 },
  /** As samples/projects.yaml has it; whoever calls at other times may be answered all the same. */
  open: { fromMinutes: 9 * 60, toMinutes: 21 * 60 },
  holiday: { day: '2025-11-01', fromMinutes: 10 * 60, toMinutes: 16 * 60 },
  /** A Monday at noon, when those who were missed in the morning still wait to be called back. */
  listed: { day: '2025-10-27', minutes: 12 * 60 },
} as const;

/** Open from nine to nine: lunch is a dip, the evening fades, at night somebody finds nobody. */
const HOURS: readonly number[] = [
  ...[0.3, 0.2, 0.2, 0.3, 0.2, 0.2, 0.3, 0.6, 2, 9, 12, 12.5],
  ...[10, 7.5, 10, 11, 10.5, 9.5, 8, 7, 5, 2, 0.8, 0.5],
];

const QUEUES: readonly SimulatedQueue[] = [
  { name: 'sales', share: 7, timeoutMs: 150_000, overflowTo: 'support' },
  { name: 'support', share: 3, timeoutMs: 240_000, overflowTo: '' },
];

/** Sofia has an Asterisk, whose queue_log tells of queues and operators; Varna a system that writes it all into a CDR. */
const AT: Readonly<Record<Site, Pick<SimulatedProject, 'style' | 'callsPerDay' | 'outage'>>> = {
  Sofia: { style: 'queue_log', callsPerDay: 72, outage: WEEKS.outage },
  Varna: { style: 'record', callsPerDay: 48 },
};

/** A seed with which somebody rings at three in the night in which it is three twice, once in either. */
function seedAt(site: Site): string {
  return `eight weeks 181, ${site}`;
}

/** About five conversations a day leave a transcript. */
const JUDGED = 0.055;

/** The weeks as their two telephone systems tell them, in sending order, and what is true of them. */
export function simulatedWeeks(
  project: Project,
  operators: readonly Operator[],
  { faults = NO_FAULTS, days = WEEKS.days }: { readonly faults?: Faults; readonly days?: number } = {},
): Simulation {
  const [sofia, varna] = SITES.map((site) => simulate(optionsAt(site, { project, operators, faults, days })));
  if (sofia === undefined || varna === undefined) throw new RangeError('two sites');
  return {
    messages: { [Symbol.iterator]: () => inOrder(sofia.messages, varna.messages) },
    truth: {
      ...sofia.truth,
      calls: [...sofia.truth.calls, ...varna.truth.calls],
      states: [...sofia.truth.states, ...varna.truth.states],
      deadLetters: [...sofia.truth.deadLetters, ...varna.truth.deadLetters],
    },
  };
}

function optionsAt(
  site: Site,
  {
    project,
    operators,
    faults,
    days,
  }: {
    readonly project: Project;
    readonly operators: readonly Operator[];
    readonly faults: Faults;
    readonly days: number;
  },
): SimulateOptions {
  const simulated: SimulatedProject = {
    ...AT[site],
    project,
    queues: QUEUES,
    chatQueue: '',
    operators: operatorsAt(site, operators),
    skills: new Map(CREW.map(({ operatorId, ...skill }) => [operatorId, skill])),
    hours: HOURS,
    campaign: CAMPAIGN,
    says: saysByScript,
  };
  return {
    seed: seedAt(site),
    startDay: WEEKS.startDay,
    days,
    projects: [simulated],
    peak: WEEKS.blackFriday,
    samples: [],
    judged: JUDGED,
    faults,
  };
}

/** Two streams that are each in the order of time, as one. */
function* inOrder(left: Iterable<SentMessage>, right: Iterable<SentMessage>): Generator<SentMessage> {
  const others = right[Symbol.iterator]();
  let other = others.next();
  for (const one of left) {
    for (; other.done !== true && other.value.atMs < one.atMs; other = others.next()) yield other.value;
    yield one;
  }
  for (; other.done !== true; other = others.next()) yield other.value;
}

/** What each operator did of the script in a call that left a transcript; who spoke twice in it is left out. */
export function pointsIn(call: TruthCall): ReadonlyMap<string, ScriptedTalk['points']> {
  const random = streamOf({ seed: seedAt(siteOf(call)), project: SIMULATED }, 'said', call.callId);
  const talks = call.legs
    .filter(({ answeredAt }) => answeredAt !== null)
    .map(({ operatorId, talkMs }) => ({
      operatorId,
      points: saidInScript({ operatorId, talkMs: talkMs ?? 0 }, call.language, random).points,
    }));
  const byOperator = Map.groupBy(talks, ({ operatorId }) => operatorId);
  return new Map([...byOperator].flatMap(([id, own]) => (own.length === 1 && own[0] ? [[id, own[0].points]] : [])));
}

/** The site that took or missed a call, by the form of its id. */
function siteOf({ callId }: Pick<TruthCall, 'callId'>): Site {
  return callId.startsWith('c-') ? 'Varna' : 'Sofia';
}
