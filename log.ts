import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import { makeDataFolder } from './data-folder.ts';

/** One line a fact: a constant sentence and fields. No transcript text, number, name or secret ever becomes a field. */
export type Log = Pick<Logger, 'info' | 'warn' | 'error' | 'debug'>;

/** Writes JSON lines to etalon.log in the data folder; the terminal belongs to the commands. */
export function openLog(dataDir: string, level: string): Log {
  makeDataFolder(dataDir);
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: join(dataDir, 'etalon.log'), sync: true }),
  );
}

/** The same lines on standard output, for whoever collects what services write. */
export function openServiceLog(level: string): Log {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 1, sync: true }),
  );
}
