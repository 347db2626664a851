import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { rowsOf } from '../harness/run-line.ts';
import { makeAudio } from '../harness/speech-tools.ts';
import { transcriptionServer } from '../harness/transcription-server.ts';

const HEARD = {
  text: 'Hello, Amber House.',
  language: 'english',
  duration: 2,
  words: [
    { word: 'Hello', start: 0.1, end: 0.5 },
    { word: 'Amber', start: 0.6, end: 0.9 },
    { word: 'House', start: 0.9, end: 1.4 },
  ],
};

it('the whole line recognises through a remote endpoint that is overloaded at first', async () => {
  const root = mkdtempSync(join(tmpdir(), 'etalon-remote-'));
  const server = await transcriptionServer((_, nth) =>
    nth <= 2 ? { status: 503, body: 'busy' } : { status: 200, body: HEARD },
  );
  onTestFinished(async () => {
    await server.close();
    rmSync(root, { recursive: true });
  });
  const shop = join(root, 'inbox', 'shop');
  mkdirSync(shop, { recursive: true });
  cpSync('samples/inbox/shop/good-call.json', join(shop, 'good-call.json'), { preserveTimestamps: true });
  makeAudio('-t', '8', '-i', 'samples/inbox/shop/good-call.wav', '-c:a', 'pcm_mulaw', join(shop, 'good-call.wav'));

  const places = ['--config', 'samples', '--inbox', join(root, 'inbox'), '--data', join(root, 'data')];
  const line = spawn(process.execPath, ['main.ts', 'run', '--once', ...places], {
    env: {
      ...process.env,
      ETALON_ENGINE: 'openai',
      ETALON_SPEECH_URL: server.baseUrl,
      ETALON_SPEECH_KEY: 'secret-key',
      ETALON_SPEECH_MODEL: 'whisper-large-v3',
    },
    stdio: 'ignore',
  });
  expect(await once(line, 'exit')).toEqual([0, null]);

  expect(server.received.length).toBeGreaterThan(2);
  expect(server.received.every((request) => request.authorization === 'Bearer secret-key')).toBe(true);
  const rows = await rowsOf(join(root, 'data'));
  expect(rows['transcripts']).toMatchObject([{ engine: 'openai', model: 'whisper-large-v3' }]);
  expect(JSON.stringify(rows['transcripts'])).toContain('Amber');
  expect(rows['evaluations']).toHaveLength(1);
  // The key opens a service and explains nothing: it is stored nowhere.
  expect(JSON.stringify(rows)).not.toContain('secret-key');
});
