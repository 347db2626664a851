import { EtalonError, type ErrorCode } from '../../errors.ts';
import { consumption } from '../../ingest/kafka-consumer.ts';
import type { KafkaLink, OutMessage } from '../../ingest/kafka.ts';
import type { KafkaSettings } from '../../ingest/kafka-settings.ts';
import type { LineDeps } from '../../lines.ts';
import type { Log } from '../../log.ts';
import { startIngest } from '../../roles/ingest-role.ts';
import type { Line, Role, Work } from '../../roles/role.ts';
import { startScore } from '../../roles/score-role.ts';
import { startSpeech } from '../../roles/speech-role.ts';
import { streamEffects, timed } from '../../roles/stream-effects.ts';
import { START_MS, type Actor } from './clock.ts';
import { contextOf, lookup, projectOf, score } from './company.ts';
import { simulatedConsumer, type SimulatedConsumer } from './consumer.ts';
import type { Engine } from './engine.ts';
import { inNewFlow } from './flow.ts';
import { ENGINE, fetchRecording, hearFile, type Recordings } from './recordings.ts';
import { simulatedStore, type SimulatedStore } from './simulated-store.ts';
import type { Topics } from './topics.ts';
import type { World } from './world.ts';

/** Where processes run: what outlives them. */
export type Site = {
  readonly world: World;
  readonly topics: Topics;
  readonly engine: Engine;
  readonly settings: KafkaSettings;
  readonly recordings: Recordings;
};

/** One process of Etalon with its roles, from its start to its end. */
export type EtalonProcess = Actor & {
  /**
   * Asks something of the world outside: here the schedule decides to lose the question or the answer (`away` is thrown
   * then), to kill or stop the process before or after it, or only to take its time.
   */
  readonly request: <T>(what: () => string, work: () => T, away?: ErrorCode) => Promise<T>;
  readonly wait: (delayMs: number) => Promise<void>;
  /** Aborts when the process is made to end at once. */
  readonly hard: AbortSignal;
  readonly start: () => void;
  readonly crash: (why: string) => void;
  /** SIGTERM: what is in hand is finished or handed back. */
  readonly stop: () => void;
  readonly freeze: (forMs: number) => void;
  readonly roles: () => readonly Role[];
};

/** How long a soft end may take. */
const STOP_MS = 60_000;
const NEVER = new Promise<never>(() => undefined);

const NO_METRICS = {
  message: () => undefined,
  heard: () => undefined,
  slots: () => undefined,
  retry: () => undefined,
  stage: () => undefined,
  deadLetter: () => undefined,
};

export type ProcessOptions = {
  readonly name: string;
  readonly lines: readonly Line[];
  readonly slots: number;
  readonly skewMs: number;
  /** The process is no more. */
  readonly onEnd: () => void;
};

export function etalonProcess(site: Site, { name, lines, slots, skewMs, onEnd }: ProcessOptions): EtalonProcess {
  const { world, settings } = site;
  const { clock, chance } = world;
  const state = { alive: true, stopping: false, frozenUntilMs: 0 };
  const hard = new AbortController();
  const roles: Role[] = [];
  const consumers: SimulatedConsumer[] = [];
  let started: Promise<void> = Promise.resolve();

  const end = (): void => {
    state.alive = false;
    for (const { group, member } of consumers)
      clock.afterQuietly(settings.sessionMs, () => {
        group.expire(member);
      });
    onEnd();
  };
  const crash = (why: string): void => {
    if (!state.alive) return;
    world.trace(self, () => why);
    end();
  };
  const freeze = (forMs: number): void => {
    world.trace(self, () => `stopped for ${String(Math.round(forMs / 1000))} s`);
    state.frozenUntilMs = clock.nowMs() + forMs;
    if (forMs <= settings.sessionMs) return;
    for (const { group, member } of consumers)
      clock.afterQuietly(settings.sessionMs, () => {
        group.expire(member);
      });
  };
  const request = <T>(what: () => string, work: () => T, away?: ErrorCode): Promise<T> => {
    if (!state.alive) return NEVER;
    const latency = (): number => chance.spread(...world.climate.latencyMs);
    const crashes = world.strikes('crashes') ? chance.pick(['before', 'after']) : null;
    const lost = crashes === null && world.strikes('faults') ? chance.pick(['question', 'answer']) : null;
    if (world.strikes('freezes')) freeze(chance.spread(1_000, 300_000));
    if (crashes === 'before') {
      crash(`killed before ${what()}`);
      return NEVER;
    }
    return new Promise<T>((resolve, reject) => {
      const refuse = (error: unknown): void => {
        clock.after(latency(), self, () => {
          reject(error instanceof Error ? error : new Error(String(error)));
        });
      };
      const awayError = (): Error => (away === undefined ? new Error('REQUEST_TIMED_OUT') : new EtalonError(away, { why: 'simulated' }));
      clock.afterQuietly(latency(), () => {
        // What a process had under way when it died may arrive all the same, or not.
        if (!state.alive && chance.hit(0.5)) return;
        if (lost === 'question') {
          world.trace(self, () => `lost ${what()}`);
          refuse(awayError());
          return;
        }
        try {
          const answer = work();
          world.trace(self, () => (state.alive ? what() : `after its death ${what()}`));
          if (crashes === 'after') crash(`killed after ${what()}`);
          else if (lost === 'answer') refuse(awayError());
          else
            clock.after(latency(), self, () => {
              resolve(answer);
            });
        } catch (error) {
          refuse(error);
        }
      });
    });
  };
  const wait = (delayMs: number): Promise<void> =>
    new Promise((resolve) => {
      clock.after(delayMs, self, resolve);
    });
  const fatal = (error: unknown): void => {
    if (!state.alive || state.stopping) return;
    // Nothing that is simulated here ends a process that is sound.
    world.breach('a process ended by itself', error instanceof Error ? `${error.message} ${error.stack ?? ''}` : String(error));
    crash('ended by itself');
  };
  const self: EtalonProcess = {
    name,
    skewMs,
    alive: () => state.alive,
    frozenUntilMs: () => state.frozenUntilMs,
    hard: hard.signal,
    request,
    wait,
    crash,
    freeze,
    roles: () => roles,
    start: () => {
      const parts = partsOf(site, self, { consumers, fatal });
      clock.after(0, self, () => {
        started = startRoles(site, self, { lines, slots, parts, roles }).catch(fatal);
      });
    },
    stop: () => {
      if (!state.alive || state.stopping) return;
      state.stopping = true;
      world.trace(self, () => 'told to stop');
      clock.after(0, self, () => {
        started
          .then(() => stopRoles(roles, wait(STOP_MS), hard))
          .then(() => {
            world.trace(self, () => 'ended');
            state.alive = false;
            onEnd();
          })
          .catch(() => {
            crash('could not end softly');
          });
      });
    },
  };
  return self;
}

type Parts = ReturnType<typeof partsOf>;

function partsOf(
  site: Site,
  process: EtalonProcess,
  { consumers, fatal }: { readonly consumers: SimulatedConsumer[]; readonly fatal: (error: unknown) => void },
) {
  const { settings, engine } = site;
  const store = simulatedStore(engine, process);
  const kafka = simulatedLink(site, process, consumers);
  const effects = streamEffects(storeWithAll(store), kafka, settings, NO_METRICS);
  const deps = (line: Line): LineDeps<Work> => ({
    effects: timed(effects, NO_METRICS, line),
    store,
    project: projectOf,
    lookup,
    log: logOf(site.world, process),
  });
  return { store, kafka, settings, context: contextOf(settings), deps, metrics: NO_METRICS, fatal };
}

async function startRoles(
  site: Site,
  process: EtalonProcess,
  { lines, slots, parts, roles }: { readonly lines: readonly Line[]; readonly slots: number; readonly parts: Parts; readonly roles: Role[] },
): Promise<void> {
  if (lines.includes('ingest')) roles.push(await startIngest({ ...parts, deps: parts.deps('ingest') }));
  if (lines.includes('score')) roles.push(await startScore({ ...parts, deps: parts.deps('score'), score }));
  if (lines.includes('speech'))
    roles.push(
      await startSpeech({
        ...parts,
        deps: parts.deps('speech'),
        slots,
        engine: ENGINE,
        fetch: fetchRecording(site, process),
        hearFile: hearFile(site, process),
        inFolder: (work) => work('folder'),
        recordingsAt: parts.store.recordingsAt,
        signal: process.hard,
      }),
    );
}

async function stopRoles(roles: readonly Role[], late: Promise<void>, hard: AbortController): Promise<void> {
  for (const role of roles) role.halt();
  await Promise.race([Promise.all(roles.map((role) => role.settled())), late]);
  hard.abort(new Error('stopped'));
  await Promise.all(roles.map((role) => role.leave()));
}

function simulatedLink(site: Site, process: EtalonProcess, consumers: SimulatedConsumer[]): KafkaLink {
  const { world, topics } = site;
  const unused = (): never => {
    throw new Error('no line asks for this');
  };
  return {
    ensureTopics: unused,
    missingTopics: unused,
    lag: unused,
    close: unused,
    // As ingest/kafka.ts: tried until all of it is acknowledged; each time all of it is sent.
    send: async (topic, messages) => {
      for (;;) {
        const sent = await process
          .request(() => `send ${topic} ${messages.map(({ key }) => key ?? '').join(' ')}`, () => {
            sendAll(site, process, topic, messages);
            return true;
          })
          .catch((error: unknown) => {
            if (error instanceof EtalonError) throw error;
            return false;
          });
        if (sent) return;
        process.hard.throwIfAborted();
        await process.wait(world.chance.spread(200, 10_000));
      }
    },
    consume: (options) => {
      const group = topics.group(options.group, options.topics);
      const made = simulatedConsumer(world, topics, group, process);
      consumers.push(made);
      return consumption(made.consumer, {
        ...options,
        take: (message, done) => inNewFlow(() => options.take(message, done)),
      });
    },
  };
}

/** What the lines report goes into the trace. */
function logOf({ trace }: World, process: EtalonProcess): Log {
  const nothing = (): void => undefined;
  const said = (fields: unknown, sentence?: unknown): void => {
    trace(process, () => `log: ${String(sentence)} ${JSON.stringify(fields)}`);
  };
  return { info: nothing, debug: nothing, warn: said, error: said };
}

/** More than the topic takes: the broker says so, and no retry cures it. */
const DEAD_LETTER_MAX_CHARS = 8_000;

function sendAll({ world, topics, settings }: Site, process: EtalonProcess, topic: string, messages: readonly OutMessage[]): void {
  if (topic === settings.topics.dead.name && messages.some(({ value }) => (value?.length ?? 0) > DEAD_LETTER_MAX_CHARS))
    throw new EtalonError('KAFKA_REFUSED', { why: 'MESSAGE_TOO_LARGE' });
  for (const message of messages) topics.append(topic, message, START_MS + world.clock.nowMs() + process.skewMs);
}

/** The lines use no more of the store than this. */
function storeWithAll(store: SimulatedStore) {
  const unused = (): never => {
    throw new Error('no line asks for this');
  };
  return {
    ...store,
    insertRedrives: unused,
    insertIntake: unused,
    insertOperators: unused,
    insertScorecards: unused,
    findTranscript: unused,
    readIntake: unused,
    run: unused,
    close: unused,
  };
}
