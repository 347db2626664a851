import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startClickHouse, type ClickHouseServer } from '../../harness/clickhouse-server.ts';
import { eventually } from '../../harness/eventually.ts';
import { freePort } from '../../harness/free-ports.ts';
import { sharedBroker } from '../../harness/kafka-broker.ts';
import { cdr, recordingTold, type Sent } from '../../harness/stream-messages.ts';
import { letterOf, tablesOf, type Row } from '../../harness/stream-tables.ts';
import { cutRecordings, openWorld, type World } from '../../harness/stream-world.ts';
import { speaking, type TranscriptionServer } from '../../harness/transcription-server.ts';

/** How long a recording is waited for. */
const GIVE_UP_SECONDS = 20;

let clickHouse: ClickHouseServer;
let speech: TranscriptionServer;
let world: World;
let webPort = 0;

beforeAll(async () => {
  const [brokers, server, heard] = await Promise.all([sharedBroker(), startClickHouse(), speaking()]);
  [clickHouse, speech] = [server, heard];
  webPort = await freePort();
  world = await openWorld({
    brokers,
    clickHouse: clickHouse.url,
    speechUrl: speech.baseUrl,
    kafkaYaml: `recordingRetries: { delaysSeconds: [1, 2], giveUpAfterHours: ${GIVE_UP_SECONDS / 3_600} }\n`,
    sources: `  - https: http://127.0.0.1:${webPort}/calls/\n    allowPrivate: [127.0.0.1/32]\n`,
    // Whoever is called stands on the other channel, as in systems that record by who rang.
    projects: (yaml) => yaml.replace('outbound: 0', 'outbound: 1'),
  });
  await world.start('ingest,speech,score');
});
afterAll(async () => {
  await world.close();
  await Promise.all([clickHouse.stop(), speech.close()]);
});

const done = (): Promise<void> => world.drained(60_000);
const sendAndFinish = async (...messages: readonly Sent[]): Promise<void> => {
  await world.send(messages);
  await done();
};

/** What is stored of a call; each row once. */
async function storedOf(callId: string) {
  const tables = await tablesOf(world.store);
  const own = (rows: readonly Row[]): readonly Row[] => rows.filter((row) => row['callId'] === callId);
  const evaluations = own(tables.evaluations).filter(({ withdrawn }) => withdrawn === false);
  return {
    calls: own(tables.calls),
    recordings: own(tables.recordings),
    transcripts: own(tables.transcripts),
    scored: evaluations.map((row) => row['operatorId']),
  };
}

/** Stage, code and message of the letters about an address. */
async function lettersAbout(uri: string): Promise<readonly string[]> {
  const letters = (await tablesOf(world.store)).dead_letters.map(letterOf);
  return letters
    .filter(({ text }) => text.includes(`"${uri}"`))
    .map(({ stage, code, text }) => `${stage} ${code} ${text}`);
}

const cut = (name: string): string => cutRecordings(world.root, [name])[0] ?? '';
const nameOf = (uri: string): string => basename(uri, '.wav');

describe('a recording and the CDR of its call', () => {
  const whole = (callId: string) => ({
    calls: [{ callId, mergedInto: '', 'recordings.state': ['present'], 'recordings.recordingId': [callId] }],
    recordings: [{ callId, recordingId: callId, state: 'present' }],
    transcripts: [{ callId, recordingId: callId, complete: true }],
    scored: ['emma-reed'],
  });

  it('join when the recording is told of first', async () => {
    await sendAndFinish(recordingTold('first', cut('first'), 1));
    expect((await storedOf('first')).calls).toMatchObject([{ marks: ['WITHOUT_CDR'] }]);
    await sendAndFinish(cdr('first', { minute: 1 }));
    expect(await storedOf('first')).toMatchObject(whole('first'));
  });

  it('join when the CDR comes first', async () => {
    await sendAndFinish(cdr('second', { minute: 2 }));
    expect((await storedOf('second')).calls).toMatchObject([{ 'recordings.state': ['expected'] }]);
    await sendAndFinish(recordingTold('second', cut('second'), 2));
    expect(await storedOf('second')).toMatchObject(whole('second'));
  });

  it('need no message of the recording when the CDR names its address', async () => {
    await sendAndFinish(cdr('named', { minute: 3, uri: cut('named') }));
    expect(await storedOf('named')).toMatchObject(whole('named'));
  });

  it.each(['the recording', 'the CDR'])('join by the address alone, when %s comes first', async (first) => {
    const callId = `claims-after-${first.replace(' ', '-')}`;
    const uri = cut(`lone-${callId}`);
    const messages = [recordingTold(null, uri, 4), cdr(callId, { minute: 4, uri })];
    const [one, other] = first === 'the recording' ? messages : messages.toReversed();
    if (one === undefined || other === undefined) throw new Error('two messages');
    const asked = speech.received.length;
    await sendAndFinish(one);
    const heard = speech.received.length;
    await sendAndFinish(other);
    expect(await storedOf(callId)).toMatchObject(whole(callId));
    // The call that was made up for the lone recording is part of the other, and no operator's.
    const madeUp = await storedOf(nameOf(uri));
    expect(madeUp.calls).toMatchObject([{ mergedInto: callId }]);
    expect(madeUp.scored).toEqual([]);
    expect([heard > asked, speech.received.length]).toEqual([true, heard]);
  });

  it('when the CDR tells only later that the call was outbound, the speakers change places, unheard anew', async () => {
    await sendAndFinish(recordingTold('outbound', cut('outbound'), 5));
    const [before] = (await storedOf('outbound')).transcripts;
    const asked = speech.received.length;
    await sendAndFinish(cdr('outbound', { minute: 5, direction: 'outbound' }));
    const { transcripts } = await storedOf('outbound');
    const other = new Map([['operator', 'customer'], ['customer', 'operator']]); // prettier-ignore
    const spoke = (row: Row | undefined) =>
      z
        .array(z.string())
        .parse(row?.['speech.speaker'])
        .map((speaker, nth) => [speaker, z.array(z.unknown()).parse(row?.['speech.startMs'])[nth]]);
    expect(transcripts).toHaveLength(1);
    expect(spoke(before).length).toBeGreaterThan(0);
    expect(spoke(transcripts[0])).toEqual(spoke(before).map(([speaker, at]) => [other.get(String(speaker)), at]));
    expect(speech.received.length).toBe(asked);
  });
});

describe('a recording that is not there', () => {
  /** Until the speech line has looked for it in vain. */
  const putOff = (): Promise<void> =>
    eventually(30_000, async () => {
      const waiting = world.settings.retries.map(({ topic }) => topic.name);
      const lag = await world.kafka.lag(`${world.settings.group}-speech`, waiting);
      return [...lag.values()].some((messages) => messages > 0) ? [] : ['a message in a retry topic'];
    });

  it('yet, is heard when it has come', async () => {
    const uri = cut('comes-later');
    const path = join(world.root, 'comes-later.wav');
    renameSync(path, `${path}.part`);
    await world.send([cdr('late', { minute: 6, uri })]);
    await putOff();
    renameSync(`${path}.part`, path);
    await done();
    expect(await storedOf('late')).toMatchObject({ recordings: [{ state: 'present' }], scored: ['emma-reed'] });
    expect(await lettersAbout(uri)).toEqual([]);
  });

  it('because its source does not answer, is heard when that does', async () => {
    const file = readFileSync(join(world.root, `${nameOf(cut('far-away'))}.wav`));
    const uri = `http://127.0.0.1:${webPort}/calls/far-away.wav`;
    await world.send([recordingTold('far', uri, 7)]);
    await putOff();
    const server = createServer((_, response) => response.end(file)).listen(webPort, '127.0.0.1');
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    await done();
    expect(await storedOf('far')).toMatchObject({
      recordings: [{ state: 'present' }],
      transcripts: [{ callId: 'far' }],
    });
  });

  it('and never comes, or stays empty, is a dead letter with its message once it was waited for long enough', async () => {
    writeFileSync(join(world.root, 'stays-empty.wav'), '');
    const uris = ['never-comes', 'stays-empty'].map((name) => `file:${join(world.root, name)}.wav`);
    const told = uris.map((uri, nth) => recordingTold(nameOf(uri), uri, 8 + nth));
    await sendAndFinish(...told);
    for (const [nth, uri] of uris.entries()) {
      const [said = '', ...more] = await lettersAbout(uri);
      expect(more).toEqual([]);
      expect(said.startsWith('speech AUDIO_MISSING {')).toBe(true);
      // The message as it was told first, though it went through the retry topics.
      expect(JSON.parse(said.slice(said.indexOf('{')))).toMatchObject(
        z.looseObject({}).parse(JSON.parse(String(told[nth]?.value))),
      );
    }
  });
});

describe('a recording that cannot be heard', () => {
  /** Header of a WAV without a sample. */
  const soundless = (): Buffer => {
    const whole = readFileSync(join(world.root, `${nameOf(cut('whole'))}.wav`));
    const data = whole.indexOf('data');
    const header = Buffer.from(whole.subarray(0, data + 8));
    header.writeUInt32LE(0, data + 4);
    header.writeUInt32LE(header.length - 8, 4);
    return header;
  };

  it('fails with its reason, the call knows it, and the message is kept', async () => {
    const cases = [
      { name: 'not-audio', bytes: Buffer.from('this is no recording'), code: 'AUDIO_FORMAT_UNKNOWN' },
      { name: 'soundless', bytes: soundless(), code: 'AUDIO_EMPTY' },
      { name: '../outside', bytes: Buffer.from('not yours'), code: 'RECORDING_URI_REFUSED' },
    ];
    for (const { name, bytes } of cases) writeFileSync(join(world.root, `${name}.wav`), bytes);
    const told = cases.map(({ name }, nth) => {
      const uri = name.startsWith('../')
        ? `file:${join(world.folder, 'outside.wav')}`
        : `file:${join(world.root, name)}.wav`;
      return { callId: `fails-${nth}`, uri, minute: 10 + nth };
    });
    await sendAndFinish(...told.map(({ callId, minute }) => cdr(callId, { minute })));
    const messages = told.map(({ callId, uri, minute }) => recordingTold(callId, uri, minute));
    await sendAndFinish(...messages);
    for (const [nth, { callId, uri }] of told.entries()) {
      const code = cases[nth]?.code ?? '';
      expect(await lettersAbout(uri)).toEqual([`speech ${code} ${String(messages[nth]?.value)}`]);
      const { calls, recordings, transcripts } = await storedOf(callId);
      expect(recordings).toMatchObject([{ state: 'failed', failureCode: code }]);
      expect(calls).toMatchObject([{ 'recordings.state': ['failed'] }]);
      expect(transcripts).toEqual([]);
    }
  });

  it('to its end is heard as far as it goes, and says so', async () => {
    const path = join(world.root, `${nameOf(cut('broken-off'))}.wav`);
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, bytes.length >> 1));
    await sendAndFinish(cdr('broken-off', { minute: 20, uri: `file:${path}` }));
    const { calls, transcripts, scored } = await storedOf('broken-off');
    expect(transcripts).toMatchObject([{ complete: false }]);
    expect(calls).toMatchObject([{ 'recordings.state': ['present'] }]);
    expect(scored).toEqual(['emma-reed']);
  });
});
