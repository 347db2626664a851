import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { makeAudio } from '../harness/speech-tools.ts';

let root = '';
const config = (name: string): string => join(root, 'config', name);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'etalon-cli-'));
  mkdirSync(join(root, 'inbox', 'shop'), { recursive: true });
  for (const name of ['projects.yaml', 'operators.csv']) cpSync(join('samples', name), config(name));
  onTestFinished(() => {
    rmSync(root, { recursive: true });
  });
});

type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

function etalon(args: readonly string[], env: NodeJS.ProcessEnv = {}): Ended {
  const done = spawnSync(process.execPath, ['main.ts', ...args], {
    env: {
      ...process.env,
      ETALON_CONFIG: join(root, 'config'),
      ETALON_INBOX: join(root, 'inbox'),
      ETALON_DATA: join(root, 'data'),
      ...env,
    },
    encoding: 'utf8',
    timeout: 60_000,
  });
  // A command that had to be stopped has not answered.
  if (done.signal !== null) throw new Error(`ended by ${done.signal}: ${done.stderr}`);
  return { code: done.status, out: done.stdout, err: done.stderr };
}

function put(name: string, content: string): void {
  const file = join(root, 'inbox', 'shop', name);
  writeFileSync(file, content);
  settle(name);
}
function settle(name: string): void {
  const past = new Date('2026-03-03T00:00:00Z');
  utimesSync(join(root, 'inbox', 'shop', name), past, past);
}

/** The demo has places of its own, whatever the environment says. */
function placesOfDemo(): readonly string[] {
  return ['config', 'inbox', 'data'].flatMap((name) => [`--${name}`, join(root, name)]);
}

/** Leaves the shop alone in the configuration: eight weeks of another project would take longer than all else. */
function withoutSimulatedWeeks(): void {
  const projects = readFileSync(config('projects.yaml'), 'utf8');
  writeFileSync(config('projects.yaml'), projects.replace(/\n +# Eight weeks [^]*/, '\n'));
  const operators = readFileSync(config('operators.csv'), 'utf8').split('\n');
  writeFileSync(config('operators.csv'), operators.filter((line) => !line.includes('shop-simulated')).join('\n'));
}

describe('check-config', () => {
  it('says what is configured when all is right', () => {
    const { code, out } = etalon(['check-config']);
    expect([code, out]).toEqual([0, expect.stringContaining('The configuration is right.')]);
  });

  it('lists the faults of all files at once, with file and line, and exits 2', () => {
    const projects = readFileSync(config('projects.yaml'), 'utf8');
    writeFileSync(
      config('projects.yaml'),
      projects.replace('Europe/Sofia', 'Europe/Atlantis').replace('qualityTarget: 85', 'qualityTarget: 850'),
    );
    writeFileSync(
      config('operators.csv'),
      `${readFileSync(config('operators.csv'), 'utf8')}emma-reed,shop,Emma Again,,,,,,\n`,
    );
    mkdirSync(config('scorecards'));
    const scorecard = readFileSync('scorecards/shop-inbound.yaml', 'utf8');
    writeFileSync(config('scorecards/own.yaml'), scorecard.replace('coverageFloor: 0.6', 'coverageFlor: 0.6'));
    const { code, err } = etalon(['check-config']);
    expect(code).toBe(2);
    expect(err).toMatch(/projects\.yaml:\d+: .*timeZone/);
    expect(err).toMatch(/projects\.yaml:\d+: .*qualityTarget/);
    expect(err).toMatch(/operators\.csv:\d+: .*emma-reed/);
    expect(err).toMatch(/scorecards\/own\.yaml:\d+: .*coverageFlor.*coverageFloor/);
  });

  it('names a scorecard that a project asks for and nobody has', () => {
    const projects = readFileSync(config('projects.yaml'), 'utf8');
    writeFileSync(config('projects.yaml'), projects.replace('scorecard: shop-inbound', 'scorecard: shop-outbound'));
    const { code, err } = etalon(['check-config']);
    expect([code, err]).toEqual([2, expect.stringContaining('there is no scorecard "shop-outbound"')]);
  });

  it('says where projects.yaml is missed', () => {
    rmSync(config('projects.yaml'));
    expect(etalon(['check-config'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('projects.yaml') as string,
    });
  });

  it('refuses a wrong environment with exit code 2', () => {
    const { code, err } = etalon(['check-config'], { CLICKHOUSE_URL: 'nowhere' });
    expect([code, err]).toEqual([2, expect.stringContaining('CLICKHOUSE_URL')]);
  });
});

describe('the command line', () => {
  it('helps, and ends with 2 on what it cannot read', () => {
    const help = etalon(['--help']);
    expect(help.code).toBe(0);
    for (const command of ['run', 'demo', 'calls', 'show', 'kpi', 'check-config']) expect(help.out).toContain(command);
    expect(etalon(['dance']).code).toBe(2);
    expect(etalon(['calls', '--limit', 'many']).code).toBe(2);
    expect(etalon(['demo', '--lang', 'de'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('ru, uk, bg, pl, en') as string,
    });
    expect(etalon(['kpi', '--project', 'shop', '--from', 'yesterday'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('PERIOD_INVALID') as string,
    });
  });

  it('tells in its help the folders that a command has when none are named', () => {
    expect(etalon(['demo', '--help']).out.replace(/\s+/g, ' ')).toMatch(
      /default: samples\).*default: samples\/inbox\).*default: data\/demo\)/,
    );
    expect(etalon(['calls', '--help']).out.replace(/\s+/g, ' ')).toMatch(
      /default: config\).*default: inbox\).*default: data\/etalon\)/,
    );
  });

  it('says that a call or project is not there, and what is', () => {
    expect(etalon(['show', 'nobody'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('CALL_NOT_FOUND') as string,
    });
    expect(etalon(['kpi', '--project', 'clinic']).err).toContain('projects.yaml names shop');
  });

  it('gives the numbers of a queue_log as tables and as JSON', () => {
    cpSync('test/fixtures/queue_log.golden.txt', join(root, 'inbox', 'shop', 'queue_log'));
    settle('queue_log');
    expect(etalon(['run', '--once']).code).toBe(0);
    const day = ['--project', 'shop', '--queue', 'sales', '--from', '2026-03-02', '--to', '2026-03-03'];
    const shown = etalon(['kpi', ...day]).out;
    expect(shown).toMatch(/sales .* 10 .* 4 .* 2 .* 3 .* 3 .* 20\.0 %/);
    expect(shown).toContain('ASA 45.3 s (median 21.5 s');
    const numbers = JSON.parse(etalon(['kpi', ...day, '--json']).out) as { serviceLevel: { percent: object }[] };
    expect(numbers.serviceLevel[0]?.percent).toMatchObject({ offered: 20, answered_only: 50, bright: 40 });
    const behind = etalon(['kpi', 'service-level', '--calls', ...day]).out;
    expect(behind).toContain('2 in the numerator, 10 in the denominator');
    expect(behind).toMatch(/shop\/c9 .* 1 .* 1 /);
  });

  it('says what a number means, and which there are', () => {
    expect(etalon(['kpi', '--define', 'asa']).out).toContain('queries/waiting.sql');
    expect(etalon(['kpi', '--define']).out).toContain('missed-not-reached');
    expect(etalon(['kpi', 'luck', '--project', 'shop'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('KPI_UNKNOWN') as string,
    });
    expect(etalon(['kpi'])).toMatchObject({ code: 2, err: expect.stringContaining('--project') as string });
  });

  it('shows the samples of the language that is asked for before all others', () => {
    const written = ['bg-chat-slow', 'chat-lamp-delivery', 'uk-call-objection-left', 'uk-chat-good'];
    for (const name of readdirSync('samples/inbox/shop').filter((file) => written.includes(file.split('.')[0] ?? ''))) {
      cpSync(join('samples/inbox/shop', name), join(root, 'inbox', 'shop', name));
      settle(name);
    }
    withoutSimulatedWeeks();
    const cards = (...args: readonly string[]): readonly (string | undefined)[] => {
      const { code, out } = etalon(['demo', '--once', ...placesOfDemo(), ...args]);
      expect(code).toBe(0);
      return [...out.matchAll(/^shop\/(\S+) ·/gm)].map(([, callId]) => callId);
    };
    const ukrainian = ['uk-call-objection-left', 'uk-chat-good'];
    const inUkrainian = cards('--lang', 'uk');
    expect([...inUkrainian].sort()).toEqual(written);
    expect(inUkrainian.slice(0, 2).sort()).toEqual(ukrainian);
    // From the store, where they lie scored, they come in the same order.
    expect(cards('--lang', 'uk').slice(0, 2).sort()).toEqual(ukrainian);
  });

  it('names the recording without its CDR and the CDR without its recording', () => {
    makeAudio(
      '-f',
      'lavfi',
      '-i',
      'sine=duration=1',
      '-ac',
      '2',
      '-ar',
      '8000',
      join(root, 'inbox', 'shop', 'lone.wav'),
    );
    settle('lone.wav');
    put(
      'waiting.json',
      '{"schemaVersion":1,"type":"call","callId":"c1","direction":"inbound","startedAt":"2026-03-02T09:00:00Z","answeredAt":"2026-03-02T09:00:05Z","endedAt":"2026-03-02T09:01:00Z","operator":"SIP/101"}',
    );
    put('broken.json', '{"schemaVersion": 1');
    put('notes.txt', 'no recording');
    const cut = readFileSync('samples/inbox/shop/good-call.wav').subarray(0, 20_000);
    writeFileSync(join(root, 'inbox', 'shop', 'cut.wav'), cut);
    settle('cut.wav');
    expect(etalon(['run', '--once']).code).toBe(0);
    // What stands in the inbox and is wrong is named at every start, until it is mended or gone.
    const { code, out } = etalon(['run', '--once']);
    expect(code).toBe(0);
    expect(out).toMatch(/notes\.txt.*AUDIO_FORMAT_UNKNOWN/);
    expect(out).toMatch(/lone\.wav: .*RECORDING_WITHOUT_CDR/);
    expect(out).toMatch(/shop\/c1: .*CDR_WITHOUT_RECORDING/);
    expect(out).toMatch(/cut\.wav.*AUDIO_TRUNCATED/);
    expect(out).toMatch(/broken\.json:1:20: .*JSON_INVALID\)\n {2}→ /);
  });

  it('says that the data folder cannot be made, whatever stands in its way', () => {
    put('file', 'no folder');
    for (const data of ['/proc/etalon', join(root, 'inbox', 'shop', 'file', 'data')])
      expect(etalon(['calls', '--data', data])).toMatchObject({
        code: 1,
        err: expect.stringContaining('DATA_FOLDER_UNUSABLE') as string,
      });
  });

  it('says what to do when the speech model is not there', () => {
    const { code, err } = etalon(['run', '--once'], { ETALON_MODEL_FILE: join(root, 'no-model.bin') });
    expect([code, err]).toEqual([1, expect.stringContaining('npm run setup')]);
  });
});
