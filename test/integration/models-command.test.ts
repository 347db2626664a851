import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { modelsCommand, type KnownModels } from '../../cli/models.ts';
import type { ModelsAction, ModelsOptions } from '../../cli/command-line.ts';
import { readConfig } from '../../config.ts';
import { send, serve, type Server } from './setup/server.ts';

const EAR = Buffer.from('an ear');
let home: string;
let server: Server;
let known: KnownModels;
let engine: string;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'etalon-models-'));
  mkdirSync(join(home, 'models'));
  writeFileSync(join(home, 'models', 'silero_vad.onnx'), EAR);
  const archive = zipOf();
  server = await serve((response, from) => {
    send(response, archive, from);
  });
  engine = 'vosk';
  const common = {
    licence: 'MIT',
    origin: 'https://models.example',
    sources: [{ kind: 'http' as const, url: server.url }],
  };
  known = {
    files: [
      { ...common, role: 'vad', file: 'silero_vad.onnx', what: 'an ear', bytes: EAR.length, sha256: digest(EAR) },
    ],
    archives: [
      {
        ...common,
        role: 'vosk',
        name: 'small-ru',
        language: 'ru',
        what: 'Russian, small',
        bytes: archive.length,
        exact: true,
        sha256: digest(archive),
        root: 'small-ru',
        runHere: false,
      },
    ],
  };
});
afterEach(async () => {
  await server.close();
  rmSync(home, { recursive: true });
});

function zipOf(): Buffer {
  const program = `import os, zipfile as z
a = z.ZipFile('made.zip', 'w', z.ZIP_DEFLATED); a.writestr('small-ru/am/final.mdl', os.urandom(200_000)); a.close()`;
  execFileSync('python3', ['-c', program], { cwd: home });
  return readFileSync(join(home, 'made.zip'));
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function models(
  action: ModelsAction,
  names: readonly string[] = [],
  options: ModelsOptions = {},
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const said = { out: '', err: '' };
  const streams = {
    out: { write: (text: string) => (said.out += text) },
    err: { write: (text: string) => (said.err += text) },
  };
  const config = readConfig({}, { ETALON_CACHE: home, ETALON_ENGINE: engine });
  const code = await modelsCommand(action, names, options, { ...config, known }, streams);
  return { code, ...said };
}

describe('models', () => {
  it('get says what it will fetch, and what came; then it is listed and heard with', async () => {
    const got = await models('get', ['small-ru']);
    expect(got.err).toMatch(
      /^small-ru: Russian, small, 0\.2 MB, MIT, sha256 \w{12}…, from 127\.0\.0\.1, to .*models\n$/,
    );
    expect(got.out).toMatch(/^small-ru: 0\.2 MB in .*sha256 \w{64}\n$/);
    expect(got.code).toBe(0);
    const { out } = await models('list', [], { json: true });
    expect(JSON.parse(out)).toMatchObject([
      { name: 'silero_vad.onnx', role: 'vad', installed: true, used: true, runHere: true },
      { name: 'small-ru', language: 'ru', bytes: 200_000, installed: true, used: true, runHere: false },
    ]);
    const config = readConfig({}, { ETALON_CACHE: home, ETALON_ENGINE: 'vosk' });
    expect(config.engine).toMatchObject({
      kind: 'vosk',
      models: [{ language: 'ru', name: 'small-ru', folder: join(home, 'models', 'small-ru') }],
    });
  });

  it('list shows a table, also without a network and with nothing installed', async () => {
    await server.close();
    const { code, out } = await models('list');
    expect(code).toBe(0);
    expect(out).toMatch(/small-ru +│ vosk +│ ru +│ +0\.2 MB +│ MIT +│ no +│ no/);
  });

  it('verify is 0 while all is whole, and 1 with the name of the file that is not', async () => {
    await models('get', ['small-ru']);
    expect(await models('verify')).toMatchObject({ code: 0, out: 'silero_vad.onnx: whole\nsmall-ru: whole\n' });
    appendFileSync(join(home, 'models', 'small-ru', 'am', 'final.mdl'), '!');
    const { code, out } = await models('verify');
    expect({ code, out }).toEqual({ code: 1, out: 'silero_vad.onnx: whole\nsmall-ru: damaged: am/final.mdl\n' });
  });

  it('rm keeps what the configured engine hears with, unless forced, and says what it freed', async () => {
    await models('get', ['small-ru']);
    await expect(models('rm', ['small-ru'])).rejects.toMatchObject({ code: 'MODEL_IN_USE' });
    await expect(models('rm', ['silero_vad.onnx'])).rejects.toMatchObject({ code: 'MODEL_IN_USE' });
    engine = 'whisper';
    expect(await models('rm', ['small-ru'])).toMatchObject({ code: 0, out: 'small-ru: removed, 0.2 MB freed\n' });
    expect(existsSync(join(home, 'models', 'small-ru'))).toBe(false);
    await expect(models('rm', ['small-ru'])).rejects.toMatchObject({ code: 'MODEL_NOT_INSTALLED' });
    expect(await models('rm', ['silero_vad.onnx'], { force: true })).toMatchObject({ code: 0 });
  });

  it('a name that is not known is told with those that are', async () => {
    const named = { code: 'MODEL_UNKNOWN', params: { model: '../x', known: 'small-ru, silero_vad.onnx' } };
    await expect(models('get', ['../x'])).rejects.toMatchObject(named);
    await expect(models('rm', ['../x'])).rejects.toMatchObject(named);
  });

  it('what cannot be fetched ends with 1 and a sentence that says what to do', async () => {
    await server.close();
    const { code, err } = await models('get', ['small-ru']);
    expect(code).toBe(1);
    expect(err).toContain('could not be had from any source: connect to the internet');
  });
});
