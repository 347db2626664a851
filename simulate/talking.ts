import type { EpochMs } from '../ingest/call.ts';
import { later, ticks, type Floor } from './floor.ts';
import type { OpenCall } from './open-call.ts';
import type { SampleRecording, Skill } from './options.ts';
import type { Post } from './posts.ts';
import { between, chance, logNormal, pick } from './random.ts';

const TRANSFERS = 0.08;
const TO_A_COLLEAGUE = 0.3;
const HOLDS = 0.2;
const HAS_ACW = 0.75;
const SHORTEST_TALK_MS = 4_000;

type Spoken = { readonly post: Post; readonly queue: string | null; readonly startedAt: EpochMs };

/** From the answer to the end of the operator's work; the customer may be passed on. */
export function talk(floor: Floor, call: OpenCall, { post, queue, startedAt }: Spoken): void {
  const answeredAt = floor.time.now();
  const passesOn = call.transfersLeft > 0 && chance(call.random, TRANSFERS);
  const { talkMs, holdMs, acwMs } = lengthsOf(floor, call, passesOn, post.member.skill);
  later(floor, talkMs + holdMs, () => {
    const endedAt = floor.time.now();
    const { operatorId, alias } = post.member;
    const times = { startedAt, answeredAt, endedAt, ringMs: answeredAt - startedAt, talkMs, holdMs, acwMs };
    call.legs.push({ operatorId, alias, queue, ...times, outcome: passesOn ? 'transferred' : 'completed' });
    if (passesOn) passOn(floor, call);
    else {
      call.hangupBy = chance(call.random, 0.6) ? 'customer' : 'operator';
      floor.done(call, endedAt);
    }
    wrapUp(floor, post, acwMs);
  });
}

/** A recorded call lasts as long as its sample, which is one operator's talk without a hold. */
function lengthsOf(
  floor: Floor,
  call: OpenCall,
  passesOn: boolean,
  { handling }: Skill,
): { readonly talkMs: number; readonly holdMs: number; readonly acwMs: number } {
  const { random } = call;
  const acwMs = chance(random, HAS_ACW) ? ticks(floor, handling * logNormal(random, 20_000, 0.6)) : 0;
  const talkMs = ticks(floor, Math.max(SHORTEST_TALK_MS, handling * logNormal(random, 150_000, 0.7)));
  const holdMs = chance(random, HOLDS) ? ticks(floor, handling * logNormal(random, 25_000, 0.6)) : 0;
  const wasAnswered = call.legs.some((leg) => leg.answeredAt !== null);
  call.sample = passesOn || wasAnswered ? null : floor.sampleFor(call);
  if (call.sample === null) return { talkMs, holdMs, acwMs };
  return { talkMs: wholeTicks(floor, call.sample), holdMs: 0, acwMs };
}

/** To a colleague who is idle, where the telephone system can tell of it, or into a queue. */
function passOn(floor: Floor, call: OpenCall): void {
  const { posts, simulated, time } = floor;
  const { random } = call;
  call.transfersLeft--;
  const to = pick(random, simulated.queues).name;
  const directly = simulated.style === 'record' && chance(random, TO_A_COLLEAGUE);
  const colleague = directly ? posts.idle(to) : undefined;
  if (colleague === undefined) {
    later(floor, between(random, 1_000, 3_000), () => {
      floor.enter(call, to);
    });
    return;
  }
  const startedAt = time.now();
  posts.take(colleague);
  later(floor, between(random, 2_000, 6_000), () => {
    talk(floor, call, { post: colleague, queue: null, startedAt });
  });
}

/** The work after a call. Telephone systems that cannot count it have operators pause for it. */
export function wrapUp(floor: Floor, post: Post, acwMs: number): void {
  const { posts, simulated } = floor;
  const [reason] = simulated.style === 'record' ? [] : simulated.project.acwReasons;
  if (acwMs === 0) {
    posts.release(post);
    return;
  }
  if (reason !== undefined) posts.note(post, 'pause', reason);
  later(floor, acwMs, () => {
    if (reason !== undefined) posts.note(post, 'unpause', '');
    posts.release(post);
  });
}

/** A sample's length on a clock that cannot stop in its middle. */
function wholeTicks({ grainMs }: Floor, { durationMs }: SampleRecording): number {
  return Math.max(1, Math.ceil(durationMs / grainMs)) * grainMs;
}
