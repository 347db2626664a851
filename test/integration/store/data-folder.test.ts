import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readEndpoint } from '../../../store/endpoint.ts';
import { openStore, type OpenedStore } from '../../../store/open-store.ts';

const program = fileURLToPath(new URL('../../harness/store-process.ts', import.meta.url));
const database = 'shared';

type Child = {
  readonly process: ChildProcessByStdio<Writable, Readable, null>;
  /** The next line the child says. */
  readonly next: () => Promise<unknown>;
};

let folder: string;
let children: Child[];

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'etalon-folder-')), 'data');
  children = [];
});

afterEach(async () => {
  for (const child of children) await kill(child);
  rmSync(join(folder, '..'), { recursive: true, force: true });
});

function start(ownerOnly: boolean, where: string = folder): Child {
  const child = spawn(process.execPath, [program, where, database, String(ownerOnly)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => {
    const line: unknown = (await lines.next()).value;
    return typeof line === 'string' ? JSON.parse(line) : null;
  };
  const started = { process: child, next };
  children.push(started);
  return started;
}

async function tell(child: Child, yaml: string): Promise<unknown> {
  child.process.stdin.write(`${yaml}\n`);
  return child.next();
}

async function kill(child: Child): Promise<void> {
  if (child.process.exitCode !== null || child.process.signalCode !== null) return;
  const gone = once(child.process, 'exit');
  child.process.kill('SIGKILL');
  await gone;
}

const row = z.object({ yaml: z.string() });
const stored = async (store: OpenedStore): Promise<readonly string[]> => {
  const sql = 'SELECT yaml FROM scorecards FINAL ORDER BY yaml';
  return (await store.run({ name: 'stored', sql, parse: (line) => row.parse(line) }, {})).map(({ yaml }) => yaml);
};

const openHere = (ownerOnly: boolean, where: string = folder): Promise<OpenedStore> =>
  openStore({
    at: { kind: 'embedded', folder: where, ownerOnly },
    database,
    attempts: 1,
    signal: new AbortController().signal,
  });

describe('a data folder', () => {
  it('is shared: a second process becomes the guest of the first, and each reads what the other wrote', async () => {
    const owner = start(true);
    expect(await owner.next()).toEqual({ role: 'owner' });
    expect(await tell(owner, 'by the owner')).toEqual({ stored: 'by the owner' });
    const guest = await openHere(false);
    expect(guest.role).toBe('guest');
    await guest.insertScorecards([{ scorecardId: 'inbound', version: 1, hash: 'g', yaml: "by 'the' \\ guest\t\n\n;" }]);
    expect(await stored(guest)).toEqual(["by 'the' \\ guest\t\n\n;", 'by the owner']);
    await guest.close();
  });

  it('refuses a second owner with a code that says so', async () => {
    const owner = start(true);
    expect(await owner.next()).toEqual({ role: 'owner' });
    expect(await start(true).next()).toEqual({ code: 'DATA_FOLDER_IN_USE' });
  });

  it('has one owner when many start at once, and the others are its guests', async () => {
    const roles = await Promise.all([1, 2, 3, 4].map(() => start(false).next()));
    expect(roles.filter((said) => JSON.stringify(said) === '{"role":"owner"}')).toHaveLength(1);
    expect(roles.filter((said) => JSON.stringify(said) === '{"role":"guest"}')).toHaveLength(3);
  });

  it('keeps every acknowledged row when its owner is killed, and the next process takes it over', async () => {
    const owner = start(true);
    await owner.next();
    for (const yaml of ['a', 'b', 'c']) expect(await tell(owner, yaml)).toEqual({ stored: yaml });
    await kill(owner);
    const heir = start(true);
    expect(await heir.next()).toEqual({ role: 'owner' });
    expect(await tell(heir, 'd')).toEqual({ stored: 'd' });
    const reader = await openHere(false);
    expect(await stored(reader)).toEqual(['a', 'b', 'c', 'd']);
    await reader.close();
  });

  it('is not opened when a file of it is damaged: numbers that lack rows would be wrong without a word', async () => {
    const owner = start(true);
    await owner.next();
    await tell(owner, 'a');
    await kill(owner);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const parts = files.filter((file) => basename(file) === 'data.bin' && !file.includes('tmp'));
    expect(parts.length).toBeGreaterThan(0);
    for (const part of parts) truncateSync(join(folder, part), 3);
    expect(await start(true).next()).toEqual({ code: 'STORE_DAMAGED' });
  });

  it('serves on a socket that only its user can open, also where the path is too long for a socket', async () => {
    const deep = join(folder, 'x'.repeat(120));
    const owner = start(true, deep);
    expect(await owner.next()).toEqual({ role: 'owner' });
    const socket = (await readEndpoint(deep)) ?? '';
    expect(Buffer.byteLength(socket)).toBeLessThan(104);
    expect(statSync(socket).mode & 0o777).toBe(0o600);
    const guest = await openHere(false, deep);
    expect(guest.role).toBe('guest');
    await guest.close();
  });

  it('tells a guest by code what the engine refused, without the words of the engine', async () => {
    const owner = start(true);
    await owner.next();
    const guest = await openHere(false);
    const wrong = guest.run({ name: 'wrong', sql: "SELECT 'secret' FROM nowhere", parse: (line) => line }, {});
    await expect(wrong).rejects.toMatchObject({
      code: 'STORE_REFUSED',
      params: { clickhouseCode: 60, type: 'UNKNOWN_TABLE' },
    });
    await expect(wrong).rejects.not.toThrow(/secret|nowhere/);
    await kill(owner);
    const away = guest.run({ name: 'away', sql: 'SELECT 1', parse: (line) => line }, {});
    await expect(away).rejects.toMatchObject({ code: 'STORE_AWAY' });
    await guest.close();
  });
});
