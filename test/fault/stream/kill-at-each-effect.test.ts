import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EffectName } from '../../../effects.ts';
import type { Line } from '../../../roles/role.ts';
import { startClickHouse, type ClickHouseServer } from '../../harness/clickhouse-server.ts';
import { sharedBroker } from '../../harness/kafka-broker.ts';
import type { FaultOrder } from '../../harness/role-effects-process.ts';
import { recordingTold } from '../../harness/stream-messages.ts';
import { contentsOf, tablesOf, type Tables } from '../../harness/stream-tables.ts';
import { breachesOf, mixedTraffic, recordingNames, type Traffic } from '../../harness/stream-traffic.ts';
import { cutRecordings, openWorld, type World } from '../../harness/stream-world.ts';
import { speaking, type TranscriptionServer } from '../../harness/transcription-server.ts';

/** Every effect by the lines that use it: where one dies of it, the next comes to it, until all have died once. */
const USED_BY: Readonly<Record<EffectName, readonly Line[]>> = {
  insertCustomers: ['ingest'],
  insertSourceEvents: ['ingest', 'speech'],
  insertOperatorEvents: ['ingest'],
  insertCalls: ['ingest', 'speech'],
  insertRecordings: ['speech'],
  insertTranscripts: ['ingest', 'speech'],
  insertEvaluations: ['score'],
  insertDeadLetters: ['ingest', 'speech', 'score'],
  announce: ['ingest', 'speech'],
  announceRecordings: ['ingest'],
  retryRecording: ['speech'],
  commit: ['ingest', 'speech', 'score'],
};

const HARNESS = 'test/harness/role-effects-process.ts';
// The rest of a case is waiting for the group to miss a dead member.
vi.setConfig({ maxConcurrency: 4 });

let root = '';
let brokers = '';
let clickHouse: ClickHouseServer;
let speech: TranscriptionServer;
let traffic: Traffic;
let undisturbed: Awaited<ReturnType<typeof finished>>;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'etalon-effects-'));
  [brokers, clickHouse, speech] = await Promise.all([sharedBroker(), startClickHouse(), speaking()]);
  const mixed = mixedTraffic(1, cutRecordings(root, recordingNames(1)));
  // One that never comes, so that it is put off and then given up; and an announcement that is none.
  const never = recordingTold('never', `file:${root}/never.wav`, 8);
  const noCall = { to: 'toScore', key: null, value: 'no call', headers: {} } as const;
  const bytes = [never.value, noCall.value].map((value) => Buffer.from(String(value)).toString('base64'));
  traffic = { ...mixed, messages: [...mixed.messages, never, noCall], letters: [...mixed.letters, ...bytes] };
  const world = await filledWorld();
  world.spawn([HARNESS, JSON.stringify({ lines: ['ingest', 'speech', 'score'], fault: null })]);
  undisturbed = await finished(world);
  expect(undisturbed.breaches).toEqual([]);
});
afterAll(async () => {
  await Promise.all([clickHouse.stop(), speech.close()]);
  rmSync(root, { recursive: true, force: true });
});

async function filledWorld(): Promise<World> {
  const kafkaYaml = 'recordingRetries: { delaysSeconds: [1], giveUpAfterHours: 0.0005 }\n';
  const places = { brokers, clickHouse: clickHouse.url, speechUrl: speech.baseUrl, root };
  const world = await openWorld({ ...places, sessionSeconds: 3, kafkaYaml });
  await world.send(traffic.messages);
  return world;
}

/** What is in the tables when all is done, and what is wrong with it; then the world's end. */
async function finished(world: World): Promise<{ readonly breaches: readonly string[]; readonly contents: Tables }> {
  try {
    await world.drained(90_000);
    const tables = await tablesOf(world.store);
    return { breaches: breachesOf(tables, traffic), contents: contentsOf(tables) };
  } finally {
    await world.close();
  }
}

describe.concurrent.each(Object.entries(USED_BY))('killed at %s and started again', (name, lines) => {
  it.for(['before', 'after'] as const)('%s it: every call once, equal rows', async (when, { expect: expectHere }) => {
    const world = await filledWorld();
    for (const line of lines) {
      const fault = { line, effect: name, does: `kill ${when}`, from: 1, to: 1 };
      const dying = world.spawn([HARNESS, JSON.stringify({ lines: ['ingest', 'speech', 'score'], fault })]);
      expectHere(await dying.ended, `${line} ended with this code, not by a kill`).toBeNull();
    }
    world.spawn([HARNESS, JSON.stringify({ lines: ['ingest', 'speech', 'score'], fault: null } satisfies FaultOrder)]);
    expectHere(await finished(world)).toEqual(undisturbed);
  });
});
