import { readFile, readdir } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import type { FetchOptions } from '../../../../ingest/recordings/fetch-recording.ts';
import type { FetchedRecording } from '../../../../ingest/recordings/fetched-recording.ts';
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

describe('a recording in a bucket', () => {
  const sourcesAt = (endpoint: string, more = 'allowPrivate: [127.0.0.1/32]'): string =>
    sourcesFile(`s3: s3://calls/2026/, endpoint: "${endpoint}", region: eu-central-1, credentials: s3, ${more}`);
  const URI = `s3://calls/2026/03/a b ${NAME}`;

  const failing =
    (status: number, code: string): Answer =>
    (response) => {
      response.writeHead(status, { 'content-type': 'application/xml' });
      response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>of ${NAME}</Message></Error>`);
    };

  async function fetchFailing(status: number, code: string): Promise<FetchedRecording> {
    const { port } = await serve(failing(status, code));
    return fetchWith(sourcesAt(`http://minio.example:${port}`), URI);
  }

  it('is fetched with a signed request, the bucket in the path, from the endpoint that is named', async () => {
    vi.stubEnv('AWS_USE_FIPS_ENDPOINT', 'true');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAOTHER');
    const { port, requests } = await serve((response) => {
      response.writeHead(200, { 'last-modified': 'Mon, 02 Mar 2026 10:00:00 GMT', etag: '"x"' }).end(CONTENT);
    });
    const got = await fetchWith(sourcesAt(`http://minio.example:${port}`), URI);
    expect(got).toMatchObject({ sizeBytes: CONTENT.length, modifiedAtMs: Date.parse('2026-03-02T10:00:00Z') });
    expect(await readFile(got.kind === 'here' ? got.path : '')).toEqual(CONTENT);
    const [request] = requests;
    expect(request?.url?.split('?')[0]).toBe('/calls/2026/03/a%20b%20%2B359880000101.wav');
    expect(request?.headers.host).toBe(`minio.example:${port}`);
    expect(request?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\/\d{8}\/eu-central-1\/s3\/aws4_request, SignedHeaders=[\w;-]*host[\w;-]*, Signature=[0-9a-f]{64}$/,
    );
  });

  it('may have its bucket in the name of the host, which is looked up and checked', async () => {
    const { port, requests } = await serve(whole);
    const names: string[] = [];
    const resolve: FetchOptions['resolve'] = (hostname) => {
      names.push(hostname);
      return namesLeadTo('127.0.0.1')(hostname);
    };
    const sources = sourcesAt(`http://minio.example:${port}`, 'allowPrivate: [127.0.0.1/32], pathStyle: false');
    expect(await outcome(fetchWith(sources, URI, { resolve }))).toBe('here');
    expect(names).toEqual(['calls.minio.example']);
    expect(requests[0]?.url?.split('?')[0]).toBe('/2026/03/a%20b%20%2B359880000101.wav');
  });

  it('is asked for at AWS when no endpoint is named, whatever the environment names', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'https://other.example');
    vi.stubEnv('AWS_ENDPOINT_URL_S3', 'https://other.example');
    const names: string[] = [];
    const resolve: FetchOptions['resolve'] = (hostname) => {
      names.push(hostname);
      return namesLeadTo('10.0.0.1')(hostname);
    };
    const sources = sourcesFile('s3: s3://calls/2026/, region: eu-central-1, credentials: s3');
    expect(await outcome(fetchWith(sources, URI, { resolve }))).toBe('refused RECORDING_URI_REFUSED private-address');
    expect(names).toEqual(['calls.s3.eu-central-1.amazonaws.com']);
  });

  it('is fetched over TLS from whom it is meant from, and from nobody else', async () => {
    const { port, requests } = await serve(whole, { tls: true });
    const authorities = [await certificate()];
    const endpoint = `https://recordings.example:${port}`;
    expect(await outcome(fetchWith(sourcesAt(endpoint), URI, { authorities }))).toBe('here');
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    expect(await thrown(fetchWith(sourcesAt(endpoint), URI))).toBe('RECORDING_SOURCE_AWAY DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(await thrown(fetchWith(sourcesAt(`https://minio.example:${port}`), URI, { authorities }))).toBe(
      'RECORDING_SOURCE_AWAY ERR_TLS_CERT_ALTNAME_INVALID',
    );
    expect(requests).toHaveLength(1);
  });

  it('is absent when there is no such key', async () => {
    expect(await outcome(fetchFailing(404, 'NoSuchKey'))).toBe('absent AUDIO_MISSING');
  });

  it('is absent while it is empty', async () => {
    const { port } = await serve((response) => response.writeHead(200, { 'content-length': 0 }).end());
    expect(await outcome(fetchWith(sourcesAt(`http://minio.example:${port}`), URI))).toBe('absent AUDIO_MISSING');
    expect(await readdir(place.folder)).toEqual([]);
  });

  it('is refused when its key may not be read, for that is what S3 says of missing keys to those who may not list', async () => {
    expect(await outcome(fetchFailing(403, 'AccessDenied'))).toBe('refused RECORDING_SOURCE_UNAUTHORISED AccessDenied');
    expect(await outcome(fetchFailing(403, 'SignatureDoesNotMatch'))).toBe(
      'refused RECORDING_SOURCE_UNAUTHORISED SignatureDoesNotMatch',
    );
  });

  it('is refused when bucket, region or archive do not give it, and not looked for elsewhere', async () => {
    expect(await outcome(fetchFailing(404, 'NoSuchBucket'))).toBe('refused RECORDING_URI_REFUSED NoSuchBucket');
    expect(await outcome(fetchFailing(403, 'InvalidObjectState'))).toBe(
      'refused RECORDING_URI_REFUSED InvalidObjectState',
    );
    expect(await outcome(fetchFailing(301, 'PermanentRedirect'))).toBe(
      'refused RECORDING_URI_REFUSED PermanentRedirect',
    );
  });

  it('is refused with a secret that is none, before anybody is asked', async () => {
    const sources = sourcesFile('s3: s3://calls/, endpoint: "https://minio.example", credentials: token');
    expect(await outcome(fetchWith(sources, URI))).toBe(
      'refused RECORDING_SOURCE_UNAUTHORISED secret token missing or unreadable',
    );
  });

  it.each([
    [503, 'SlowDown'],
    [500, 'InternalError'],
    [400, 'RequestTimeout'],
  ])('is asked for again later, not at once, when the store is busy: %i %s', async (status, code) => {
    const { port, requests } = await serve(failing(status, code));
    expect(await thrown(fetchWith(sourcesAt(`http://minio.example:${port}`), URI))).toBe(
      `RECORDING_SOURCE_AWAY ${code}`,
    );
    expect(requests).toHaveLength(1);
  });

  it('is asked for again when something before the store answers, or nobody does', async () => {
    const { port } = await serve((response) => response.writeHead(502).end('<html>Bad gateway'));
    const endpoint = `http://minio.example:${port}`;
    expect(await thrown(fetchWith(sourcesAt(endpoint), URI))).toBe('RECORDING_SOURCE_AWAY status 502');
    await closeServers();
    expect(await thrown(fetchWith(sourcesAt(endpoint), URI))).toBe('RECORDING_SOURCE_AWAY ECONNREFUSED');
    const resolve = () => Promise.reject(Object.assign(new Error('of minio.example'), { code: 'EAI_AGAIN' }));
    expect(await thrown(fetchWith(sourcesAt(endpoint), URI, { resolve }))).toBe('RECORDING_SOURCE_AWAY EAI_AGAIN');
  });

  it('is given up when the store falls silent, breaks off or sends too much', async () => {
    const { port } = await serve((response, { url }) => {
      if (url?.includes('silent') === true) response.writeHead(200).write('RIFF');
      if (url?.includes('broken') === true)
        response.writeHead(200, { 'content-length': 100 }).write('RIFF', () => response.destroy());
      if (url?.includes('large') === true) response.end(Buffer.alloc(2000));
    });
    const sources = `${sourcesAt(`http://minio.example:${port}`)}maxBytes: 1000`;
    const fetched = (key: string, silenceMs = 30_000) => fetchWith(sources, `s3://calls/2026/${key}`, { silenceMs });
    expect(await thrown(fetched('never', 50))).toBe('RECORDING_SOURCE_AWAY silence');
    expect(await thrown(fetched('silent', 50))).toBe('RECORDING_SOURCE_AWAY silence');
    expect(await thrown(fetched('broken'))).toBe('RECORDING_SOURCE_AWAY ECONNRESET');
    expect(await outcome(fetched('large'))).toBe('refused RECORDING_TOO_LARGE');
    expect(await readdir(place.folder)).toEqual([]);
  });

  it('is asked for again when it is not what its checksum says', async () => {
    const { port } = await serve((response) =>
      response.writeHead(200, { 'x-amz-checksum-crc32': 'AAAAAA==' }).end(CONTENT),
    );
    expect(await thrown(fetchWith(sourcesAt(`http://minio.example:${port}`), URI))).toBe(
      'RECORDING_SOURCE_AWAY broken-off',
    );
    expect(await readdir(place.folder)).toEqual([]);
  });

  it('is under the same guard of addresses, by name and as an address itself', async () => {
    const { port, requests } = await serve(whole);
    const sources = sourcesAt(`https://minio.example:${port}`, 'allowPrivate: []');
    expect(await outcome(fetchWith(sources, URI))).toBe('refused RECORDING_URI_REFUSED private-address');
    const literal = sourcesAt(`https://127.0.0.1:${port}`, 'allowPrivate: []');
    expect(await outcome(fetchWith(literal, URI))).toBe('refused RECORDING_URI_REFUSED private-address');
    const metadata = sourcesAt('http://169.254.169.254', 'allowPrivate: [169.254.0.0/16]');
    expect(await outcome(fetchWith(metadata, URI))).toBe('refused RECORDING_URI_REFUSED metadata-address');
    expect(requests).toEqual([]);
  });
});
