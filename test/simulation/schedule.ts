import { announcementOf } from '../../roles/announced.ts';
import {
  auditDerived,
  auditLetters,
  auditTruth,
  auditUnscored,
  comparePictures,
  pictureOf,
  type Picture,
} from './audit.ts';
import { chanceOf, type Chance } from './chance.ts';
import { openClock, START_MS, useClock } from './clock.ts';
import { watchCommits } from './commits.ts';
import { JUDGING, settingsOf } from './company.ts';
import { openAnnounced, type DoneParts } from './done.ts';
import { openEngine, unscoredCalls } from './engine.ts';
import { CALM_SEATS, disturb, openFleet, seatsOf } from './fleet.ts';
import { losingTopics, send } from './producers.ts';
import { openTopics } from './topics.ts';
import { trafficOf, type Traffic } from './traffic.ts';
import { CALM, climateOf, openWorld, type Breach, type Climate } from './world.ts';

export type Outcome = {
  readonly breaches: readonly Breach[];
  readonly trace: readonly string[];
  readonly picture: Picture;
  readonly steps: number;
};

/** So many schedules share their traffic, and with it the calm run that they are compared with. */
const SCHEDULES_OF_ONE_TRAFFIC = 8;
/** Every so many schedules all topics are read again from their beginning. */
const REPLAYED = 8;
/** More than ever happens in a schedule that comes to its end. */
const MOST_STEPS = 200_000;
/** After so many there is nothing more to learn from a schedule. */
const MOST_BREACHES = 10;

let calm: { readonly of: number; readonly traced: boolean; readonly outcome: Outcome } | null = null;

/** One seeded schedule, and whatever it breaks; when the calm run of its traffic breaks something, that. */
export async function runSchedule(seed: number, traces = false): Promise<Outcome> {
  const of = Math.floor(seed / SCHEDULES_OF_ONE_TRAFFIC);
  const traffic = trafficOf(chanceOf(of));
  if (calm?.of !== of || (traces && !calm.traced)) {
    const chance = chanceOf(of);
    const outcome = await run({ traffic, chance, climate: CALM, expected: null, traces, replays: false });
    calm = { of, traced: traces, outcome };
  }
  if (calm.outcome.breaches.length > 0) return calm.outcome;
  const chance = chanceOf(seed + 1_000_000_007);
  const climate = climateOf(chance);
  const { picture } = calm.outcome;
  return run({ traffic, chance, climate, expected: picture, traces, replays: seed % REPLAYED === 0 });
}

type Run = {
  readonly traffic: Traffic;
  readonly chance: Chance;
  readonly climate: Climate;
  readonly expected: Picture | null;
  readonly traces: boolean;
  readonly replays: boolean;
};

async function run({ traffic, chance, climate, expected, traces, replays }: Run): Promise<Outcome> {
  const clock = openClock();
  useClock(clock, chance);
  const world = openWorld(clock, chance, climate, traces);
  const isCalm = climate === CALM;
  const settings = settingsOf(
    isCalm
      ? { messages: 5_000, ageMs: 500 }
      : { messages: chance.pick([1, 2, 5, 50]), ageMs: chance.pick([1, 50, 500]) },
    isCalm ? 1 : 1 + chance.below(3),
  );
  const announced = openAnnounced(settings);
  const topics = losingTopics(
    openTopics(world, (topic) => (topic === settings.topics.dead.name ? 1 : settings.topics.cdr.partitions)),
    announced.note,
    (topic) => topic === settings.topics.toScore.name && !world.isCalm() && chance.hit(climate.lostAnnouncements),
  );
  const engine = openEngine(world);
  const site = { world, topics, engine, settings, recordings: traffic.recordings };
  const done: DoneParts = { settings, engine, topics, announced };
  const fleet = openFleet(site, isCalm ? CALM_SEATS : seatsOf(chance));
  world.trace(null, () => `climate ${JSON.stringify(climate)}`);
  send(traffic, site);
  fleet.start();
  disturb(site, fleet);
  watchCommits(world, done);
  const drain = async (name: string): Promise<number> => {
    const steps = await clock.run(() => world.breaches.length < MOST_BREACHES, MOST_STEPS);
    world.trace(null, () => `${name}: nothing is left to do after ${String(steps)} steps`);
    if (!world.isCalm() || !topics.groups().some((group) => group.turnedBack() && group.lag().length > 0)) return steps;
    fleet.restartAll();
    return steps + (await clock.run(() => world.breaches.length < MOST_BREACHES, MOST_STEPS));
  };

  // 1. The storm, and after it the calm in which everything must come to its end.
  let steps = await drain('storm');
  world.calmDown();
  fleet.release();
  steps += await drain('calm');
  // 2. The sweep: it finds what lost announcements and late processes left behind. While no announcement is lost, every
  //    call has its evaluations before it.
  if (climate.lostAnnouncements === 0) auditUnscored(engine.tables, world.breach);
  for (const key of unscoredCalls(engine, JUDGING))
    topics.append(settings.topics.toScore.name, announcementOf(key), START_MS + clock.nowMs());
  steps += await drain('sweep');
  audit('in the end');
  const picture = pictureOf(engine.tables);
  if (expected !== null) comparePictures(picture, expected, 'equal to a run without faults', world.breach);
  // 3. All topics from their beginning, by processes that know nothing.
  if (replays && world.breaches.length === 0) {
    fleet.restartAll();
    for (const group of topics.groups()) group.rewind();
    steps += await drain('replay');
    fleet.release();
    steps += await drain('replay of what waits');
    audit('after a replay');
    comparePictures(pictureOf(engine.tables), picture, 'a replay changes nothing', world.breach);
  }
  return { breaches: world.breaches, trace: world.traced, picture, steps };

  function audit(when: string): void {
    const report = (invariant: string, detail: string): void => {
      world.breach(invariant, `${when}: ${detail}`);
    };
    for (const group of topics.groups())
      for (const lag of group.lag()) report('everything drains', `${group.name}: ${lag}`);
    auditTruth(traffic, engine.tables, report);
    auditDerived(engine.tables, report);
    const messages = topics.groups().flatMap((group) => group.topics.flatMap(topics.all));
    auditLetters(messages, traffic.lost, done, report);
  }
}
