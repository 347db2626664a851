import { LINES, type Line } from '../../roles/role.ts';
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
import { JUDGING, settingsOf } from './company.ts';
import { openAnnounced, openMissing, type DoneParts } from './done.ts';
import { openEngine, unscoredCalls } from './engine.ts';
import { etalonProcess, type EtalonProcess, type Site } from './etalon-process.ts';
import type { SentMessage, Topics } from './topics.ts';
import { openTopics } from './topics.ts';
import { trafficOf, type PlannedMessage, type Traffic } from './traffic.ts';
import { CALM, climateOf, openWorld, type Breach, type Climate } from './world.ts';

export type Outcome = {
  readonly breaches: readonly Breach[];
  readonly trace: readonly string[];
  readonly picture: Picture;
  readonly steps: number;
};

/** So many schedules share their traffic, and with it the calm run that they are compared with. */
const SCHEDULES_OF_ONE_TRAFFIC = 8;
/** More than ever happens in a schedule that comes to its end. */
const MOST_STEPS = 200_000;
/** After so many there is nothing more to learn from a schedule. */
const MOST_BREACHES = 10;
const DAY_MS = 86_400_000;

let reference: { readonly of: number; readonly picture: Picture; readonly outcome: Outcome } | null = null;

/** One seeded schedule, and whatever it breaks. */
export async function runSchedule(seed: number, traces = false): Promise<Outcome> {
  const of = Math.floor(seed / SCHEDULES_OF_ONE_TRAFFIC);
  if (reference?.of !== of) {
    const outcome = await run({
      traffic: trafficOf(chanceOf(of)),
      chance: chanceOf(of),
      climate: CALM,
      expected: null,
      traces,
      replays: false,
    });
    reference = { of, picture: outcome.picture, outcome };
  }
  if (reference.outcome.breaches.length > 0 || process.env['CALM']) return reference.outcome;
  const chance = chanceOf(seed + 1_000_000_007);
  const climate = climateOf(chance);
  return run({
    traffic: trafficOf(chanceOf(of)),
    chance,
    climate,
    expected: reference.picture,
    traces,
    replays: seed % 4 === 0,
  });
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
  const calm = climate === CALM;
  const settings = settingsOf(
    calm ? { messages: 5_000, ageMs: 500 } : { messages: chance.pick([1, 2, 5, 50]), ageMs: chance.pick([1, 50, 500]) },
    calm ? 1 : 1 + chance.below(3),
  );
  const announced = openAnnounced(settings);
  const topics = losingTopics(
    openTopics(world, (topic) => (topic === settings.topics.dead.name ? 1 : settings.topics.cdr.partitions)),
    announced.note,
    (topic) => topic === settings.topics.toScore.name && !world.isCalm() && chance.hit(climate.lostAnnouncements),
  );
  const engine = openEngine(world);
  const site: Site = { world, topics, engine, settings, recordings: traffic.recordings };
  const done: DoneParts = { settings, engine, topics, announced };
  const fleet = openFleet(site, calm ? CALM_SEATS : seatsOf(chance));
  world.trace(null, () => `climate ${JSON.stringify(climate)}`);
  send(site, traffic);
  fleet.start();
  disturb(site, fleet);
  watchCommits(site, done, traffic);
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

/** Announcements may be gone before they are read; that they were said is noted all the same. */
function losingTopics(
  topics: Topics,
  note: (topic: string, message: SentMessage) => void,
  isLost: (topic: string) => boolean,
): Topics {
  return {
    ...topics,
    append: (topic, message, timestampMs) => {
      if (isLost(topic)) {
        const lost = {
          topic,
          partition: -1,
          offset: '-1',
          timestampMs,
          key: message.key,
          headers: message.headers,
          nr: topics.nextNr(),
        };
        const sent = { ...lost, value: Buffer.from(message.value ?? '') };
        note(topic, sent);
        return sent;
      }
      const sent = topics.append(topic, message, timestampMs);
      note(topic, sent);
      return sent;
    },
  };
}

/** The producers: in their order or in any, some twice, some again days later. */
function send({ world, topics, settings }: Site, { messages }: Traffic): void {
  const { clock, chance, climate } = world;
  // However late it comes, a message bears the time at which it was made.
  const deliver = (message: PlannedMessage, atMs: number): void => {
    clock.afterQuietly(atMs, () => {
      const { topic, value, headers } = message;
      topics.append(settings.topics[topic].name, { key: null, value, headers }, START_MS + message.atMs);
    });
  };
  for (const message of messages) {
    const atMs = climate.shuffledMs > 0 ? chance.below(climate.shuffledMs) : message.atMs;
    deliver(message, atMs);
    if (chance.hit(climate.duplicates)) deliver(message, atMs + chance.spread(1, 600_000));
    if (chance.hit(climate.redeliveries)) deliver(message, atMs + DAY_MS * (1 + chance.below(5)));
  }
}

type Seat = { readonly lines: readonly Line[]; readonly slots: number };
const CALM_SEATS: readonly Seat[] = [{ lines: LINES, slots: 1 }];

/** Several members a line, alone in their process or together. */
function seatsOf(chance: Chance): readonly Seat[] {
  const slots = (): number => 1 + chance.below(3);
  const together = chance.hit(0.5) ? [{ lines: LINES, slots: slots() }] : [];
  const apart = LINES.flatMap((line) => {
    const count = chance.below(3) + (together.length > 0 ? 0 : 1);
    return Array.from({ length: count }, () => ({ lines: [line], slots: slots() }));
  });
  return [...together, ...apart];
}

type Fleet = {
  readonly start: () => void;
  /** Somebody new comes for a while. */
  readonly come: () => void;
  readonly running: () => readonly EtalonProcess[];
  readonly restartAll: () => void;
  /** Calls to be scored again are read while nothing else waits: that is now. */
  readonly release: () => void;
};

/** Processes at their seats: whoever ends is started again. */
function openFleet(site: Site, seats: readonly Seat[]): Fleet {
  const { clock, chance, climate } = site.world;
  const running = new Map<number, EtalonProcess>();
  let births = 0;
  const begin = (seat: Seat, at: number, again: boolean): void => {
    births += 1;
    const process = etalonProcess(site, {
      name: `${seat.lines.join('+')} ${String(at + 1)}/${String(births)}`,
      ...seat,
      skewMs: Math.round((chance.unit() - 0.5) * climate.skewMs),
      onEnd: () => {
        running.delete(at);
        if (again)
          clock.after(chance.spread(100, 120_000), null, () => {
            begin(seat, at, again);
          });
      },
    });
    running.set(at, process);
    process.start();
  };
  return {
    start: () => {
      seats.forEach((seat, at) => {
        begin(seat, at, true);
      });
    },
    come: () => {
      const at = seats.length + births;
      begin({ lines: [chance.pick(LINES)], slots: 1 }, at, false);
    },
    running: () => [...running.values()],
    restartAll: () => {
      for (const process of [...running.values()]) process.crash('killed for the replay');
    },
    release: () => {
      for (const process of running.values())
        for (const role of process.roles())
          if (role.line === 'score')
            clock.after(1, process, () => {
              role.release([site.settings.topics.toRescore.name]);
            });
    },
  };
}

/** Members come, are told to stop, or are killed while they do nothing. */
function disturb({ world }: Site, fleet: Fleet): void {
  const { clock, chance, climate } = world;
  for (let nth = 0; nth < climate.comings; nth++) {
    clock.after(chance.below(3_600_000), null, () => {
      const [process] = chance.shuffled(fleet.running());
      const what = chance.pick(['come', 'stop', 'crash']);
      if (what === 'come') fleet.come();
      else if (what === 'stop') process?.stop();
      else process?.crash('killed');
    });
  }
}

/** No committed offset passes a message whose work is not done. */
function watchCommits(site: Site, done: DoneParts, _traffic: Traffic): void {
  const missing = openMissing(done);
  const { topics, world, settings } = site;
  const groups = [
    [
      `${settings.group}-ingest`,
      [settings.topics.cdr, settings.topics.queueEvents, settings.topics.operatorStates, settings.topics.messages],
    ],
    [`${settings.group}-score`, [settings.topics.toScore, settings.topics.toRescore]],
    [`${settings.group}-speech`, [settings.topics.recordings, ...settings.retries.map(({ topic }) => topic)]],
  ] as const;
  for (const [name, own] of groups) {
    const checked = new Map<string, number>();
    topics
      .group(
        name,
        own.map((topic) => topic.name),
      )
      .onCommit(({ topic, partition }, _from, to) => {
        const id = `${topic}/${String(partition)}`;
        const lane = topics.partitions(topic)[partition] ?? [];
        for (const message of lane.slice(checked.get(id) ?? 0, to)) {
          const what = missing(message);
          if (what !== null)
            world.breach('I4', `${name} committed ${id} at ${String(to)}, but message ${message.offset} lacks ${what}`);
        }
        if (to > lane.length) world.breach('I4', `${name} committed ${id} beyond its end`);
        checked.set(id, Math.max(checked.get(id) ?? 0, to));
      });
  }
}
