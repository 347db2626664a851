import { later, ticks, type Floor } from './floor.ts';
import type { OpenCall } from './open-call.ts';
import type { Post } from './posts.ts';
import { chance, logNormal } from './random.ts';
import { talk, wrapUp } from './talking.ts';

const REACHED = 0.7;
const TRIES = 20;
const TRY_AGAIN_MS = 60_000;

/** An operator who is idle rings a customer; when nobody is, it is tried again for a while and then left. */
export function dial(floor: Floor, begin: () => OpenCall, tries: number = TRIES): void {
  const { posts, simulated } = floor;
  const post = simulated.queues.map(({ name }) => posts.idle(name)).find((one) => one !== undefined);
  if (post !== undefined) ringOut(floor, begin(), post);
  else if (tries > 1) {
    later(floor, TRY_AGAIN_MS, () => {
      dial(floor, begin, tries - 1);
    });
  }
}

function ringOut(floor: Floor, call: OpenCall, post: Post): void {
  const { posts, simulated, time } = floor;
  const startedAt = time.now();
  // A record of one leg names the queue under which an outbound call is counted; others leave it out.
  const queue = simulated.style === 'short' ? (post.member.queues[0] ?? null) : null;
  posts.take(post);
  const reached = chance(call.random, REACHED);
  const ringMs = ticks(floor, Math.min(logNormal(call.random, 12_000, 0.5), 60_000));
  time.at(startedAt + ringMs, () => {
    if (reached) {
      talk(floor, call, { post, queue, startedAt });
      return;
    }
    const { operatorId, alias } = post.member;
    const times = { startedAt, answeredAt: null, endedAt: time.now(), ringMs };
    const none = { talkMs: null, holdMs: null, acwMs: null };
    call.legs.push({ operatorId, alias, queue, ...times, ...none, outcome: 'no_answer' });
    call.hangupBy = 'operator';
    floor.done(call, time.now());
    wrapUp(floor, post, 0);
  });
}
