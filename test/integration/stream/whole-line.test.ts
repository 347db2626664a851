import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, parse } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfigured } from '../../../configured.ts';
import { audit } from '../../../simulate/audit.ts';
import { readTruth } from '../../../simulate/truth.ts';
import { startClickHouse, type ClickHouseServer } from '../../harness/clickhouse-server.ts';
import { sharedBroker } from '../../harness/kafka-broker.ts';
import { runCommand } from '../../harness/role-process.ts';
import { openWorld, type World } from '../../harness/stream-world.ts';

/**
 * The whole line with nothing in it that is not real: the simulator, a Kafka broker, three roles as processes of their
 * own with ffmpeg, voice detection and the recogniser, ClickHouse's protocol and engine. What comes out is compared with
 * what the simulator says is true.
 */
const DAYS = 1;
/** Both languages, one and two channels; line.test.ts hears all samples. */
const HEARD = ['good-call', 'missing-greeting', 'one-channel', 'ru-good-call'];
const SAMPLES = join('samples', 'inbox', 'shop');
let clickHouse: ClickHouseServer;
let world: World;
let folder = '';
let recordings = '';

beforeAll(async () => {
  clickHouse = await startClickHouse();
  folder = mkdtempSync(join(tmpdir(), 'etalon-whole-'));
  recordings = join(folder, 'recordings');
  mkdirSync(recordings);
  for (const file of readdirSync(SAMPLES).filter((name) => HEARD.includes(parse(name).name)))
    cpSync(join(SAMPLES, file), join(recordings, file));
  world = await openWorld({
    brokers: await sharedBroker(),
    clickHouse: clickHouse.url,
    speechUrl: 'http://127.0.0.1:9/v1',
    root: recordings,
  });
});
afterAll(async () => {
  await world.close();
  await clickHouse.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The recogniser of the house in place of the endpoint that other tests use. */
const HEARING = { ETALON_ENGINE: 'whisper' };

describe('a day of a call centre, with all that goes wrong on the way', () => {
  it('simulator → Kafka → three roles as processes → ClickHouse: every call exactly once, every number equal', async () => {
    const truthFile = join(folder, 'truth.jsonl');
    const roles = await Promise.all(['ingest', 'speech', 'score'].map((line) => world.start(line, HEARING)));
    // One project: nothing is recognised twice within a project, and everything once in each.
    const days = ['--project', 'shop', '--days', String(DAYS), '--calls', '160', '--judged', '0.3'];
    const simulated = await runCommand(
      [
        'simulate',
        '--seed',
        'whole',
        ...days,
        '--faults',
        '--peak',
        '2',
        '--truth',
        truthFile,
        '--recordings',
        recordings,
      ],
      world.env,
    );
    expect(simulated).toMatchObject({ code: 0 });
    await world.drained(600_000);
    const truth = readTruth(readFileSync(truthFile, 'utf8').split('\n'));
    const { projects } = readConfigured(world.env['ETALON_CONFIG'] ?? '');
    expect(truth.calls.length).toBeGreaterThan(150);
    const shop = [...projects.values()].filter(({ id }) => id === 'shop');
    expect(await audit(world.store, truth, shop)).toEqual([]);
    // 2. Ended as asked: nothing is in hand, nobody is killed.
    expect(await Promise.all(roles.map((role) => role.stop()))).toEqual([0, 0, 0]);
  }, 700_000);
});
