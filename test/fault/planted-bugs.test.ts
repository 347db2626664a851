import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOMS, WIRING } from '../harness/imports.ts';
import { PLANTED_BUGS, type PlantedBug } from '../simulation/planted-bugs.ts';

/** Enough for every bug below; a sound suite goes through them all, a bug ends it at its first breach. */
const SCHEDULES = 400;

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'etalon-planted-'));
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

/** The product and its simulation in a folder of their own, which a bug is planted in. */
function copy(name: string, bug: PlantedBug | null): string {
  const folder = join(root, name);
  const folders = [
    ...ROOMS,
    ...WIRING,
    'setup',
    'scorecards',
    'samples',
    'test/simulation',
    'test/harness',
    'test/unit',
    'test/integration/queries',
  ];
  for (const path of folders) cpSync(path, join(folder, path), { recursive: true });
  cpSync('.', folder, { recursive: true, filter: (path) => path === '.' || /^[\w.-]+\.(?:ts|json)$/.test(path) });
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  if (bug !== null) {
    const before = readFileSync(join(folder, bug.file), 'utf8');
    expect(before.split(bug.text), `${bug.file} holds the text once`).toHaveLength(2);
    writeFileSync(
      join(folder, bug.file),
      before.replace(bug.text, () => bug.instead),
    );
  }
  return folder;
}

type Ended = { readonly code: number | null; readonly said: string };

const simulate = (cwd: string, from = 1): Promise<Ended> =>
  run(cwd, process.execPath, ['test/simulation/run.ts', '--from', String(from), '--count', String(SCHEDULES)]);

function test(cwd: string, file: string, named = ''): Promise<Ended> {
  const project = file.startsWith('test/unit/') ? 'unit' : 'integration';
  return run(cwd, join('node_modules', '.bin', 'vitest'), ['run', '--project', project, file, '-t', named]);
}

function run(cwd: string, command: string, args: readonly string[]): Promise<Ended> {
  const child = spawn(command, args, { cwd });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-8_000)));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-8_000)));
  return new Promise((resolve) => {
    child.once('close', (code) => {
      resolve({ code, said });
    });
  });
}

describe('the suite itself', () => {
  it('finds nothing where nothing is planted', async () => {
    const { code, said } = await simulate(copy('sound', null));
    expect(said).toContain('0 breaches');
    expect(code).toBe(0);
  });

  it.each(PLANTED_BUGS.map((bug, nth) => [bug.name, bug, nth] as const))(
    'notices a line that %s',
    async (_, bug, nth) => {
      const folder = copy(`bug-${String(nth)}`, bug);
      const { code, said } = await (bug.seenBy === undefined
        ? simulate(folder, bug.from)
        : test(folder, bug.seenBy, bug.named));
      expect(said).toMatch(bug.seenBy === undefined ? /breaks "/ : / FAIL /);
      expect(code).toBe(1);
    },
  );
});
