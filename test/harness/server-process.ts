import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { LeashOrder } from './server-leash.ts';

/** A server in a process of its own. It ends when the process that started it ends, in whatever way: see server-leash.ts. */
export type ServerProcess = {
  /** Of the server itself; another one after a restart. */
  readonly pid: number;
  /** SIGKILL: no time for anything. Its data stay. */
  readonly kill: () => Promise<void>;
  /** Starts it again over its data; one that still runs is told to end by SIGTERM first. */
  readonly restart: () => Promise<void>;
  /** The end: kills it and removes its folder. */
  readonly stop: () => Promise<void>;
};

type Running = {
  readonly pid: number;
  readonly isOver: () => boolean;
  readonly ended: Promise<unknown>;
  readonly letGo: () => void;
};

const LEASH = fileURLToPath(new URL('server-leash.ts', import.meta.url));
const LOG_LINES_SHOWN = 20;

/**
 * Fills the server's folder by `prepare`, starts the server and waits until its output holds `ready`. When it does not
 * come to that, throws with the end of its output and leaves nothing.
 */
export async function startServer(
  order: Omit<LeashOrder, 'log'>,
  prepare: () => Promise<void> = () => Promise.resolve(),
): Promise<ServerProcess> {
  let running: Running | null = null;
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    if (running === null) return;
    const { pid, isOver, ended } = running;
    running = null;
    if (!isOver()) signalTo(pid, signal);
    await ended;
  };
  const stop = async (): Promise<void> => {
    running?.letGo();
    await running?.ended;
    running = null;
    await rm(order.folder, { recursive: true, force: true });
  };
  try {
    await prepare();
    running = await launch(order);
  } catch (error) {
    await stop();
    throw error;
  }
  let pid = running.pid;
  return {
    get pid() {
      return pid;
    },
    kill: () => end('SIGKILL'),
    restart: async () => {
      await end('SIGTERM');
      running = await launch(order);
      pid = running.pid;
    },
    stop,
  };
}

async function launch(order: Omit<LeashOrder, 'log'>): Promise<Running> {
  const log = join(order.folder, 'server.log');
  const leash = spawn(process.execPath, [LEASH, JSON.stringify({ ...order, log })], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(leash, 'exit');
  const pid = await saidPid(leash.stdout);
  if (pid === null) {
    await ended;
    throw new Error(`${order.command} did not start:\n${await endOf(log)}`);
  }
  return {
    pid,
    isOver: () => leash.exitCode !== null || leash.signalCode !== null,
    ended,
    letGo: () => leash.stdin.end(),
  };
}

const Said = z.object({ pid: z.number().int().positive() });

/** The id that the leash says; null when it ends without a word. */
async function saidPid(output: Readable): Promise<number | null> {
  for await (const line of createInterface({ input: output })) return Said.parse(JSON.parse(line)).pid;
  return null;
}

async function endOf(log: string): Promise<string> {
  const said = await readFile(log, 'utf8').catch(() => '');
  return said.trimEnd().split('\n').slice(-LOG_LINES_SHOWN).join('\n');
}

/** It may have ended by itself a moment ago. */
function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
