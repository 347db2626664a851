import { mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { systemCode } from './setup-error.js';

/** The holder touches its lock this often; a lock untouched for STALE_MS has lost its holder (killed, or another host's). */
const BEAT_MS = 2_000;
const STALE_MS = 60_000;
const LOOK_MS = 500;

/**
 * Runs `work` while holding the lock file, waiting for whoever holds it. A lock whose process is gone is taken over. Two
 * holders at once would waste a download and nothing else: finished files arrive by rename and are checked by digest.
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {(line: string) => void} say told once when it has to wait
 * @returns {Promise<T>}
 */
export async function withLock(file, work, say) {
  await mkdir(dirname(file), { recursive: true });
  let told = false;
  while (!(await take(file))) {
    const holder = await holderOf(file);
    if (holder !== undefined && holder.gone) await discard(file, holder.text);
    else {
      if (!told) say(`Another set-up${holder ? ` (${holder.name})` : ''} is at work; waiting for it to end.`);
      told = true;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }
  const beat = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => undefined), BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await rm(file, { force: true });
  }
}

/** @param {string} file */
async function take(file) {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(JSON.stringify({ pid: process.pid, host: hostname() }));
    await handle.close();
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * @param {string} file
 * @returns {Promise<{ text: string, name: string, gone: boolean } | undefined>} undefined when it was just released
 */
async function holderOf(file) {
  try {
    const text = await readFile(file, 'utf8');
    const ageMs = Date.now() - (await stat(file)).mtimeMs;
    const { pid, host } = parseHolder(text);
    const dead = host === hostname() && pid > 0 && !isAlive(pid);
    return { text, name: pid > 0 ? `process ${pid} on ${host}` : 'unknown', gone: dead || ageMs > STALE_MS };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * @param {string} text a lock that is just being written, or was cut by a full disk, names nobody
 * @returns {{ pid: number, host: string }}
 */
function parseHolder(text) {
  const found = /^\{"pid":(\d+),"host":"([^"]*)"\}$/.exec(text);
  return { pid: Number(found?.[1] ?? 0), host: found?.[2] ?? '' };
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

/**
 * Moves the stale lock away, and puts it back if a third set-up had taken it over in between.
 * @param {string} file
 * @param {string} staleText
 */
async function discard(file, staleText) {
  const aside = `${file}.${process.pid}`;
  try {
    await rename(file, aside);
    if ((await readFile(aside, 'utf8')) === staleText) await rm(aside);
    else await rename(aside, file);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}
