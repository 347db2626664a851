import { readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerRange, type RangeRequest } from '../../../review/audio/answer-range.ts';
import type { PlayableFile } from '../../../review/audio/audio-cache.ts';
import { testFolder } from '../../harness/hearing.ts';

/** Larger than what is read at once, each byte telling where it stands. */
const BYTES = Uint8Array.from({ length: 200_000 }, (_, nth) => nth % 251);
const TAG = 'ab'.repeat(32);

let folder: ReturnType<typeof testFolder>;
let file: PlayableFile;
beforeEach(() => {
  folder = testFolder();
  file = { path: join(folder.path, 'call.wav'), peaksPath: join(folder.path, 'call.json'), tag: TAG };
  writeFileSync(file.path, BYTES);
});
afterEach(() => {
  folder.remove();
});

const PLAIN: RangeRequest = { method: 'GET', range: null, ifRange: null, ifNoneMatch: null };

async function asked(of: Partial<RangeRequest>): Promise<Response> {
  const answer = await answerRange(file, { ...PLAIN, ...of });
  if (answer === null) throw new Error('no file');
  return answer;
}

/** How many descriptors of this process lead to the file. */
function openedNow(): number {
  const links = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  });
  return links.filter((link) => link === file.path).length;
}

describe('a recording is answered by the bytes that are asked for', () => {
  it('whole without a range, and nothing in it tells whose it is', async () => {
    const answer = await asked({});
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toEqual({
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-cache',
      'content-disposition': 'inline',
      'content-length': '200000',
      'content-type': 'audio/wav',
      etag: `"${TAG}"`,
      'x-content-type-options': 'nosniff',
    });
    expect(Buffer.from(await answer.arrayBuffer()).equals(BYTES)).toBe(true);
  });

  it.each([
    ['bytes=0-0', 0, 1],
    ['bytes=100000-199999', 100_000, 200_000],
    ['bytes=199990-', 199_990, 200_000],
    ['bytes=-10', 199_990, 200_000],
    ['bytes=-999999', 0, 200_000],
    ['bytes=5-999999', 5, 200_000],
    ['BYTES=1-2', 1, 3],
  ])('%s', async (range, start, end) => {
    const answer = await asked({ range });
    expect(answer.status).toBe(206);
    expect(answer.headers.get('content-range')).toBe(`bytes ${String(start)}-${String(end - 1)}/200000`);
    expect(answer.headers.get('content-length')).toBe(String(end - start));
    expect(Buffer.from(await answer.arrayBuffer()).equals(BYTES.subarray(start, end))).toBe(true);
  });

  it.each(['bytes=200000-', 'bytes=999999999999999999999-', 'bytes=-0'])('%s lies outside', async (range) => {
    const answer = await asked({ range });
    expect(answer.status).toBe(416);
    expect(answer.headers.get('content-range')).toBe('bytes */200000');
    expect(await answer.text()).toBe('');
  });

  it.each(['bytes=0-1,5-6', 'bytes=5-2', 'bytes=-', 'bytes=a-b', 'seconds=1-2', 'bytes=1.5-2', '0-1'])(
    '%s is no single range: the whole is answered',
    async (range) => {
      const answer = await asked({ range });
      expect([answer.status, answer.headers.get('content-range')]).toEqual([200, null]);
      await answer.body?.cancel();
    },
  );

  it('a range of another recording is not mixed into this one', async () => {
    const range = 'bytes=0-9';
    const same = await asked({ range, ifRange: `"${TAG}"` });
    const other = await asked({ range, ifRange: '"another"' });
    const dated = await asked({ range, ifRange: 'Mon, 02 Mar 2026 09:00:00 GMT' });
    expect([same.status, other.status, dated.status]).toEqual([206, 200, 200]);
    for (const answer of [same, other, dated]) await answer.body?.cancel();
  });

  it('HEAD tells the same and sends nothing', async () => {
    const whole = await asked({ method: 'HEAD' });
    const part = await asked({ method: 'HEAD', range: 'bytes=1-3' });
    expect([whole.status, whole.headers.get('content-length'), whole.body]).toEqual([200, '200000', null]);
    expect([part.status, part.headers.get('content-length'), part.body]).toEqual([206, '3', null]);
  });

  it('what the browser has is not sent again', async () => {
    const known = await asked({ ifNoneMatch: `"other", W/"${TAG}"` });
    expect([known.status, known.body]).toEqual([304, null]);
  });

  it('a file that was removed meanwhile is no answer', async () => {
    rmSync(file.path);
    expect(await answerRange(file, PLAIN)).toBeNull();
  });
});

describe('the file is closed', () => {
  it('at its end, and where nothing is sent', async () => {
    await (await asked({})).arrayBuffer();
    await asked({ method: 'HEAD' });
    await asked({ range: 'bytes=900000-' });
    await asked({ ifNoneMatch: '*' });
    expect(openedNow()).toBe(0);
  });

  it('as soon as the reader goes away', async () => {
    const answer = await asked({});
    const reader = answer.body?.getReader();
    await reader?.read();
    expect(openedNow()).toBe(1);
    await reader?.cancel();
    expect(openedNow()).toBe(0);
  });
});
