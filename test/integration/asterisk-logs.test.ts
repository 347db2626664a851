import { cpSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cdrRow, celRow, NINE } from '../harness/asterisk.ts';
import { makeAudio } from '../harness/speech-tools.ts';
import { testInbox, withoutIntake } from '../harness/test-inbox.ts';

const { place, inbox, settle, put, append, run } = testInbox();

/** The n-th call of a day at telephone 101, with a ring at 102: two rows. */
function rows(n: number): string {
  const of = { from: `SIP/carrier-${String(n)}a`, linkedid: `${String(NINE + n * 300)}.${String(n)}` };
  const start = n * 300;
  return [
    cdrRow({ ...of, to: `SIP/102-${String(n)}c`, at: [start, null, start + 8], sequence: 2 * n }),
    cdrRow({ ...of, to: `SIP/101-${String(n)}b`, at: [start, start + 8, start + 68], sequence: 2 * n + 1 }),
    '',
  ].join('\n');
}

describe('Master.csv in the inbox', () => {
  const whole = [1, 2, 3, 4, 5, 6].map((n) => rows(n)).join('');
  const middle = whole.indexOf('\n', whole.length / 2) + 1;

  it('that grows and rotates between two looks gives the same calls as one read in a piece', async () => {
    put('Master.csv', whole);
    const once = withoutIntake(await run());
    expect(once['calls']).toHaveLength(6);
    expect(once['dead_letters']).toEqual([]);
    rmSync(place('data'), { recursive: true });

    put('Master.csv', whole.slice(0, middle - 10));
    await run();
    append('Master.csv', whole.slice(middle - 10, middle));
    renameSync(inbox('Master.csv'), inbox('Master.csv.1'));
    put('Master.csv', whole.slice(middle));
    expect(withoutIntake(await run())).toEqual(once);

    // Copied away and truncated, then written anew under the same inode: once more nothing is new but what is.
    cpSync(inbox('Master.csv'), inbox('Master.csv.2'));
    truncateSync(inbox('Master.csv'), 0);
    settle('Master.csv');
    expect(withoutIntake(await run())).toEqual(once);
    writeFileSync(inbox('Master.csv'), rows(7) + whole);
    settle('Master.csv');
    const more = await run();
    expect(more['calls']).toHaveLength(7);
    expect(more['source_events']).toHaveLength(14);
  });

  it('in an unknown order of columns says what it found, and is read once its columns are declared', async () => {
    const line = '2026-03-02 09:00:00,0880000101,SIP/carrier-1,SIP/101-2,ANSWERED,68,60,1772434800.1\n';
    put('Master.csv', line);
    const refused = await run();
    expect(refused['calls']).toEqual([]);
    expect(refused['dead_letters']).toMatchObject([{ reason: { code: 'CDR_COLUMNS_UNKNOWN' } }]);
    const columns = 'start, src, channel, dstchannel, disposition, duration, billsec, uniqueid';
    const rule = `    imports: [{ name: Master.csv, format: asterisk-cdr, columns: [${columns}] }]\n`;
    const projects = place('config', 'projects.yaml');
    writeFileSync(
      projects,
      readFileSync(projects, 'utf8').replace('    name: Amber House\n', `    name: Amber House\n${rule}`),
    );
    settle('Master.csv');
    expect((await run())['calls']).toMatchObject([{ callId: '1772434800.1', 'legs.operatorId': ['emma-reed'] }]);
  });
});

describe('queue_log, Master.csv and channel events of one call', () => {
  it('come in any order and make one call, with the operator who really spoke', async () => {
    const id = `${String(NINE)}.1`;
    put(
      'cdr-csv/Master.csv',
      `${cdrRow({ from: 'SIP/carrier-1a', to: 'SIP/101-1b', app: 'Queue', at: [0, 1, 70] })}\n`,
    );
    const bridge = { extra: { bridge_id: 'b1' } };
    const events = [
      celRow(0, 'CHAN_START', 'SIP/carrier-1a', { caller: '0880000101', context: 'from-trunk' }),
      celRow(10, 'BRIDGE_ENTER', 'SIP/carrier-1a', bridge),
      celRow(10, 'BRIDGE_ENTER', 'SIP/101-1b', { id: 2, ...bridge }),
      celRow(70, 'BRIDGE_ENTER', 'SIP/102-1c', { id: 3, ...bridge }),
      celRow(70, 'HANGUP', 'SIP/101-1b', { id: 2 }),
      celRow(180, 'HANGUP', 'SIP/102-1c', { id: 3 }),
      celRow(180, 'HANGUP', 'SIP/carrier-1a'),
      celRow(180, 'LINKEDID_END', 'SIP/carrier-1a'),
    ];
    put('cel-custom/Master.csv', `${events.join('\n')}\n`);
    await run();
    const lines = [
      `${String(NINE + 2)}|${id}|sales|NONE|ENTERQUEUE||+359880000101|1`,
      `${String(NINE + 10)}|${id}|sales|SIP/101|CONNECT|8|x|4`,
      `${String(NINE + 180)}|${id}|sales|SIP/101|COMPLETECALLER|8|170|1`,
    ];
    put('queue_log', `${lines.join('\n')}\n`);
    const { calls } = await run();
    expect(calls).toMatchObject([
      {
        callId: id,
        sources: ['asterisk_cdr', 'asterisk_cel', 'queue_log'],
        'legs.operatorId': ['emma-reed', 'martin-cole'],
        'legs.outcome': ['transferred', 'completed'],
        'queueEntries.queue': ['sales'],
      },
    ]);
  });
});

describe('a call back that waits in the queue on a Local channel', () => {
  const began = `${String(NINE)}.1`;
  const waited = `${String(NINE)}.2`;
  // The queue knows the half of the Local channel that waited; the rows know that it belongs to the other half.
  const queueLog = [
    `${String(NINE)}|${waited}|sales|NONE|ENTERQUEUE||+359880000101|1`,
    `${String(NINE + 10)}|${waited}|sales|SIP/101|CONNECT|10|x|4`,
    `${String(NINE + 70)}|${waited}|sales|SIP/101|COMPLETECALLER|10|60|1`,
    '',
  ].join('\n');
  const of = { src: '700', linkedid: began };
  const rowsOfCall = [
    cdrRow({
      ...of,
      from: 'Local/700@back-1;1',
      to: 'SIP/carrier-1a',
      dst: '+359880000101',
      at: [0, 1, 70],
      sequence: 1,
    }),
    cdrRow({
      ...of,
      from: 'Local/700@back-1;2',
      to: 'SIP/101-1b',
      app: 'Queue',
      at: [0, 1, 70],
      uniqueid: waited,
      sequence: 2,
    }),
    '',
  ].join('\n');

  it('is one call, whichever of the logs comes first', async () => {
    const states: unknown[] = [];
    for (const order of [['log', 'rows'], ['rows', 'log'], ['both']]) {
      for (const what of order) {
        if (what !== 'rows') put('queue_log', queueLog);
        if (what !== 'log') put('Master.csv', rowsOfCall);
        await run();
      }
      states.push(withoutIntake(await run()));
      for (const gone of [place('data'), inbox('queue_log'), inbox('Master.csv')]) rmSync(gone, { recursive: true });
    }
    const [first = {}] = states as Record<string, readonly Record<string, unknown>[]>[];
    expect(first['calls']?.filter(({ mergedInto }) => mergedInto === '')).toMatchObject([
      {
        ...{ callId: began, sources: ['asterisk_cdr', 'queue_log'], 'queueEntries.queue': ['sales'] },
        ...{ 'legs.operatorId': ['emma-reed'], 'legs.outcome': ['completed'] },
      },
    ]);
    expect(first['calls']?.filter(({ mergedInto }) => mergedInto !== '').map(({ callId }) => callId)).toEqual([waited]);
    expect(states.slice(1)).toEqual([first, first]);
  });
});

describe('a recording that bears the id of the channel that waited', () => {
  const began = `${String(NINE)}.1`;
  const waited = `${String(NINE)}.2`;
  const row = cdrRow({
    ...{ src: '700', linkedid: began, uniqueid: waited, from: 'Local/700@back-1;2', to: 'SIP/101-1b' },
    ...{ app: 'Queue', at: [0, 1, 70] },
  });
  const recording = `${waited}.wav`;
  const record = (): void => {
    makeAudio(
      '-t',
      '4',
      '-i',
      join('samples', 'inbox', 'shop', 'good-call.wav'),
      '-c:a',
      'pcm_mulaw',
      inbox(recording),
    );
    settle(recording);
  };

  it.each(['first', 'last'])('and comes %s is heard and scored with the call that it belongs to', async (when) => {
    if (when === 'first') record();
    put('queue_log', `${String(NINE)}|${waited}|sales|NONE|ENTERQUEUE||+359880000101|1\n`);
    await run();
    append('queue_log', `${String(NINE + 10)}|${waited}|sales|SIP/101|CONNECT|10|x|4\n`);
    put('Master.csv', `${row}\n`);
    if (when === 'last') {
      await run();
      record();
    }
    const rows = await run();
    const told = rows['calls']?.map((call) => [call['callId'], call['mergedInto'], call['recordings.recordingId']]);
    const recordingId = parse(recording).name;
    expect(told).toEqual([
      [began, '', [recordingId]],
      [waited, began, [recordingId]],
    ]);
    expect(rows['transcripts']?.map(({ callId }) => callId).sort()).toEqual([began, waited]);
    const counting = rows['evaluations']?.filter(({ withdrawn }) => withdrawn !== true && withdrawn !== 1);
    expect(counting?.map(({ callId, operatorId }) => [callId, operatorId])).toEqual([[began, 'emma-reed']]);
  });
});

describe('a restart of the telephone system', () => {
  it('ends the calls that were open, also those that were read long before', async () => {
    put('queue_log', `${String(NINE)}|${String(NINE)}.1|sales|NONE|ENTERQUEUE||+359880000101|1\n`);
    expect((await run())['calls']).toMatchObject([{ 'queueEntries.outcome': ['waiting'] }]);
    append('queue_log', `${String(NINE + 600)}|NONE|NONE|NONE|QUEUESTART|\n`);
    expect((await run())['calls']).toMatchObject([{ 'queueEntries.outcome': ['flow_out'], hangupBy: 'system' }]);
  });
});
