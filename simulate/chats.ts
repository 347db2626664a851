import type { EpochMs } from '../ingest/call.ts';
import type { Language } from '../ingest/project.ts';
import type { CrewMember } from './centre.ts';
import { writerOf } from './customers.ts';
import type { ChatMessage, Happened } from './happened.ts';
import { MINUTE_MS } from './local-time.ts';
import type { SimulatedProject } from './options.ts';
import { SCRIPTS } from './phrases.ts';
import { below, between, chance, logNormal, pick, type Random } from './random.ts';
import type { Shift } from './shifts.ts';
import type { TruthCall, TruthEntry, TruthLeg } from './truth.ts';

export type ChatCrew = readonly { readonly member: CrewMember; readonly shifts: readonly Shift[] }[];

type ChatPlan = {
  readonly simulated: SimulatedProject;
  readonly crew: ChatCrew;
  readonly callId: string;
  readonly at: EpochMs;
  readonly random: Random;
};

/** Time before the end of a shift in which no new chat is taken on. */
const LAST_ORDERS_MS = 10 * MINUTE_MS;
const PASSED_ON = 0.1;
/** A reply takes a moment to type. */
const FASTEST_MS = 2_000;

/** A conversation in writing: answered by who is there, several at once, or left by a customer whom nobody answers. */
export function chatOf(plan: ChatPlan): Happened {
  const { random, at, crew } = plan;
  const present = crew
    .filter(({ shifts }) => shifts.some(({ startMs, endMs }) => startMs <= at && at < endMs - LAST_ORDERS_MS))
    .map(({ member }) => member);
  const language = pick(random, plan.simulated.project.languages);
  const chat = present.length === 0 ? unanswered(plan, language) : answered(plan, language, present);
  const call = present.length === 0 ? abandonedCall(plan, language, chat) : answeredCall(plan, language, chat, present);
  return { call, toldFirst: null, logged: call, sample: null, transcribed: false, chat };
}

function answered(
  { random, at }: ChatPlan,
  language: Language,
  present: readonly CrewMember[],
): readonly ChatMessage[] {
  const script = SCRIPTS[language];
  const operators = chance(random, PASSED_ON)
    ? [pick(random, present), pick(random, present)]
    : [pick(random, present)];
  const rounds = 2 + below(random, script.operator.length - 1);
  const chat: ChatMessage[] = [];
  let now = at;
  for (let round = 0; round < rounds; round++) {
    const operator = operators[Math.floor((round * operators.length) / rounds)];
    const say = (speaker: ChatMessage['speaker'], text = ''): void => {
      const alias = speaker === 'operator' ? (operator?.alias ?? '') : '';
      chat.push({ id: `m${String(chat.length + 1)}`, speaker, alias, at: now, text });
      now += Math.round(Math.max(FASTEST_MS, logNormal(random, speaker === 'operator' ? 30_000 : 45_000, 0.7)));
    };
    say('customer', script.customer[round]);
    // Some cannot wait and write once more.
    if (chance(random, 0.15)) say('customer', '?');
    say('operator', script.operator[round]);
  }
  return chat;
}

function unanswered({ random, at }: ChatPlan, language: Language): readonly ChatMessage[] {
  const [hello = ''] = SCRIPTS[language].customer;
  const first: ChatMessage = { id: 'm1', speaker: 'customer', alias: '', at, text: hello };
  if (chance(random, 0.5)) return [first];
  return [first, { ...first, id: 'm2', at: at + Math.round(between(random, 5_000, 60_000)), text: '?' }];
}

function answeredCall(
  plan: ChatPlan,
  language: Language,
  chat: readonly ChatMessage[],
  present: readonly CrewMember[],
): TruthCall {
  const { simulated, at } = plan;
  const answeredAt = chat.find(({ speaker }) => speaker === 'operator')?.at ?? at;
  const legs = [...new Set(chat.map(({ alias }) => alias))]
    .flatMap((alias) => present.find((member) => member.alias === alias) ?? [])
    .map((member): TruthLeg => legOf(member, chat, simulated.chatQueue));
  return {
    ...baseOf(plan, language),
    answeredAt,
    endedAt: chat.at(-1)?.at ?? at,
    disposition: 'answered',
    entries: [entryOf(plan, answeredAt - at, 'answered')],
    legs,
    judged: true,
    firstResponseMs: answeredAt - at,
  };
}

function abandonedCall(plan: ChatPlan, language: Language, chat: readonly ChatMessage[]): TruthCall {
  const waitMs = Math.round((chat.at(-1)?.at ?? plan.at) - plan.at + between(plan.random, 30_000, 400_000));
  const entries = [entryOf(plan, waitMs, 'abandoned')];
  const base = { ...baseOf(plan, language), answeredAt: null, endedAt: plan.at + waitMs };
  return { ...base, disposition: 'abandoned', entries, legs: [], judged: false, firstResponseMs: null };
}

function baseOf({ simulated, callId, at, random }: ChatPlan, language: Language) {
  return {
    kind: 'call',
    project: simulated.project.id,
    callId,
    direction: 'inbound',
    channel: 'chat',
    customer: writerOf(random),
    startedAt: at,
    ivrMs: null,
    hangupBy: '',
    language,
    parentCallId: '',
    recording: null,
  } as const;
}

function entryOf({ simulated, at }: ChatPlan, waitMs: number, outcome: 'answered' | 'abandoned'): TruthEntry {
  return { queue: simulated.chatQueue, nth: 1, enteredAt: at, position: null, waitMs, outcome, flowOut: null };
}

/** From the operator's first message to their last. Nobody counts the time, for they write in several at once. */
function legOf({ operatorId, alias }: CrewMember, chat: readonly ChatMessage[], queue: string): TruthLeg {
  const own = chat.filter((message) => message.alias === alias).map(({ at }) => at);
  const [startedAt, endedAt] = [Math.min(...own), Math.max(...own)];
  const none = { ringMs: null, talkMs: null, holdMs: null, acwMs: null };
  return { operatorId, alias, queue, startedAt, answeredAt: startedAt, endedAt, ...none, outcome: 'completed' };
}
