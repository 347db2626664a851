import { EtalonError } from '../errors.ts';
import type { OpenedRoles } from '../roles/open-roles.ts';
import { LINES, type Line } from '../roles/role.ts';
import type { RunOptions } from './command-line.ts';
import type { Streams } from './opened.ts';
import { untilStopped } from './watch.ts';

export type OpenRoles = (options: RunOptions, lines: readonly Line[], hard: AbortSignal) => Promise<OpenedRoles>;

/**
 * `run` with KAFKA_BROKERS: the lines named by --roles, all without it, until the process is told to stop. What is in
 * hand then is finished within `stopMs`, or handed back to the others.
 */
export async function runRolesCommand(
  options: RunOptions,
  stopMs: number,
  open: OpenRoles,
  { err }: Streams,
): Promise<number> {
  const lines = linesOf(options.roles);
  const say = (text: string): void => {
    err.write(`${text}\n`);
  };
  const stop = untilStopped(say, stopMs);
  // While broker and store are waited for nothing is in hand: a request to stop ends that at once.
  const waiting = new AbortController();
  const giveUp = (): void => {
    waiting.abort();
  };
  stop.soft.addEventListener('abort', giveUp);
  const hard = AbortSignal.any([stop.hard, waiting.signal]);
  const roles = await open(options, lines, hard).catch((error: unknown) => {
    if (stop.soft.aborted) return null;
    throw error;
  });
  stop.soft.removeEventListener('abort', giveUp);
  if (roles === null) return 0;
  try {
    say(`Running ${lines.join(', ')}; health and metrics on port ${String(roles.healthPort)}. Ctrl-C ends.`);
    await roles.run(stop.soft);
    return 0;
  } finally {
    await roles.close();
  }
}

/** `ingest,speech` as lines. @throws EtalonError CONFIG_INVALID */
export function linesOf(text: string | undefined): readonly Line[] {
  if (text === undefined) return LINES;
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !LINES.some((line) => line === name));
  if (unknown.length > 0)
    throw new EtalonError('CONFIG_INVALID', {
      faults: `--roles: "${unknown.join(', ')}" is none of ${LINES.join(', ')}`,
    });
  return LINES.filter((line) => names.includes(line));
}
