import { describe, expect, it } from 'vitest';
import {
  NO_RECORDING_SOURCES,
  parseRecordingSources,
  sourceFor,
  type RecordingSource,
  type RecordingSources,
} from '../../../../ingest/recordings/recording-sources.ts';
import { readRecordingUri } from '../../../../ingest/recordings/recording-uri.ts';

const WHOLE = `
sources:
  - projects: [shop]
    file: /var/spool/asterisk/monitor/
  - https: https://pbx.example/recordings
    allowPrivate: [10.20.0.0/16]
    credentials: pbx
  - s3: s3://call-recordings/2026/
    endpoint: https://minio.example:9000
    region: eu-central-1
    credentials: minio
maxBytes: 1000000
timeoutSeconds: 60
`;

function sourcesOf(yaml: string): RecordingSources {
  const parsed = parseRecordingSources(yaml, 'recording-sources.yaml');
  if (!parsed.ok) throw new Error(parsed.faults.join('\n'));
  return parsed.value;
}

function faultsOf(yaml: string): readonly string[] {
  const parsed = parseRecordingSources(yaml, 'recording-sources.yaml');
  return parsed.ok ? [] : parsed.faults;
}

describe('recording-sources.yaml', () => {
  it('says where recordings may be fetched from', () => {
    expect(sourcesOf(WHOLE)).toEqual({
      sources: [
        { kind: 'file', projects: ['shop'], root: '/var/spool/asterisk/monitor' },
        {
          kind: 'web',
          projects: null,
          origin: 'https://pbx.example',
          prefix: '/recordings/',
          allowPrivate: ['10.20.0.0/16'],
          credentials: 'pbx',
        },
        {
          kind: 's3',
          projects: null,
          bucket: 'call-recordings',
          prefix: '2026/',
          endpoint: 'https://minio.example:9000',
          region: 'eu-central-1',
          pathStyle: true,
          allowPrivate: [],
          credentials: 'minio',
        },
      ],
      maxBytes: 1_000_000,
      timeoutMs: 60_000,
    });
  });

  it('allows nothing when it is not there; 4 GiB and ten minutes are the limits', () => {
    expect(NO_RECORDING_SOURCES).toEqual({ sources: [], maxBytes: 4_294_967_296, timeoutMs: 600_000 });
    expect(sourcesOf('maxBytes: 1000')).toEqual({ ...NO_RECORDING_SOURCES, maxBytes: 1000 });
  });

  it('takes AWS where no endpoint is named, with the bucket in the name of the host', () => {
    const [bucket] = sourcesOf('sources: [{ s3: s3://call-recordings, credentials: aws }]').sources;
    expect(bucket).toMatchObject({ prefix: '', endpoint: null, region: 'us-east-1', pathStyle: false });
  });

  it('names all its faults at once, each with line and field', () => {
    const text = [
      'sources:',
      '  - file: recordings',
      '    credentials: pbx',
      '  - file: /',
      '  - https: ftp://pbx.example/',
      '  - https: https://user:secret@pbx.example/',
      '  - https: http://pbx.example/',
      '    alowPrivate: [10.0.0.0/8]',
      '  - s3: call-recordings/2026/',
      '    credentials: ../../etc/passwd',
      '  - s3: s3://call-recordings/',
      '    endpoint: http://minio.example:9000',
      '  - projects: [shop]',
      '  - { file: /a, https: https://pbx.example/, allowPrivate: [0.0.0.0/0] }',
      'maxBytes: 4 GB',
    ].join('\n');
    expect(faultsOf(text).map((fault) => fault.replace(/^recording-sources\.yaml:(\S+ [^:]*):.*$/, '$1'))).toEqual([
      '2: sources.0.file',
      '3: sources.0.credentials',
      '4: sources.1.file',
      '5: sources.2.https',
      '6: sources.3.https',
      '7: sources.4.https',
      '8: sources.4.alowPrivate',
      '9: sources.5.s3',
      '10: sources.5.credentials',
      '11: sources.6.credentials',
      '12: sources.6.endpoint',
      '13: sources.7',
      '14: sources.8.allowPrivate.0',
      '14: sources.8',
      '15: maxBytes',
    ]);
    expect(faultsOf(text)[6]).toContain('did you mean "allowPrivate"?');
  });
});

describe('the source of a uri', () => {
  function found(text: string, project = 'shop', { sources } = sourcesOf(WHOLE)): RecordingSource['kind'] | null {
    const uri = readRecordingUri(text);
    return uri.kind === 'refused' ? null : (sourceFor(uri, project, sources)?.kind ?? null);
  }

  it('is the one whose folder, address or bucket it is below', () => {
    expect(found('file:///var/spool/asterisk/monitor/2026/03/02/a.wav')).toBe('file');
    expect(found('https://pbx.example/recordings/a.wav?token=1')).toBe('web');
    expect(found('https://PBX.example:443/recordings/a.wav')).toBe('web');
    expect(found('s3://call-recordings/2026/03/a b+c.wav')).toBe('s3');
  });

  it('is none for a neighbour whose name begins the same', () => {
    expect(found('file:///var/spool/asterisk/monitor-old/a.wav')).toBeNull();
    expect(found('file:///var/spool/asterisk/monitor')).toBeNull();
    expect(found('https://pbx.example/recordings-old/a.wav')).toBeNull();
    expect(found('https://pbx.example.evil.example/recordings/a.wav')).toBeNull();
    expect(found('https://pbx.example:8443/recordings/a.wav')).toBeNull();
    expect(found('http://pbx.example/recordings/a.wav')).toBeNull();
    expect(found('s3://call-recordings/2025/a.wav')).toBeNull();
    expect(found('s3://call-recordings-old/2026/a.wav')).toBeNull();
  });

  it('is none for a project that may not use it', () => {
    expect(found('file:///var/spool/asterisk/monitor/a.wav', 'bank')).toBeNull();
    expect(found('s3://call-recordings/2026/a.wav', 'bank')).toBe('s3');
  });

  it('is the narrowest of several', () => {
    const yaml = `
sources:
  - { https: https://pbx.example/, credentials: wide }
  - { https: https://pbx.example/recordings/shop/, credentials: narrow }
`;
    const uri = readRecordingUri('https://pbx.example/recordings/shop/a.wav');
    const source = uri.kind === 'refused' ? null : sourceFor(uri, 'shop', sourcesOf(yaml).sources);
    expect(source).toMatchObject({ credentials: 'narrow' });
  });
});

describe('the uri of a recording', () => {
  const why = (text: string): string => {
    const uri = readRecordingUri(text);
    return uri.kind === 'refused' ? uri.why : uri.kind;
  };

  it('is a file, an address of the web or a key in a bucket', () => {
    expect(readRecordingUri('file:///a/b%20c.wav')).toEqual({ kind: 'file', path: '/a/b c.wav', shown: 'file:' });
    expect(readRecordingUri('file://localhost//a/./b.wav')).toMatchObject({ why: 'malformed' });
    expect(readRecordingUri('file://localhost/a/./b.wav')).toMatchObject({ path: '/a/b.wav' });
    expect(readRecordingUri('s3://calls/a%20b?c#d')).toEqual({
      kind: 's3',
      bucket: 'calls',
      key: 'a%20b?c#d',
      shown: 's3://calls',
    });
    expect(readRecordingUri('HTTPS://pbx.example:8443/a')).toMatchObject({ shown: 'https://pbx.example:8443' });
  });

  it('is of no other scheme', () => {
    const others = [
      'ftp://pbx.example/a',
      'data:audio/wav,x',
      'gopher://x/',
      'a.wav',
      '/a/b.wav',
      '//pbx.example/a',
      '',
    ];
    expect([...new Set(others.map(why))]).toEqual(['scheme']);
  });

  it('holds no user and no password', () => {
    expect(['https://a:b@pbx.example/x', 'https://a@pbx.example/x', 's3://a:b@calls/x'].map(why)).toEqual(
      Array(3).fill('userinfo'),
    );
    expect(why('https://pbx.example/a@b')).toBe('web');
  });

  it('does not lead upwards, however that is encoded', () => {
    const ways = [
      ...['file:///root/../etc/passwd', 'file:///root/%2e%2e/x', 'file:///root/.%2E/x', 'file:///root/%252e%252e/x'],
      ...['https://pbx.example/r/../x', 'https://pbx.example/r/%2e%2e%2fx', 'https://pbx.example/r/..;/x'],
      ...['https://pbx.example/r/%25252e%25252e/x', 'https://pbx.example/r/..', 's3://calls/2026/../x'],
      ...['s3://calls/2026/%2e%2e/x', `https://pbx.example/${'%25'.repeat(3)}${'25'.repeat(9)}2e./x`],
    ];
    expect([...new Set(ways.map(why))]).toEqual(['traversal']);
    expect(why('file:///root/a..b/...wav')).toBe('file');
    expect(why('https://pbx.example/r?token=a/../b')).toBe('web');
  });

  it('is read by everybody in the same way', () => {
    const doubtful = [
      ...['file:relative.wav', 'file://host/a.wav', 'file:////host/a.wav', 'file:///a%2fb.wav', 'file:///a%00.wav'],
      ...['file:///a.wav?x', 'file:///a%zz.wav', 'https:pbx.example/a', 'https:///a', 'https://pbx.example\\evil/'],
      ...['https://pbx.example/a\tb', 'https://pbx.example/\u0000', 's3://calls', 's3://calls/', 's3://Calls/a'],
    ];
    expect([...new Set(doubtful.map(why))]).toEqual(['malformed']);
  });

  it('shows scheme and host in a reason, and nothing that may hold a number', () => {
    const shown = (text: string): string => readRecordingUri(text).shown;
    expect(shown('https://pbx.example/+359880000101.wav?number=+359880000101')).toBe('https://pbx.example');
    expect(shown('file:///monitor/+359880000101.wav')).toBe('file:');
    expect(shown('https://+359880000101:x@pbx.example/')).toBe('https:');
    expect(shown('sip:+359880000101@pbx.example')).toBe('?');
    expect(shown('s3://calls/+359880000101.wav')).toBe('s3://calls');
  });
});
