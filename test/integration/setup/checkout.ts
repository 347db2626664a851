import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

type Env = Readonly<Record<string, string>>;
export type Ended = { readonly code: number; readonly said: string };

/** A small checkout of its own: the real setup/, a manifest of small files, no packages to install, an empty cache. */
export type Checkout = {
  readonly root: string;
  readonly cache: string;
  /** Folder where pip finds the wheels of `addWheel`, and nothing else. */
  readonly index: string;
  setup(args?: readonly string[], env?: Env): Promise<Ended>;
  remove(): Promise<void>;
};

export type SmallModel = { readonly file: string; readonly content: Buffer; readonly sources: readonly object[] };

const PACKAGE = { name: 'small', version: '1.0.0', engines: { node: '>=22.22' } };
const LOCK = { name: 'small', version: '1.0.0', lockfileVersion: 3, packages: { '': PACKAGE } };

export async function makeCheckout(whisper: SmallModel, vad: SmallModel): Promise<Checkout> {
  const root = await mkdtemp(join(tmpdir(), 'etalon-checkout-'));
  const cache = join(root, 'cache');
  const index = join(root, 'index');
  await cp(join(import.meta.dirname, '../../../setup'), join(root, 'setup'), { recursive: true });
  await mkdir(join(root, 'node_modules'));
  await mkdir(index);
  const models = [entryOf('whisper', whisper), entryOf('vad', vad)];
  await writeFile(join(root, 'setup', 'models.json'), JSON.stringify({ schemaVersion: 1, models }));
  await writeFile(join(root, 'package.json'), JSON.stringify({ ...PACKAGE, type: 'module' }));
  await writeFile(join(root, 'package-lock.json'), JSON.stringify(LOCK));
  await writeFile(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ ...LOCK, packages: {} }));
  const ffmpeg = join(root, 'ffmpeg');
  await writeFile(ffmpeg, '#!/bin/sh\necho "ffmpeg version 9.0.2 Copyright"\n', { mode: 0o755 });

  const usual = {
    ...ambient(),
    ETALON_CACHE: cache,
    FFMPEG_BIN: ffmpeg,
    PIP_CONFIG_FILE: devNull,
    PIP_NO_INDEX: '1',
    PIP_FIND_LINKS: index,
  };
  return {
    root,
    cache,
    index,
    setup: (args = [], env = {}) => ended(root, args, { ...usual, ...env }),
    remove: () => rm(root, { recursive: true }),
  };
}

/** The environment without what npm and the developer may have set for set-up itself; this test's own Node comes first. */
function ambient(): Record<string, string> {
  const kept = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || /^(npm_|ETALON_|PIP_|INIT_CWD|FFMPEG_BIN|CHROMIUM_BIN)/.test(name)
      ? []
      : [[name, value] as const],
  );
  return {
    ...Object.fromEntries(kept),
    PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`,
  };
}

function entryOf(role: 'whisper' | 'vad', { file, content, sources }: SmallModel): object {
  const sha256 = createHash('sha256').update(content).digest('hex');
  return {
    role,
    file,
    what: role,
    bytes: content.length,
    sha256,
    licence: 'MIT',
    origin: 'https://a.example',
    sources,
  };
}

function ended(root: string, args: readonly string[], env: Env): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'setup', 'setup.js'), ...args], { cwd: root, env });
    let said = '';
    child.stderr.on('data', (piece: Buffer) => (said += piece.toString()));
    child.once('close', (code) => {
      resolve({ code: code ?? 1, said });
    });
  });
}

/** A wheel as pip expects one, with one data file, made by Python's own zipfile. */
export async function addWheel(folder: string, name: string, member: string, content: Buffer): Promise<void> {
  const info = `${name}-1.0.0.dist-info`;
  const build = join(folder, 'build');
  const files: readonly (readonly [string, string | Buffer])[] = [
    [`${name}/${member}`, content],
    [`${info}/METADATA`, `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0.0\n`],
    [`${info}/WHEEL`, 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n'],
    [`${info}/RECORD`, ''],
  ];
  for (const [path, data] of files) {
    await mkdir(dirname(join(build, path)), { recursive: true });
    await writeFile(join(build, path), data);
  }
  const wheel = join(folder, `${name}-1.0.0-py3-none-any.whl`);
  execFileSync('python3', ['-m', 'zipfile', '-c', wheel, name, info], { cwd: build });
  await rm(build, { recursive: true });
}
