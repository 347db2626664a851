import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { eventually } from './eventually.ts';
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
  const line = spawnScript(
    ['main.ts', 'run', ...places],
    { ETALON_SLOTS: '1', ETALON_REVIEW: '127.0.0.1:0', ...env },
    within,
  );
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

/** An inbox of the shop in a folder of the test's own, and a line that watches it; both end with the test. */
export type WatchedShop = {
  readonly root: string;
  readonly shop: string;
  readonly dataDir: string;
  readonly line: Watching;
};

/** `env`: what else the line is told, given its folder. */
export async function watchedShop(env: (root: string) => WatchingPlaces['env'] = () => ({})): Promise<WatchedShop> {
  const root = mkdtempSync(join(tmpdir(), 'etalon-watched-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true });
  });
  const shop = join(root, 'inbox', 'shop');
  mkdirSync(shop, { recursive: true });
  const dataDir = join(root, 'data');
  const line = startWatching({ inboxDir: join(root, 'inbox'), dataDir, env: env(root) ?? {} });
  onTestFinished(() => line.kill());
  await untilWatching(line);
  return { root, shop, dataDir, line };
}

const STARTED_MS = 120_000;

/** Whoever asks before the line has its data folder takes it for a moment. */
export function untilWatching(line: Watching): Promise<void> {
  return eventually(STARTED_MS, () => line.notYetSaid('Watching the inbox'));
}

/** A file that was put there long ago: the line does not wait for it to settle. */
export function settledFile(path: string, content: string | Uint8Array): void {
  writeFileSync(path, content);
  makeOld(path);
}

export function makeOld(path: string): void {
  const past = new Date('2026-03-03T00:00:00Z');
  utimesSync(path, past, past);
}
