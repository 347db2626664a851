import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** A real Etalon process that runs lines over Kafka. */
export type RoleProcess = {
  readonly pid: number;
  readonly healthPort: number;
  /** Ends softly and gives the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL: no handler runs, nothing is flushed. */
  kill(): Promise<void>;
  /** Resolves with the exit code when the process ends by itself. */
  readonly ended: Promise<number | null>;
  /** Every line it logged so far. */
  log(): readonly string[];
  /** What it said on standard error so far. */
  complaints(): string;
};

const ROOT = join(import.meta.dirname, '..', '..');
const running = new Set<ChildProcess>();
const killAll = (): void => {
  for (const child of running) child.kill('SIGKILL');
};
process.once('exit', killAll);
// A worker of the test runner that is told to end, or whose runner has ended, comes to no 'exit'.
for (const end of ['SIGTERM', 'SIGINT', 'SIGHUP', 'disconnect'] as const)
  process.once(end, () => {
    killAll();
    process.exit(1);
  });

/** A process that may still be starting. */
export type SpawnedProcess = Omit<RoleProcess, 'healthPort'> & {
  /** Port of its health server; rejects with what it said when the process ends before that listens. */
  readonly listening: Promise<number>;
};

/** Starts `run --roles <lines>` and resolves when its health server listens; the environment is the caller's, whole. */
export async function startRoles(lines: string, env: Readonly<Record<string, string>>): Promise<RoleProcess> {
  const { listening, ...process } = spawnScript(['main.ts', 'run', '--roles', lines], env);
  return { ...process, healthPort: await listening };
}

/** Starts a program of the repository that says its port as `run` does, and does not wait for it. */
export function spawnScript(
  [script = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
  /** A command that becomes the program it is given, in other surroundings. */
  within: readonly string[] = [],
): SpawnedProcess {
  const [program = '', ...rest] = [...within, process.execPath, join(ROOT, script), ...args];
  const child = spawn(program, rest, {
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ETALON_HTTP: '127.0.0.1:0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const out: string[] = [];
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out.push(...text.split('\n').filter((line) => line !== ''));
  });
  const { promise: listening, resolve, reject } = Promise.withResolvers<number>();
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    const port = /on port (\d+)/.exec(said)?.[1];
    if (port !== undefined) resolve(Number(port));
  });
  const ended = new Promise<number | null>((done) => {
    child.once('exit', (code, signal) => {
      running.delete(child);
      reject(new Error(`the process ended with ${String(code ?? signal)}: ${said}\n${out.slice(-20).join('\n')}`));
      done(code);
    });
  });
  listening.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    listening,
    ended,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    log: () => out,
    complaints: () => said,
  };
}

/** Runs a command of Etalon to its end; throws with what it said when it fails. */
export async function runCommand(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const child = spawn(process.execPath, [join(ROOT, 'main.ts'), ...args], {
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  running.delete(child);
  return { code, out, err };
}
