import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real disk of its own, that can be full and whose files can fail. */
export type SmallDisk = {
  /** A folder on it, as those see it that are started by `within`. */
  readonly folder: string;
  /** The same folder, for this process. */
  readonly outside: string;
  /** What comes before a command that shall see the disk. */
  readonly within: readonly string[];
  /** From now on every read of this file, as it is called within, ends with EIO, as on a broken disk. */
  readonly breakFile: (path: string) => Promise<void>;
  readonly mendFile: (path: string) => Promise<void>;
  readonly close: () => Promise<void>;
};

/**
 * Mounts a disk of so many megabytes in memory, within a mount namespace of one process: only who enters that sees it, and
 * it is gone with the last of them. Needs Linux that lets users have namespaces, as it does by default.
 */
export async function smallDisk(megabytes: number): Promise<SmallDisk> {
  const place = mkdtempSync(join(tmpdir(), 'etalon-disk-'));
  // Each line of its input is a command; the process itself holds the namespace.
  const holder = spawn('unshare', ['--user', '--map-root-user', '--mount', 'sh', '-s'], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  holder.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  holder.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(holder, 'exit');
  let nth = 0;
  const tell = async (command: string): Promise<void> => {
    const done = `done ${++nth}: `;
    holder.stdin.write(`${command}; echo "${done}$?"\n`);
    while (!said.includes(done)) {
      if (holder.exitCode !== null) throw new Error(`no disk of its own could be had: ${said}`);
      await Promise.race([once(holder.stdout, 'data'), ended]);
    }
    if (!said.includes(`${done}0`)) throw new Error(`${command}: ${said}`);
  };
  await tell(`mount -t tmpfs -o size=${String(megabytes)}m tmpfs '${place}'`);
  const pid = String(holder.pid);
  return {
    folder: place,
    outside: join('/proc', pid, 'root', place),
    within: ['nsenter', '--user', '--mount', '--preserve-credentials', '--target', pid, 'env', '-C', process.cwd()],
    // The memory of a process, read from its start, where nothing is mapped.
    breakFile: (path) => tell(`mount --bind /proc/$$/mem '${path}'`),
    mendFile: (path) => tell(`umount '${path}'`),
    close: async () => {
      holder.stdin.end();
      await ended;
      rmSync(place, { recursive: true });
    },
  };
}
