import { LINES, type Line } from '../../roles/role.ts';
import type { Chance } from './chance.ts';
import { etalonProcess, type EtalonProcess, type Site } from './etalon-process.ts';

export type Seat = { readonly lines: readonly Line[]; readonly slots: number };
/** One process that does everything. */
export const CALM_SEATS: readonly Seat[] = [{ lines: LINES, slots: 1 }];

/** Several members a line, alone in their process or together. */
export function seatsOf(chance: Chance): readonly Seat[] {
  const slots = (): number => 1 + chance.below(3);
  const together = chance.hit(0.5) ? [{ lines: LINES, slots: slots() }] : [];
  const apart = LINES.flatMap((line) => {
    const count = chance.below(3) + (together.length > 0 ? 0 : 1);
    return Array.from({ length: count }, () => ({ lines: [line], slots: slots() }));
  });
  return [...together, ...apart];
}

export type Fleet = {
  readonly start: () => void;
  /** Somebody new comes for a while. */
  readonly come: () => void;
  readonly running: () => readonly EtalonProcess[];
  readonly restartAll: () => void;
  /** Calls to be scored again are read while nothing else waits: that is now. */
  readonly release: () => void;
};

/** Processes at their seats: whoever ends is started again. */
export function openFleet(site: Site, seats: readonly Seat[]): Fleet {
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
export function disturb({ world }: Site, fleet: Fleet): void {
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
