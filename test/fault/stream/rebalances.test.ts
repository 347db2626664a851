import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import kafkajs from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startClickHouse, type ClickHouseServer } from '../../harness/clickhouse-server.ts';
import { eventually } from '../../harness/eventually.ts';
import { stopAll } from '../../harness/health.ts';
import { sharedBroker } from '../../harness/kafka-broker.ts';
import type { RoleProcess } from '../../harness/role-process.ts';
import { recordingTold } from '../../harness/stream-messages.ts';
import { tablesOf } from '../../harness/stream-tables.ts';
import { cutRecordings, openWorld } from '../../harness/stream-world.ts';
import { speaking, type TranscriptionServer } from '../../harness/transcription-server.ts';

const SLOTS = 2;
const SESSION_SECONDS = 6;
/** A recording takes longer than a silent member is waited for. */
const RECORDING_MS = 8_000;
const RECORDINGS = 24;
/** A second and a third member come and go in turns: each time the partitions are given anew. */
const REBALANCES = Number(process.env['SOAK_COUNT'] ?? 10);

let root = '';
let brokers = '';
let clickHouse: ClickHouseServer;
let speech: TranscriptionServer;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'etalon-rebalances-'));
  [brokers, clickHouse, speech] = await Promise.all([sharedBroker(), startClickHouse(), speaking(RECORDING_MS)]);
});
afterAll(async () => {
  await Promise.all([clickHouse.stop(), speech.close()]);
  rmSync(root, { recursive: true, force: true });
});

/** The ids by which a group knows its members now; one that was expelled comes back under a new id. */
async function membersOf(group: string): Promise<readonly string[]> {
  const { Kafka, logLevel } = kafkajs;
  const admin = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const { groups } = await admin.describeGroups([group]).finally(() => admin.disconnect());
  return groups.flatMap(({ members }) => members.map(({ memberId }) => memberId));
}

describe('members that come and go while recordings take longer than a session', () => {
  it(`hear every recording in ${REBALANCES} rebalances; only what a lost partition had in hand is heard again`, async () => {
    const names = Array.from({ length: RECORDINGS }, (_, nth) => `call-${nth}`);
    // One channel and a known language: one request a recording.
    const uris = cutRecordings(root, names, { seconds: 3, mono: true });
    const projects = (yaml: string): string => yaml.replace('languages: [en, ru]', 'languages: [en]');
    const places = { brokers, clickHouse: clickHouse.url, speechUrl: speech.baseUrl, root };
    const sizes = { slots: SLOTS, sessionSeconds: SESSION_SECONDS, recordingPartitions: 6 };
    const world = await openWorld({ ...places, projects, ...sizes });
    onTestFinished(() => world.close());
    const group = `${world.settings.group}-speech`;
    const seen = new Set<string>();
    const untilMembers = (count: number): Promise<void> =>
      eventually(60_000, async () => {
        const members = await membersOf(group);
        for (const member of members) seen.add(member);
        return members.length === count ? [] : [`${count} members, there are ${members.length}`];
      });

    const first = await world.start('speech');
    const others: RoleProcess[] = [];
    let started = 1;
    let ranAtOnce = 0;
    await world.send(names.map((name, nth) => recordingTold(name, uris[nth] ?? '', nth)));
    for (let nth = 0; nth < REBALANCES; nth++) {
      // Come, come, go, go: a group of one, two and three members.
      const comes = nth % 4 < 2;
      ranAtOnce += (1 + others.length) * SLOTS;
      if (comes) others.push(await world.start('speech', { ETALON_STOP_SECONDS: '2' }));
      else expect(await stopAll(others.splice(0, 1))).toEqual([0]);
      if (comes) started++;
      await untilMembers(1 + others.length);
    }
    await world.drained(120_000, ['speech']);
    const { transcripts, recordings } = await tablesOf(world.store);
    expect(new Set(transcripts.map(({ callId }) => callId))).toEqual(new Set(names));
    expect([transcripts.length, recordings.length]).toEqual([RECORDINGS, RECORDINGS]);
    // Each time all members together may have lost what ran at once.
    expect(speech.received.length).toBeGreaterThanOrEqual(RECORDINGS);
    expect(speech.received.length - RECORDINGS).toBeLessThanOrEqual(ranAtOnce);
    for (const member of await membersOf(group)) seen.add(member);
    expect([...seen], 'a member that was expelled').toHaveLength(started);
    expect(await stopAll([first])).toEqual([0]);
  });
});
