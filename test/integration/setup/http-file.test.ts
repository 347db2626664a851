import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fetchFile } from '../../../setup/http-file.js';
import { send, serve, type Server } from './server.ts';

const content = randomBytes(300_000);
let folder: string;
let file: string;
let server: Server | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'etalon-setup-'));
  file = join(folder, 'model.part');
});

afterEach(async () => {
  await server?.close();
  await rm(folder, { recursive: true });
});

const unseen = (): void => undefined;

/** Cuts the connection when the file has so many bytes: what is on its way then counts as lost. */
function cutAt(...sizes: readonly number[]): (doneBytes: number) => void {
  return (doneBytes) => {
    if (sizes.includes(doneBytes)) held?.destroy();
  };
}

/** The answer that a test holds open, to be cut when its bytes have arrived. */
let held: ServerResponse | undefined;

test('a connection that drops is taken up where it stopped', async () => {
  server = await serve((response, from, nth) => {
    held = response;
    send(response, content, from, nth < 2 ? 100_000 : undefined);
  });
  await fetchFile(server.url, file, content.length, cutAt(100_000, 200_000));
  expect((await readFile(file)).equals(content)).toBe(true);
  expect(server.ranges).toEqual(['', 'bytes=100000-', 'bytes=200000-']);
});

test('what an interrupted set-up left behind is not fetched again', async () => {
  await writeFile(file, content.subarray(0, 250_000));
  const seen: number[] = [];
  server = await serve((response, from) => {
    send(response, content, from);
  });
  await fetchFile(server.url, file, content.length, (done) => seen.push(done));
  expect((await readFile(file)).equals(content)).toBe(true);
  expect(server.ranges).toEqual(['bytes=250000-']);
  expect(Math.min(...seen)).toBeGreaterThan(250_000);
});

test('a server that knows no Range sends it all, and it is not appended to what was there', async () => {
  await writeFile(file, content.subarray(0, 250_000));
  server = await serve((response) => {
    send(response, content, 0);
  });
  await fetchFile(server.url, file, content.length, unseen);
  expect((await readFile(file)).equals(content)).toBe(true);
});

test('a whole file needs no request', async () => {
  await writeFile(file, content);
  server = await serve((response) => {
    response.writeHead(500).end();
  });
  await fetchFile(server.url, file, content.length, unseen);
  expect(server.ranges).toEqual([]);
});

test('a server that cuts every connection at once is given up, and what has arrived stays', async () => {
  server = await serve((response, from, nth) => {
    held = response;
    if (nth === 0) send(response, content, from, 100_000);
    else response.destroy();
  });
  await expect(fetchFile(server.url, file, content.length, cutAt(100_000))).rejects.toThrow();
  expect((await stat(file)).size).toBe(100_000);
  expect(server.ranges).toHaveLength(4);
});

test('a refusal is not asked for twice', async () => {
  server = await serve((response) => {
    response.writeHead(404).end();
  });
  await expect(fetchFile(server.url, file, content.length, unseen)).rejects.toThrow('404');
  expect(server.ranges).toHaveLength(1);
});

test('a server that accepts and never answers is left for the next source', async () => {
  server = await serve(unseen);
  await expect(fetchFile(server.url, file, content.length, unseen, { answerMs: 50 })).rejects.toThrow('no answer');
  expect(server.ranges).toHaveLength(1);
});

test('a server that falls silent is dropped, and the rest is fetched anew', async () => {
  server = await serve((response, from, nth) => {
    if (nth > 0) send(response, content, from);
    else response.writeHead(200).write(content.subarray(0, 1000));
  });
  await fetchFile(server.url, file, content.length, unseen, { silenceMs: 50 });
  expect((await readFile(file)).equals(content)).toBe(true);
  expect(server.ranges[1]).toBe('bytes=1000-');
});

test('more than the file may have is refused before it fills the disk', async () => {
  server = await serve((response) => {
    send(response, content, 0);
  });
  await expect(fetchFile(server.url, file, 1000, unseen)).rejects.toThrow('more than 1000 bytes');
});
