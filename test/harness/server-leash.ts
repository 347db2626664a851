/**
 * Holds a server that must not outlive the process that started it: `node server-leash.ts '<LeashOrder as JSON>'` says
 * {"pid":…} when the server is ready. When standard input ends, because the starter closed it or died in whatever way,
 * the server is killed and its folder removed. A server that ends, or is killed by its own id, ends the leash; its
 * folder stays.
 */
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { z } from 'zod';

const Order = z.object({
  command: z.string(),
  args: z.array(z.string()),
  /** The server is ready when its output holds this text. */
  ready: z.string(),
  folder: z.string(),
  /** What the server prints is added to this file. */
  log: z.string(),
});
export type LeashOrder = z.infer<typeof Order>;

function leash({ command, args, ready, folder, log }: LeashOrder): void {
  // The server's standard input ends with the leash; a server that watches it does not even outlive a killed leash.
  const server = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const written = createWriteStream(log, { flags: 'a' });
  let unread: string | null = '';
  const read = (chunk: Buffer): void => {
    written.write(chunk);
    if (unread === null) return;
    unread += chunk.toString();
    if (!unread.includes(ready)) return;
    unread = null;
    process.stdout.write(`${JSON.stringify({ pid: server.pid })}\n`);
  };
  server.stdout.on('data', read);
  server.stderr.on('data', read);

  let isLetGo = false;
  const letGo = (): void => {
    isLetGo = true;
    server.kill('SIGKILL');
  };
  process.stdin.resume().once('end', letGo).once('error', letGo);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, letGo);
  // 'close' comes after 'exit', when all output was read; without a process it comes after 'error'.
  server.once('error', (error) => {
    written.write(`${error.message}\n`);
  });
  server.once('close', (code) => {
    written.end(() => {
      void end(isLetGo ? folder : null, code ?? 1);
    });
  });
}

async function end(folder: string | null, code: number): Promise<void> {
  if (folder !== null) await rm(folder, { recursive: true, force: true });
  process.exit(code);
}

leash(Order.parse(JSON.parse(process.argv[2] ?? '')));
