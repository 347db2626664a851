import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { EFFECT_NAMES, type EffectName } from '../../../effects.ts';
import type { Line } from '../../../roles/role.ts';
import { startClickHouse, type ClickHouseServer } from '../../harness/clickhouse-server.ts';
import { eventually } from '../../harness/eventually.ts';
import { sharedBroker } from '../../harness/kafka-broker.ts';
import type { FaultOrder } from '../../harness/role-effects-process.ts';
import { recordingTold, type Sent } from '../../harness/stream-messages.ts';
import { contentsOf, tablesOf, type Tables } from '../../harness/stream-tables.ts';
import { breachesOf, mixedTraffic, recordingNames, type Traffic } from '../../harness/stream-traffic.ts';
import { cutRecordings, openWorld, type World } from '../../harness/stream-world.ts';
import { speaking, type TranscriptionServer } from '../../harness/transcription-server.ts';

/**
 * The effects of each line in the order in which the line comes to them: after each death the next process does the
 * same work again, comes one effect further, and dies there.
 */
const EFFECTS_OF: Readonly<Record<Line, readonly EffectName[]>> = {
  ingest: [
    'insertCustomers',
    'insertSourceEvents',
    'insertOperatorEvents',
    'insertDeadLetters',
    'insertTranscripts',
    'insertCalls',
    'announce',
    'announceRecordings',
    'commit',
  ],
  speech: [
    'insertRecordings',
    'insertTranscripts',
    'insertSourceEvents',
    'insertCalls',
    'announce',
    'commit',
    'retryRecording',
    'insertDeadLetters',
  ],
  score: ['insertDeadLetters', 'insertTones', 'insertEvaluations', 'commit'],
};

const GIVE_UP_SECONDS = 6;
const LOOKS_A_TRIGGER = 20;
const HARNESS = 'test/harness/role-effects-process.ts';
const DEATHS = (['ingest', 'speech', 'score'] as const).flatMap((line) => [
  { line, when: 'before' as const },
  { line, when: 'after' as const },
]);
// Most of the time a group waits until it misses its dead member.
vi.setConfig({ maxConcurrency: DEATHS.length });

let root = '';
let brokers = '';
let clickHouse: ClickHouseServer;
let speech: TranscriptionServer;
let traffic: Traffic;
let never: Sent;
let noise: Sent;
let undisturbed: Awaited<ReturnType<typeof finished>>;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'etalon-effects-'));
  [brokers, clickHouse, speech] = await Promise.all([sharedBroker(), startClickHouse(), speaking()]);
  const mixed = mixedTraffic(1, cutRecordings(root, recordingNames(1)));
  // One that never comes, so that it is put off and then given up; one that is none; and an announcement that is none.
  never = recordingTold('never', `file:${root}/never.wav`, 8);
  noise = recordingTold('noise', `file:${root}/noise.wav`, 8);
  writeFileSync(join(root, 'noise.wav'), 'this is no recording');
  const more: readonly Sent[] = [never, noise, { to: 'toScore', key: null, value: 'no call', headers: {} }];
  const bytes = more.map(({ value }) => Buffer.from(String(value)).toString('base64'));
  traffic = { ...mixed, messages: [...mixed.messages, ...more], letters: [...mixed.letters, ...bytes] };
  const world = await filledWorld();
  run(world, null);
  undisturbed = await finished(world);
  await world.close();
  expect(undisturbed.breaches).toEqual([]);
});
afterAll(async () => {
  await Promise.all([clickHouse.stop(), speech.close()]);
  rmSync(root, { recursive: true, force: true });
});

async function filledWorld(): Promise<World> {
  const kafkaYaml = `recordingRetries: { delaysSeconds: [1], giveUpAfterHours: ${GIVE_UP_SECONDS / 3_600} }\n`;
  const places = { brokers, clickHouse: clickHouse.url, speechUrl: speech.baseUrl, root };
  const world = await openWorld({ ...places, sessionSeconds: 3, kafkaYaml });
  await world.send(traffic.messages);
  return world;
}

/** A process of all lines, one of which may die. */
function run(world: World, fault: FaultOrder['fault']): ReturnType<World['spawn']> {
  return world.spawn([HARNESS, JSON.stringify({ lines: ['ingest', 'speech', 'score'], fault } satisfies FaultOrder)]);
}

/** What is in the tables when all is done, and what is wrong with it. */
async function finished(world: World): Promise<{ readonly breaches: readonly string[]; readonly contents: Tables }> {
  await world.drained(120_000);
  const tables = await tablesOf(world.store);
  return { breaches: breachesOf(tables, traffic), contents: contentsOf(tables) };
}

describe('the effects of the lines', () => {
  it('are all died at', () => {
    expect(new Set(Object.values(EFFECTS_OF).flat())).toEqual(new Set(EFFECT_NAMES));
  });
});

/** What the speech line has long done by then is sent once more when the process is there: it comes to the effect again. */
const again = (effect: EffectName): readonly Sent[] =>
  effect === 'retryRecording' ? [never] : effect === 'insertDeadLetters' ? [noise] : [];

/** Its exit code; what brings it to the effect is sent every few seconds, for what came too early may be done already. */
async function deathOf(
  { ended }: ReturnType<World['spawn']>,
  world: World,
  trigger: readonly Sent[],
  where: string,
): Promise<number | null> {
  const codes: (number | null)[] = [];
  void ended.then((code) => codes.push(code));
  let looks = 0;
  await eventually(120_000, async () => {
    if (++looks % LOOKS_A_TRIGGER === 0) await world.send(trigger);
    return codes.length > 0 ? [] : [`the death ${where}`];
  });
  return ended;
}

describe.concurrent('a line that is killed at one effect after the other', () => {
  it.for(DEATHS)('$line, $when each of them: every call once, equal rows', async ({ line, when }, context) => {
    const world = await filledWorld();
    context.onTestFinished(() => world.close());
    for (const effect of EFFECTS_OF[line]) {
      const dying = run(world, { line, effect, does: `kill ${when}`, from: 1, to: 1 });
      const code = await deathOf(dying, world, line === 'speech' ? again(effect) : [], `${when} ${effect}`);
      context.expect(code, `${effect}: ended with this code, not by the kill`).toBeNull();
    }
    run(world, null);
    context.expect(await finished(world)).toEqual(undisturbed);
  });
});
