import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Rows } from '../harness/run-line.ts';
import { makeAudio } from '../harness/speech-tools.ts';
import { cdr, testInbox, withoutIntake } from '../harness/test-inbox.ts';

const { place, inbox, settle, put, run } = testInbox();

/** Two seconds of tones: no speech, so nothing has to be recognised. */
function putTones(name: string): void {
  const tones = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=2', '-ac', '2', '-ar', '8000'];
  makeAudio(...tones, '-c:a', 'pcm_mulaw', inbox(name));
  settle(name);
}
const callOf = (rows: Rows, callId: string): Readonly<Record<string, unknown>> | undefined =>
  rows['calls']?.find((row) => row['callId'] === callId);
const codeOf = (row: Rows[string][number]): unknown => (row['reason'] as { code: unknown }).code;

describe('a recording and its CDR', () => {
  it('find each other by name when the CDR comes first', async () => {
    put('call-1.json', cdr('c1'));
    expect(callOf(await run(), 'c1')).toMatchObject({ 'recordings.state': ['expected'] });
    putTones('call-1.wav');
    expect(callOf(await run(), 'c1')).toMatchObject({ 'recordings.state': ['present'], marks: [] });
  });

  it('find each other when the recording comes first: it is taken alone, and handed over when the CDR claims it', async () => {
    putTones('call-1.wav');
    expect(callOf(await run(), 'call-1')).toMatchObject({ mergedInto: '', marks: ['WITHOUT_CDR'] });
    put('call-1.json', cdr('c1'));
    const rows = await run();
    expect(callOf(rows, 'call-1')).toMatchObject({ mergedInto: 'c1' });
    expect(callOf(rows, 'c1')).toMatchObject({ mergedInto: '', 'recordings.state': ['present'], marks: [] });
  });

  it('find each other when the CDR names the file, also when it comes after a restart', async () => {
    put('cdr/records.json', `[${cdr('c1', { recordings: [{ recordingId: 'r1', file: '../sound/one.wav' }] })}]`);
    expect(callOf(await run(), 'c1')).toMatchObject({
      'recordings.recordingId': ['r1'],
      'recordings.state': ['expected'],
    });
    mkdirSync(inbox('sound'));
    putTones('sound/one.wav');
    const rows = await run();
    expect(callOf(rows, 'c1')).toMatchObject({ 'recordings.recordingId': ['r1'], 'recordings.state': ['present'] });
    expect(rows['calls']).toHaveLength(1);
  });

  it('agree on who speaks where when the CDR comes later and tells another direction', async () => {
    const projects = readFileSync(place('config', 'projects.yaml'), 'utf8');
    const byDirection = projects.replace('{ inbound: 0, outbound: 0, internal: 0 }', '{ inbound: 1, outbound: 0 }');
    writeFileSync(place('config', 'projects.yaml'), byDirection);
    const operatorChannels = (rows: Rows): readonly unknown[] =>
      (rows['transcripts'] ?? []).map(
        (row) => (JSON.parse(String(row['options'])) as object)['operatorChannel' as never],
      );
    putTones('call-1.wav');
    expect(operatorChannels(await run())).toEqual([1]);
    put('call-1.json', cdr('call-1', { direction: 'outbound' }));
    const rows = await run();
    expect(operatorChannels(rows)).toEqual([0]);
    expect(callOf(rows, 'call-1')).toMatchObject({ direction: 'outbound', 'recordings.state': ['present'] });
  });

  it('change sides when the project turns out to record the operator on the other channel', async () => {
    putTones('call-1.wav');
    put('call-1.json', cdr('c1'));
    const channel = (rows: Rows): unknown =>
      /"operatorChannel":(\d)/.exec(String(rows['transcripts']?.[0]?.['options']))?.[1];
    expect(channel(await run())).toBe('0');
    const projects = readFileSync(place('config', 'projects.yaml'), 'utf8');
    writeFileSync(place('config', 'projects.yaml'), projects.replace('{ inbound: 0,', '{ inbound: 1,'));
    const rows = await run();
    expect(channel(rows)).toBe('1');
    expect(callOf(rows, 'c1')).toMatchObject({ 'recordings.state': ['present'] });
    expect(await run()).toEqual(rows);
  });

  it('stay one call when the recording is replaced by a better one', async () => {
    put('call-1.json', cdr('c1'));
    put('call-1.wav', 'not sound yet');
    expect(callOf(await run(), 'c1')).toMatchObject({ 'recordings.state': ['failed'] });
    putTones('call-1.wav');
    const rows = await run();
    expect(callOf(rows, 'c1')).toMatchObject({ 'recordings.state': ['present'] });
    expect(rows['recordings']).toHaveLength(1);
  });
});

describe('an operators.csv that is corrected', () => {
  it('gives calls that were already taken in to the right operator, at the next start, once', async () => {
    const operators = readFileSync(place('config', 'operators.csv'), 'utf8');
    writeFileSync(place('config', 'operators.csv'), operators.replace('SIP/101@2026-01-01..; 101', '101'));
    put('call-1.json', cdr('c1'));
    put('chat.json', readFileSync('samples/inbox/shop/chat-lamp-delivery.json'));
    expect(callOf(await run(), 'c1')).toMatchObject({
      'legs.operatorId': ['provisional:SIP/101'],
      marks: ['UNKNOWN_OPERATOR'],
    });
    writeFileSync(place('config', 'operators.csv'), operators.replace('chat/anna', 'chat/helena'));
    const rows = await run();
    expect(callOf(rows, 'c1')).toMatchObject({ 'legs.operatorId': ['emma-reed'], marks: [] });
    const evaluations = (rows['evaluations'] ?? []).map((row) => [row['operatorId'], row['withdrawn']]);
    expect(evaluations).toEqual([
      ['anna-belova', true],
      ['provisional:chat/anna', false],
    ]);
    expect(await run()).toEqual(rows);
  });
});

describe('what bad input gets', () => {
  it('is a refusal with code, file and place, and everything beside it is loaded', async () => {
    const sound = readFileSync('samples/inbox/shop/good-call.wav');
    put('broken.json', '{\n  "schemaVersion": 1,\n  "type": "call"\n  "callId": "x"\n}');
    put('unknown-type.json', '{"schemaVersion": 1, "type": "fax"}');
    put('no-direction.json', JSON.stringify({ ...(JSON.parse(cdr('x')) as object), direction: undefined }));
    put('backwards.json', cdr('x', { endedAt: '2026-03-01T09:00:00+02:00' }));
    put('empty.wav', '');
    put('headerless.wav', sound.subarray(5000, 60_000));
    put('playlist.wav', '#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:9/secret\n');
    put('good.json', cdr('good'));
    const rows = await run();
    const letters = (rows['dead_letters'] ?? []).map((row) => [row['origin'], codeOf(row)]);
    expect(letters.sort()).toEqual([
      ['inbox:shop/backwards.json', 'TIMES_IMPOSSIBLE'],
      ['inbox:shop/broken.json', 'JSON_INVALID'],
      ['inbox:shop/empty.wav', 'AUDIO_EMPTY'],
      ['inbox:shop/headerless.wav', 'AUDIO_FORMAT_UNKNOWN'],
      ['inbox:shop/no-direction.json', 'MESSAGE_INVALID'],
      ['inbox:shop/playlist.wav', 'AUDIO_FORMAT_UNKNOWN'],
      ['inbox:shop/unknown-type.json', 'MESSAGE_TYPE_UNKNOWN'],
    ]);
    // A file that is no recording makes no call.
    expect(rows['calls']?.map((row) => row['callId'])).toEqual(['good']);
    expect(rows['intake']?.filter((row) => String(row['path']).startsWith('shop/'))).toHaveLength(8);
  });

  it('in a list costs only the message that is wrong', async () => {
    put('day.json', `[${cdr('c1')}, {"schemaVersion": 1, "type": "call"}, ${cdr('c2')}]`);
    const rows = await run();
    expect(rows['calls']?.map((row) => row['callId'])).toEqual(['c1', 'c2']);
    expect(rows['dead_letters']).toHaveLength(1);
  });

  it('is taken in once it has been mended', async () => {
    put('call-1.json', '{"schemaVersion": 1,');
    expect((await run())['calls']).toEqual([]);
    put('call-1.json', cdr('c1'));
    expect(callOf(await run(), 'c1')).toBeDefined();
  });

  it('of a truncated recording is what can still be heard of it', async () => {
    put('cut.wav', readFileSync('samples/inbox/shop/good-call.wav').subarray(0, 40_000));
    const rows = await run();
    expect(rows['recordings']).toMatchObject([{ recordingId: 'cut', state: 'present' }]);
    expect(Number(rows['recordings']?.[0]?.['durationMs'])).toBeLessThan(3000);
    // What was not said may have been said after the break: nothing is held against anybody.
    expect(rows['evaluations']).toMatchObject([{ score: null, autoFail: false }]);
    expect(JSON.stringify(rows['evaluations'])).toContain('RECORDING_BROKE_OFF');
  });
});

describe('a queue_log', () => {
  const golden = readFileSync('test/fixtures/queue_log.golden.txt', 'utf8');
  const middle = golden.indexOf('\n', golden.length / 2) + 1;

  it('that grows and rotates between two looks gives the same calls as one read in a piece', async () => {
    put('queue_log', golden);
    const whole = withoutIntake(await run());
    rmSync(place('data'), { recursive: true });

    put('queue_log', golden.slice(0, middle - 10));
    await run();
    appendFileSync(inbox('queue_log'), golden.slice(middle - 10, middle));
    renameSync(inbox('queue_log'), inbox('queue_log.1'));
    put('queue_log', golden.slice(middle));
    expect(withoutIntake(await run())).toEqual(whole);
  });

  it('that is copied away and truncated gives each call once', async () => {
    put('queue_log', golden);
    const whole = withoutIntake(await run());
    cpSync(inbox('queue_log'), inbox('queue_log.1'));
    truncateSync(inbox('queue_log'), 0);
    settle('queue_log');
    expect(withoutIntake(await run())).toEqual(whole);
  });

  it('with broken lines names each and keeps the rest', async () => {
    put('queue_log', golden.replace('\n', '\nno line of a log\n17724|broken\n'));
    const rows = await run();
    expect(rows['dead_letters']?.map(codeOf)).toEqual(['QUEUE_LOG_LINE_INVALID', 'QUEUE_LOG_LINE_INVALID']);
    expect(rows['calls']).toHaveLength(10);
  });
});
