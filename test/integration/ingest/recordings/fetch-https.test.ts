import { randomBytes } from 'node:crypto';
import { readFile, readdir, rm, stat } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import type { FetchOptions } from '../../../../ingest/recordings/fetch-recording.ts';
import {
  certificate,
  closeServers,
  CONTENT,
  fetchWith,
  NAME,
  namesLeadTo,
  outcome,
  place,
  serve,
  sourcesFile,
  thrown,
  whole,
  type Answer,
} from './recording-server.ts';

describe('a recording over http from a private address that is meant', () => {
  const sourceAt = (port: number, more = ''): string =>
    `https: "http://pbx.example:${port}/rec/", allowPrivate: [127.0.0.1/32]${more}`;
  const sourcesAt = (port: number, more = ''): string => sourcesFile(sourceAt(port, more));
  const at = (port: number, name = NAME): string => `http://pbx.example:${port}/rec/${name}`;

  it('becomes a file of its own in the work folder, readable by its owner only', async () => {
    const { port, requests } = await serve((response) => {
      response.writeHead(200, { 'last-modified': 'Mon, 02 Mar 2026 10:00:00 GMT' }).end(CONTENT);
    });
    const got = await fetchWith(sourcesAt(port), at(port, `${NAME}?t=1`));
    expect(got).toMatchObject({ sizeBytes: CONTENT.length, modifiedAtMs: Date.parse('2026-03-02T10:00:00Z') });
    const path = got.kind === 'here' ? got.path : '';
    expect(path.startsWith(`${place.folder}/`)).toBe(true);
    expect(await readFile(path)).toEqual(CONTENT);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(requests[0]).toMatchObject({ url: `/rec/${NAME}?t=1`, headers: { host: `pbx.example:${port}` } });
    expect(requests[0]?.headers.authorization).toBeUndefined();
  });

  it('is the same byte for byte, in however many pieces it comes', async () => {
    const content = randomBytes(3_000_001);
    const { port } = await serve((response) => {
      for (let from = 0; from < content.length; from += 70_001) response.write(content.subarray(from, from + 70_001));
      response.end();
    });
    const got = await fetchWith(sourcesAt(port), at(port));
    expect(got).toMatchObject({ sizeBytes: content.length, modifiedAtMs: null });
    expect((await readFile(got.kind === 'here' ? got.path : '')).equals(content)).toBe(true);
  });

  it('is not held in memory, however large it is', async () => {
    const [piece, pieces] = [Buffer.alloc(65_536, 7), 5_000];
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const { port } = await serve((response) => {
      let sent = 0;
      const more = (): void => {
        most = Math.max(most, process.memoryUsage().arrayBuffers - before);
        while (sent++ < pieces) if (!response.write(piece)) return;
        response.end();
      };
      response.on('drain', more);
      more();
    });
    expect(await fetchWith(sourcesAt(port), at(port))).toMatchObject({ sizeBytes: piece.length * pieces });
    expect(most).toBeLessThan((piece.length * pieces) / 2);
  });

  it('is asked for with the secret of its source', async () => {
    const { port, requests } = await serve(whole);
    for (const name of ['pbx', 'token', 'headers'])
      expect(await outcome(fetchWith(sourcesAt(port, `, credentials: ${name}`), at(port)))).toBe('here');
    expect(requests.map(({ headers }) => headers.authorization)).toEqual([
      `Basic ${Buffer.from('etalon:pa:ss word').toString('base64')}`,
      'Bearer abc.def',
      undefined,
    ]);
    expect(requests[2]?.headers).toMatchObject({ 'x-api-key': 'k1', 'x-tenant': 'shop' });
  });

  it('is not asked for when its secret is not there or cannot be read', async () => {
    const { port, requests } = await serve(whole);
    for (const name of ['none', 'host'])
      expect(await outcome(fetchWith(sourcesAt(port, `, credentials: ${name}`), at(port)))).toBe(
        `refused RECORDING_SOURCE_UNAUTHORISED secret ${name} missing or unreadable`,
      );
    expect(requests).toEqual([]);
  });

  it.each([404, 410, 202, 204])('is absent when the source answers %i', async (status) => {
    const { port } = await serve((response) => response.writeHead(status).end());
    expect(await outcome(fetchWith(sourcesAt(port), at(port)))).toBe('absent AUDIO_MISSING');
  });

  it('is absent while it is empty, and leaves nothing behind', async () => {
    const { port } = await serve((response) => response.writeHead(200).end());
    expect(await outcome(fetchWith(sourcesAt(port), at(port)))).toBe('absent AUDIO_MISSING');
    expect(await readdir(place.folder)).toEqual([]);
  });

  it.each([401, 403])('is refused when the secret does not do: status %i', async (status) => {
    const { port } = await serve((response) => response.writeHead(status).end());
    expect(await outcome(fetchWith(sourcesAt(port), at(port)))).toBe(
      `refused RECORDING_SOURCE_UNAUTHORISED status ${status}`,
    );
  });

  it.each([408, 429, 500, 503])('is asked for again when the source is busy or broken: status %i', async (status) => {
    const { port } = await serve((response) => response.writeHead(status).end());
    expect(await thrown(fetchWith(sourcesAt(port), at(port)))).toBe(`RECORDING_SOURCE_AWAY status ${status}`);
  });

  it('is refused with any other status, and when it comes packed', async () => {
    const { port } = await serve((response, { url }) => {
      if (url?.endsWith('teapot') === true) response.writeHead(418).end();
      else response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(CONTENT));
    });
    expect(await outcome(fetchWith(sourcesAt(port), at(port, 'teapot')))).toBe(
      'refused RECORDING_URI_REFUSED status 418',
    );
    expect(await outcome(fetchWith(sourcesAt(port), at(port)))).toBe('refused RECORDING_URI_REFUSED content-encoding');
  });

  it('is asked for again when nobody listens or the name is not found', async () => {
    const { port } = await serve(whole);
    await closeServers();
    expect(await thrown(fetchWith(sourcesAt(port), at(port)))).toBe('RECORDING_SOURCE_AWAY ECONNREFUSED');
    const resolve = () => Promise.reject(Object.assign(new Error('of pbx.example'), { code: 'ENOTFOUND' }));
    expect(await thrown(fetchWith(sourcesAt(port), at(port), { resolve }))).toBe('RECORDING_SOURCE_AWAY ENOTFOUND');
  });

  it('is refused before a byte of it is stored when the source says that it is too large', async () => {
    const { port } = await serve((response) => {
      response.writeHead(200, { 'content-length': 1_000_000 }).write('RIFF');
    });
    expect(await outcome(fetchWith(`${sourcesAt(port)}maxBytes: 1000`, at(port)))).toBe('refused RECORDING_TOO_LARGE');
    expect(await readdir(place.folder)).toEqual([]);
  });

  it('is refused and hung up on at the byte that is too much when its length is not told', async () => {
    const { promise: hungUp, resolve } = Promise.withResolvers<unknown>();
    const { port } = await serve((response) => {
      const more = (): void => {
        while (response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', more).on('close', resolve);
      more();
    });
    expect(await outcome(fetchWith(`${sourcesAt(port)}maxBytes: 1000000`, at(port)))).toBe(
      'refused RECORDING_TOO_LARGE',
    );
    await hungUp;
    expect(await readdir(place.folder)).toEqual([]);
  });

  it('is given up when the source falls silent, before its answer or in the middle', async () => {
    const { port } = await serve((response, { url }) => {
      if (url?.endsWith('begun') === true) response.writeHead(200).write('RIFF');
    });
    for (const name of ['never', 'begun'])
      expect(await thrown(fetchWith(sourcesAt(port), at(port, name), { silenceMs: 50 }))).toBe(
        'RECORDING_SOURCE_AWAY silence',
      );
    const resolve = () => new Promise<never>(() => undefined);
    expect(await thrown(fetchWith(sourcesAt(port), at(port), { silenceMs: 50, resolve }))).toBe(
      'RECORDING_SOURCE_AWAY silence',
    );
    expect(await readdir(place.folder)).toEqual([]);
  });

  it('is given up after its whole time when it comes a byte at a time', async () => {
    const { port } = await serve((response) => {
      const drip = setInterval(() => response.write('.'), 5);
      response.on('close', () => {
        clearInterval(drip);
      });
    });
    expect(await thrown(fetchWith(`${sourcesAt(port)}timeoutSeconds: 0.2`, at(port)))).toBe(
      'RECORDING_SOURCE_AWAY timeout',
    );
    expect(await readdir(place.folder)).toEqual([]);
  });

  it('is asked for again when it breaks off', async () => {
    const { port } = await serve((response) => {
      response.writeHead(200, { 'content-length': 100 }).write('RIFF', () => response.destroy());
    });
    expect(await thrown(fetchWith(sourcesAt(port), at(port)))).toBe('RECORDING_SOURCE_AWAY ECONNRESET');
    expect(await readdir(place.folder)).toEqual([]);
  });

  it('ends with the reason of whoever stops it', async () => {
    const stop = new AbortController();
    const { port } = await serve((response) => {
      response.writeHead(200).write('RIFF');
      stop.abort(new Error('the process ends'));
    });
    await expect(fetchWith(sourcesAt(port), at(port), {}, stop.signal)).rejects.toThrow('the process ends');
    await expect(fetchWith(sourcesAt(port), at(port), {}, stop.signal)).rejects.toThrow('the process ends');
    expect(await readdir(place.folder)).toEqual([]);
  });

  it('fails of a work folder that cannot be written in', async () => {
    const { port } = await serve(whole);
    await rm(place.folder, { recursive: true });
    const error = await fetchWith(sourcesAt(port), at(port)).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'WORK_FOLDER_IO', retriable: true });
  });

  describe('that moved', () => {
    const toEach =
      (targets: readonly string[]): Answer =>
      (response, { url }) => {
        const target = targets[Number(/hop-(\d)/.exec(url ?? '')?.[1] ?? 0)];
        if (target === undefined) response.end(CONTENT);
        else response.writeHead(302, { location: target }).end();
      };
    const hops = (count: number): readonly string[] => Array.from({ length: count }, (_, nth) => `/rec/hop-${nth + 1}`);

    it('is followed three times and not a fourth', async () => {
      const three = await serve(toEach(hops(3)));
      expect(await outcome(fetchWith(sourcesAt(three.port), at(three.port)))).toBe('here');
      expect(three.requests).toHaveLength(4);
      const four = await serve(toEach(hops(4)));
      expect(await outcome(fetchWith(sourcesAt(four.port), at(four.port)))).toBe(
        'refused RECORDING_URI_REFUSED too-many-redirects',
      );
      expect(four.requests).toHaveLength(4);
    });

    it.each([
      ['/other/place', 'not-listed'],
      ['/rec/../admin', 'not-listed'],
      ['/rec/%252e%252e/admin', 'traversal'],
      ['http://other.example/rec/x', 'not-listed'],
      ['http://169.254.169.254/latest/meta-data', 'not-listed'],
      ['http://user:secret@pbx.example/rec/x', 'userinfo'],
      ['file:///etc/passwd', 'redirect-to-other-scheme'],
      ['gopher://pbx.example/', 'scheme'],
      ['http://', 'redirect-without-target'],
    ])('to %s is refused', async (target, why) => {
      const { port } = await serve(toEach([target]));
      expect(await outcome(fetchWith(sourcesAt(port), at(port)))).toBe(`refused RECORDING_URI_REFUSED ${why}`);
    });

    it('is refused when it says not where', async () => {
      const { port } = await serve((response) => response.writeHead(302).end());
      expect(await outcome(fetchWith(sourcesAt(port), at(port)))).toBe(
        'refused RECORDING_URI_REFUSED redirect-without-target',
      );
    });

    it('at the end of a chain to a private address that is not meant is refused before it is connected to', async () => {
      const inner = await serve(whole, { host: '127.0.0.2' });
      const outer = await serve(toEach(['/rec/hop-1', `http://inner.example:${inner.port}/`]));
      const sources = sourcesFile(
        sourceAt(outer.port),
        `https: "http://inner.example:${inner.port}/", allowPrivate: [10.0.0.0/8]`,
      );
      const resolve: FetchOptions['resolve'] = (hostname) =>
        Promise.resolve([{ address: hostname === 'inner.example' ? '127.0.0.2' : '127.0.0.1', family: 4 }]);
      expect(await outcome(fetchWith(sources, at(outer.port), { resolve }))).toBe(
        'refused RECORDING_URI_REFUSED private-address',
      );
      expect(inner.requests).toEqual([]);
    });

    it('to another source takes the secret of that one, not its own', async () => {
      const second = await serve(whole);
      const first = await serve(toEach([`http://store.example:${second.port}/x`]));
      const sources = sourcesFile(
        sourceAt(first.port, ', credentials: pbx'),
        `https: "http://store.example:${second.port}/", allowPrivate: [127.0.0.1/32], credentials: token`,
      );
      expect(await outcome(fetchWith(sources, at(first.port)))).toBe('here');
      expect(first.requests[0]?.headers.authorization).toMatch(/^Basic /);
      expect(second.requests[0]?.headers.authorization).toBe('Bearer abc.def');
    });
  });

  describe('whose name leads elsewhere', () => {
    it('comes from the address that was checked, whatever the name says a moment later', async () => {
      const meant = await serve(whole);
      const other = await serve(whole, { host: '127.0.0.2', port: meant.port });
      const asked: string[] = [];
      const resolve: FetchOptions['resolve'] = (hostname) =>
        namesLeadTo(asked.push(hostname) === 1 ? '127.0.0.1' : '127.0.0.2')(hostname);
      const fetched = () => outcome(fetchWith(sourcesAt(meant.port), at(meant.port), { resolve }));
      expect(await fetched()).toBe('here');
      expect(asked).toEqual(['pbx.example']);
      expect(await fetched()).toBe('refused RECORDING_URI_REFUSED private-address');
      expect([meant.requests.length, other.requests.length]).toEqual([1, 0]);
    });

    it('comes from the one of its addresses that is allowed', async () => {
      const meant = await serve(whole);
      const other = await serve(whole, { host: '127.0.0.2', port: meant.port });
      const resolve = namesLeadTo('169.254.169.254', '127.0.0.2', '127.0.0.1');
      expect(await outcome(fetchWith(sourcesAt(meant.port), at(meant.port), { resolve }))).toBe('here');
      expect([meant.requests.length, other.requests.length]).toEqual([1, 0]);
    });

    it.each([
      ['127.0.0.2', 'private-address'],
      ['::ffff:127.0.0.2', 'private-address'],
      ['169.254.169.254', 'metadata-address'],
      ['1.1.1.1', 'public-address-over-http'],
    ])('to %s is refused', async (address, why) => {
      const resolve = namesLeadTo(address);
      expect(await outcome(fetchWith(sourcesAt(8080), at(8080), { resolve }))).toBe(
        `refused RECORDING_URI_REFUSED ${why}`,
      );
    });
  });

  it.each([
    ['http://127.0.0.2:8080/', '127.0.0.1/32', 'private-address'],
    ['http://2130706434:8080/', '127.0.0.1/32', 'private-address'],
    ['https://127.0.0.2:8080/', '127.0.0.1/32', 'private-address'],
    ['https://[::ffff:7f00:2]:8080/', '127.0.0.1/32', 'private-address'],
    ['https://169.254.169.254/', '169.254.0.0/16', 'metadata-address'],
    ['https://[fd00:ec2::254]/', 'fd00::/8', 'metadata-address'],
    ['http://1.1.1.1/', '127.0.0.1/32', 'public-address-over-http'],
  ])('is checked when its host is an address itself: %s', async (origin, allowed, why) => {
    const sources = sourcesFile(`https: "${origin}", allowPrivate: ["${allowed}"]`);
    expect(await outcome(fetchWith(sources, `${origin}x`))).toBe(`refused RECORDING_URI_REFUSED ${why}`);
  });
});

describe('a recording over https', () => {
  const sourceAt = (port: number, host = 'recordings.example'): string =>
    `https: "https://${host}:${port}/", allowPrivate: [127.0.0.1/32]`;
  const sourcesAt = (port: number, host = 'recordings.example'): string => sourcesFile(sourceAt(port, host));
  const at = (port: number, host = 'recordings.example'): string => `https://${host}:${port}/${NAME}`;
  const trusted = async (): Promise<Partial<FetchOptions>> => ({
    authorities: [await certificate()],
  });

  it('is fetched from whom it is meant from', async () => {
    const { port } = await serve(whole, { tls: true });
    expect(await outcome(fetchWith(sourcesAt(port), at(port), await trusted()))).toBe('here');
  });

  it('is not fetched from somebody with a certificate of another name', async () => {
    const { port, requests } = await serve(whole, { tls: true });
    expect(await thrown(fetchWith(sourcesAt(port, 'pbx.example'), at(port, 'pbx.example'), await trusted()))).toBe(
      'RECORDING_SOURCE_AWAY ERR_TLS_CERT_ALTNAME_INVALID',
    );
    expect(requests).toEqual([]);
  });

  it('is not fetched from somebody whom no known authority vouches for, whatever the environment says', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const { port, requests } = await serve(whole, { tls: true });
    expect(await thrown(fetchWith(sourcesAt(port), at(port)))).toBe(
      'RECORDING_SOURCE_AWAY DEPTH_ZERO_SELF_SIGNED_CERT',
    );
    expect(requests).toEqual([]);
  });

  it('is not followed to plain http, even where that is allowed by itself', async () => {
    const plain = await serve(whole);
    const { port } = await serve(
      (response) => response.writeHead(301, { location: `http://recordings.example:${plain.port}/x` }).end(),
      { tls: true },
    );
    const sources = sourcesFile(
      sourceAt(port),
      `https: "http://recordings.example:${plain.port}/", allowPrivate: [127.0.0.1/32]`,
    );
    expect(await outcome(fetchWith(sources, at(port), await trusted()))).toBe(
      'refused RECORDING_URI_REFUSED redirect-to-plain-http',
    );
    expect(plain.requests).toEqual([]);
  });
});
