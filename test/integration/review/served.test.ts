import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventually } from '../../harness/eventually.ts';
import { startWatching, type Watching } from '../../harness/watching-line.ts';

/** `run` as a service over an empty inbox, in a folder of its own. */
function started(env: Readonly<Record<string, string>> = {}): Watching {
  const root = mkdtempSync(join(tmpdir(), 'etalon-served-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true });
  });
  mkdirSync(join(root, 'inbox', 'shop'), { recursive: true });
  const line = startWatching({ inboxDir: join(root, 'inbox'), dataDir: join(root, 'data'), env });
  onTestFinished(() => line.kill());
  return line;
}

async function said(line: Watching, pattern: RegExp): Promise<string> {
  await eventually(60_000, () => (pattern.test(line.said()) ? [] : [`to say ${String(pattern)}, says ${line.said()}`]));
  return pattern.exec(line.said())?.[1] ?? '';
}

describe('the pages of a line that runs', () => {
  it('let the first administrator in by a link, once, and end with the line', async () => {
    const line = started();
    const url = await said(line, /The pages are at (\S+)/);
    const link = await said(line, /(http\S+\/welcome\/\S+)/);
    expect(await (await fetch(`${url}/healthz`)).text()).toBe('ok\n');
    const page = await fetch(link);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const token = link.split('/').at(-1) ?? '';
    const headers = { 'x-etalon': '1', 'content-type': 'application/json' };
    const body = JSON.stringify({ password: 'an unusual sentence' });
    const chosen = await fetch(`${url}/api/links/${token}`, { method: 'POST', headers, body });
    expect(await chosen.json()).toMatchObject({ login: 'admin', role: 'administrator' });
    const cookie = (chosen.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    expect((await fetch(`${url}/api/people`, { headers: { cookie } })).status).toBe(200);
    expect((await fetch(`${url}/api/people`)).status).toBe(401);
    expect(await line.stop()).toBe(0);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });

  it('are not needed: in a port that is taken they are named, and the line goes on', async () => {
    const taken = createServer();
    await once(taken.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => {
      taken.close();
    });
    const address = taken.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const line = started({ ETALON_REVIEW: `127.0.0.1:${String(port)}` });
    await said(line, /(The pages are not served)[\s\S]*HTTP_ADDRESS_UNUSABLE/);
    expect(await line.stop()).toBe(0);
  });

  it('are not served in clear to others than this machine', async () => {
    const line = started({ ETALON_REVIEW: '0.0.0.0:0' });
    await said(line, /(The pages are not served)[\s\S]*REVIEW_ADDRESS_UNSAFE/);
    expect(await line.stop()).toBe(0);
  });
});
