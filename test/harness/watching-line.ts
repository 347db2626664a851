import { execFile } from 'node:child_process';
import { utimesSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { z } from 'zod';
import { spawnScript } from './role-process.ts';

/** `run` over an inbox, as a service: a real process that watches until it is told to stop. */
export type Watching = {
  readonly pid: number;
  /** Calls that another command does not show yet, a line each. */
  readonly missing: (callIds: readonly string[]) => Promise<readonly string[]>;
  /** Until the terminal has said it. */
  readonly notYetSaid: (text: string) => readonly string[];
  readonly said: () => string;
  readonly stop: () => Promise<number | null>;
  readonly kill: () => Promise<void>;
};

export type WatchingPlaces = {
  readonly inboxDir: string;
  readonly dataDir: string;
  /** Left out: the samples'. */
  readonly configDir?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A command that becomes the program it is given, in other surroundings. */
  readonly within?: readonly string[];
};

const calls = z.array(z.looseObject({ callId: z.string() }));

export function startWatching({
  inboxDir,
  dataDir,
  configDir = 'samples',
  env = {},
  within = [],
}: WatchingPlaces): Watching {
  const places = ['--config', configDir, '--inbox', inboxDir, '--data', dataDir];
  const line = spawnScript(['main.ts', 'run', ...places], { ETALON_SLOTS: '1', ...env }, within);
  const said = (): string => `${line.log().join('\n')}\n${line.complaints()}`;
  return {
    pid: line.pid,
    missing: async (callIds) => {
      const [program = '', ...rest] = [...within, process.execPath, 'main.ts', 'calls', '--json', ...places];
      const { stdout } = await promisify(execFile)(program, rest);
      const there = calls.parse(JSON.parse(stdout)).map(({ callId }) => callId);
      return callIds.filter((id) => !there.includes(id)).map((id) => `call ${id}`);
    },
    notYetSaid: (text) => (said().includes(text) ? [] : [`the line to say "${text}", says ${said()}`]),
    said,
    stop: () => line.stop(),
    kill: () => line.kill(),
  };
}

/** A file that was put there long ago: the line does not wait for it to settle. */
export function settledFile(path: string, content: string | Uint8Array): void {
  writeFileSync(path, content);
  const past = new Date('2026-03-03T00:00:00Z');
  utimesSync(path, past, past);
}

/** The CDR of a call of a minute that an operator answered. */
export const cdr = (callId: string): string =>
  JSON.stringify({
    schemaVersion: 1,
    type: 'call',
    callId,
    direction: 'inbound',
    startedAt: '2026-03-02T09:01:00+02:00',
    answeredAt: '2026-03-02T09:01:10+02:00',
    endedAt: '2026-03-02T09:02:12+02:00',
    operator: 'SIP/101',
  });
