import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import { makeDataFolder } from './data-folder.ts';

/** One line a fact: a constant sentence and fields. No transcript text, number, name or secret ever becomes a field. */
export type Log = Pick<Logger, 'info' | 'warn' | 'error' | 'debug'>;

/**
 * Writes JSON lines to etalon.log in the data folder; the terminal belongs to the commands. A line that cannot be written
 * (a full disk) is written with a later one: no work ends because nobody could be told of it.
 */
export function openLog(dataDir: string, level: string): Log {
  makeDataFolder(dataDir);
  const file = pino.destination({ dest: join(dataDir, 'etalon.log'), sync: true });
  const log = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, file);
  // After pino's own listener, which ends the process.
  file.on('error', () => undefined);
  return log;
}

/** The same lines on standard output, for whoever collects what services write. */
export function openServiceLog(level: string): Log {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 1, sync: true }),
  );
}
