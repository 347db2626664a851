import { EtalonError, type ErrorCode } from '../../errors.ts';
import type { KafkaSettings } from '../../ingest/kafka/kafka-settings.ts';
import type { Line, Role } from '../../roles/role.ts';
import type { Actor } from './clock.ts';
import type { SimulatedConsumer } from './consumer.ts';
import type { Engine } from './engine.ts';
import { partsOf, startRoles, stopRoles } from './etalon-roles.ts';
import type { Recordings } from './recordings.ts';
import type { Topics } from './topics.ts';
import type { RequestName, World } from './world.ts';

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
  readonly request: <T>(name: RequestName, about: () => string, work: () => T, away?: ErrorCode) => Promise<T>;
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
  const request = <T>(name: RequestName, about: () => string, work: () => T, away?: ErrorCode): Promise<T> => {
    const what = (): string => `${name} ${about()}`;
    if (!state.alive) return NEVER;
    const latency = (): number => chance.spread(...world.climate.latencyMs);
    const crashes = world.strikes('crashes', name) ? chance.pick(['before', 'after']) : null;
    const lost = crashes === null && world.strikes('faults', name) ? chance.pick(['question', 'answer']) : null;
    if (world.strikes('freezes', name)) freeze(chance.spread(1_000, 300_000));
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
      const awayError = (): Error =>
        away === undefined ? new Error('REQUEST_TIMED_OUT') : new EtalonError(away, { why: 'simulated' });
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
    world.breach(
      'a process ended by itself',
      error instanceof Error ? `${error.message} ${error.stack ?? ''}` : String(error),
    );
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
