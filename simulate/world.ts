import type { EpochMs } from '../ingest/call.ts';
import { arrivals } from './arrivals.ts';
import { crewOf, MIX, type Crew, type CrewMember } from './centre.ts';
import { chatOf, type ChatCrew } from './chats.ts';
import { correctionOf } from './corrections.ts';
import { callerOf } from './customers.ts';
import { dial } from './dialling.ts';
import { later, type Floor } from './floor.ts';
import type { Happened } from './happened.ts';
import { dayAfter, MINUTE_MS, momentOf, SECOND_MS } from './local-time.ts';
import { observed } from './observed.ts';
import { closedCall, type OpenCall } from './open-call.ts';
import type { SampleRecording, SimulatedProject, SimulateOptions } from './options.ts';
import { openPosts, type StateChange } from './posts.ts';
import { below, between, chance, pick, pickWeighted, randomStream, type Random } from './random.ts';
import { shiftsOf } from './shifts.ts';
import { timeline, type Timeline } from './timeline.ts';
import type { TruthCall } from './truth.ts';
import { openQueues } from './waiting.ts';

/** What happened in a project: its conversations, and what its operators did outside them. */
export type World = {
  readonly happened: readonly Happened[];
  readonly changes: readonly StateChange[];
  readonly crew: Crew;
};

/** How often customers whom nobody answered ring again, or are rung back. */
const RING_AGAIN = 0.25;
const RUNG_BACK = 0.2;
const RUNG_BACK_ON_KEY = 0.9;

type Customer = Pick<OpenCall, 'customer' | 'language' | 'parentCallId'>;

/** What the parts of a project's world share while it runs. */
type Stage = {
  readonly simulated: SimulatedProject;
  readonly options: SimulateOptions;
  readonly stream: (...names: readonly string[]) => Random;
  readonly time: Timeline;
  readonly floor: Floor;
  readonly happened: Happened[];
  readonly crew: Crew;
  /** After the last day nobody calls any more. */
  readonly untilMs: EpochMs;
  /** While no call can come in or go out. */
  readonly cutOff: { readonly fromMs: EpochMs; readonly toMs: EpochMs } | null;
  /** Calls begun so far: part of their ids. */
  begun: number;
};

/** Lets a project's days pass. */
export function worldOf(simulated: SimulatedProject, options: SimulateOptions): World {
  const { project, style, callsPerDay } = simulated;
  const { timeZone } = project;
  const stream = (...names: readonly string[]): Random => randomStream(options.seed, project.id, ...names);
  const grainMs = style === 'queue_log' ? SECOND_MS : 1;
  const crew = crewOf(simulated, options);
  const time = timeline(grainMs);
  const atWork = (member: CrewMember): ChatCrew[number] => ({
    member,
    shifts: shiftsOf(member, options, { timeZone, random: stream('shifts', member.operatorId) }),
  });
  const chatCrew = crew.chat.map(atWork);
  const queues = openQueues(() => stage.floor);
  const posts = openPosts({
    time,
    crew: [...crew.voice.map(atWork), ...chatCrew],
    grainMs,
    leavesPaused: (member) => leavesPaused(simulated, member),
    onIdle: queues.serveBy,
    onUnstaffed: queues.dismiss,
  });
  const stage: Stage = {
    simulated,
    options,
    stream,
    time,
    floor: {
      time,
      grainMs,
      simulated,
      posts,
      enter: queues.enter,
      sampleFor: (call) => sampleFor(call, options.samples),
      done: (call, endedAt) => {
        done(stage, call, endedAt);
      },
    },
    happened: [],
    crew,
    untilMs: momentOf(dayAfter(options.startDay, options.days), 0, timeZone),
    cutOff: cutOffOf(simulated),
    begun: 0,
  };
  const chatShare = simulated.chatQueue === '' ? 0 : MIX.chat;
  planInbound(stage, callsPerDay * (1 - MIX.outbound - chatShare));
  planOutbound(stage, callsPerDay * MIX.outbound);
  planChats(stage, chatCrew, callsPerDay * chatShare);
  time.run();
  return { happened: stage.happened, changes: posts.changes, crew };
}

function cutOffOf({ outage, project: { timeZone } }: SimulatedProject): Stage['cutOff'] {
  if (outage === undefined) return null;
  const { day, fromMinutes, toMinutes } = outage;
  return { fromMs: momentOf(day, fromMinutes, timeZone), toMs: momentOf(day, toMinutes, timeZone) };
}

/** Where a log-out is told for the same queues as the pause, it ends the pause too. */
export function leavesPaused({ style }: SimulatedProject, { queues, nth }: CrewMember): boolean {
  if (queues.length === 0 || style === 'record') return true;
  return style === 'queue_log' && nth % 2 === 0;
}

function planInbound(stage: Stage, perDay: number): void {
  const { simulated, options, stream, time } = stage;
  const random = stream('inbound');
  for (const at of arrivals(options, {
    perDay,
    timeZone: simulated.project.timeZone,
    random,
    hours: simulated.hours,
  })) {
    const queue = pickWeighted(random, simulated.queues, ({ share }) => share).name;
    const customer = { customer: callerOf(random), language: languageOf(simulated, random), parentCallId: '' };
    time.at(at, () => {
      ringIn(stage, customer, queue);
    });
  }
}

/** A customer rings, hears the announcement, and joins the queue. */
function ringIn(stage: Stage, customer: Customer, queue: string): void {
  const { floor } = stage;
  if (isCutOff(stage)) return;
  const call = beginCall(stage, 'inbound', customer);
  later(floor, call.ivrMs ?? 0, () => {
    floor.enter(call, queue);
  });
}

/** Somebody who is idle rings a customer. */
function ringOut(stage: Stage, customer: Customer): void {
  if (!isCutOff(stage)) dial(stage.floor, () => beginCall(stage, 'outbound', customer));
}

function isCutOff({ time, cutOff }: Stage): boolean {
  return cutOff !== null && time.now() >= cutOff.fromMs && time.now() < cutOff.toMs;
}

function planOutbound(stage: Stage, perDay: number): void {
  const { simulated, options, stream, time } = stage;
  const random = stream('outbound');
  for (const at of arrivals(options, {
    perDay,
    timeZone: simulated.project.timeZone,
    random,
    hours: simulated.hours,
  })) {
    const customer = { customer: callerOf(random), language: languageOf(simulated, random), parentCallId: '' };
    time.at(at, () => {
      ringOut(stage, customer);
    });
  }
}

function planChats(stage: Stage, crew: ChatCrew, perDay: number): void {
  const { simulated, options, stream } = stage;
  const moments = arrivals(options, { perDay, timeZone: simulated.project.timeZone, random: stream('chats') });
  for (const [nth, at] of moments.entries()) {
    const callId = `chat-${String(nth + 1).padStart(7, '0')}`;
    stage.happened.push(chatOf({ simulated, crew, callId, at, random: stream('chat', callId) }));
  }
}

function beginCall(stage: Stage, direction: OpenCall['direction'], customer: Customer): OpenCall {
  const { simulated, options, stream, time, floor } = stage;
  const startedAt = time.now();
  const number = ++stage.begun;
  const isLog = simulated.style === 'queue_log';
  const callId = isLog ? `${String(startedAt / SECOND_MS)}.${String(number)}` : `c-${String(number).padStart(7, '0')}`;
  const random = stream('call', callId);
  const ivrMs = Math.ceil(between(random, 3_000, 30_000) / floor.grainMs) * floor.grainMs;
  return {
    ...customer,
    project: simulated.project.id,
    callId,
    direction,
    startedAt,
    ivrMs: direction === 'inbound' ? ivrMs : null,
    random,
    entries: [],
    legs: [],
    transfersLeft: simulated.style === 'short' || direction === 'outbound' ? 0 : 2,
    toJudge: chance(random, options.judged),
    hangupBy: '',
    sample: null,
  };
}

/** A call has ended: it is noted, and may make others. */
function done(stage: Stage, open: OpenCall, endedAt: EpochMs): void {
  const call = closedCall(open, endedAt);
  stage.happened.push(happenedOf(stage, open, call));
  if (call.direction === 'inbound' && call.answeredAt === null) comeAgain(stage, open, call);
}

function happenedOf(stage: Stage, open: OpenCall, call: TruthCall): Happened {
  const { simulated, options, crew } = stage;
  const transcribed = open.toJudge && open.sample === null && call.answeredAt !== null;
  const told: TruthCall = {
    ...observed(call, simulated.style),
    recording: recordingOf(simulated, open, call, transcribed),
    judged: transcribed || open.sample !== null,
  };
  const { sample } = open;
  if (!chance(open.random, options.faults.corrected))
    return { call: told, toldFirst: null, logged: told, sample, transcribed, chat: [] };
  const { before, after } = correctionOf(told, { simulated, crew: crew.voice, random: open.random });
  return { call: after, toldFirst: before, logged: told, sample, transcribed, chat: [] };
}

/** What a project that records awaits of an answered call for which nothing else came. */
function recordingOf(
  { project }: SimulatedProject,
  { sample }: OpenCall,
  call: TruthCall,
  transcribed: boolean,
): TruthCall['recording'] {
  if (sample !== null) return { recordingId: `${call.callId}-rec`, state: 'present' };
  const awaited = project.recordings.expected && call.answeredAt !== null && !transcribed;
  return awaited ? { recordingId: call.callId, state: 'expected' } : null;
}

function comeAgain(stage: Stage, { random, customer, language }: OpenCall, call: TruthCall): void {
  const { time, floor, simulated, untilMs } = stage;
  const last = call.entries.at(-1);
  const afterMs = (2 + below(random, 29)) * MINUTE_MS;
  if (last === undefined || customer === '' || time.now() + afterMs >= untilMs) return;
  if (chance(random, last.flowOut === 'key' ? RUNG_BACK_ON_KEY : RUNG_BACK)) {
    later(floor, afterMs, () => {
      ringOut(stage, { customer, language, parentCallId: call.callId });
    });
  } else if (chance(random, RING_AGAIN)) {
    const queue = simulated.queues.some(({ name }) => name === last.queue) ? last.queue : simulated.queues[0]?.name;
    later(floor, afterMs, () => {
      if (queue !== undefined) ringIn(stage, { customer, language, parentCallId: '' }, queue);
    });
  }
}

function sampleFor(call: OpenCall, samples: readonly SampleRecording[]): SampleRecording | null {
  const own = samples.filter(({ language }) => language === call.language);
  return call.toJudge && own.length > 0 ? pick(call.random, own) : null;
}

/** Most speak the first language of the project. */
function languageOf({ project: { languages } }: SimulatedProject, random: Random): string {
  const [first] = languages;
  return first === undefined || !chance(random, 0.6) ? pick(random, languages) : first;
}
