import { readSync } from 'node:fs';

/**
 * Runs in a thread of a speech process. The parent holds the other end of standard input and never writes: the read
 * returns when the parent is gone, however it went, and then nobody waits for what the engine still computes.
 */
try {
  readSync(0, Buffer.alloc(1));
} finally {
  process.kill(process.pid, 'SIGKILL');
}
