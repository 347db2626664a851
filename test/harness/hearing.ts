import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Project } from '../../ingest/project.ts';
import { DEFAULT_GUARDS } from '../../transcribe/audio-guards.ts';
import type { SpeechEngine } from '../../transcribe/engine.ts';
import { openLocalSpeech, type LocalSpeech, type LocalSpeechOptions } from '../../transcribe/local-speech.ts';
import { DEFAULT_DEADLINES } from '../../transcribe/speech-slots.ts';
import type { TranscribeDeps, TranscribeJob } from '../../transcribe/transcribe.ts';
import { speechTools } from './speech-tools.ts';

/** A project of two languages whose operators are on the left. */
export const HEARD_PROJECT: Project = {
  id: 'shop',
  name: 'Amber House',
  timeZone: 'Europe/Sofia',
  languages: ['en', 'ru'],
  country: 'BG',
  serviceLevel: { variant: 'offered', targetPercent: 80, thresholdSeconds: 20, shortAbandonSeconds: 5 },
  targetCallSeconds: 180,
  qualityTarget: 80,
  acwReasons: [],
  acwWithinSeconds: 0,
  queues: {},
  workingHours: [],
  vendor: '',
  site: '',
  vocabulary: {},
  recordings: {
    namePatterns: [],
    operatorChannel: { inbound: 0, outbound: 0, internal: 0 },
    expected: true,
    withoutHeader: null,
  },
  scorecards: [],
  imports: [],
  asterisk: { trunks: [], inboundContexts: [] },
};

/** An engine for tests in which nothing may be recognised: asking it is the failure. */
export const DEAF_ENGINE: SpeechEngine = {
  name: 'deaf',
  model: 'none',
  options: {},
  recognise: () => Promise.reject(new Error('nothing should be recognised here')),
  detectLanguage: () => Promise.reject(new Error('no language should be detected here')),
  close: () => Promise.resolve(),
};

/** The real voice detector and, where nothing else is said, the real recogniser, one at a time. */
export function openTestSpeech(of: Partial<LocalSpeechOptions> = {}): Promise<LocalSpeech> {
  return openLocalSpeech({
    vadPath: speechTools.vadModel(),
    whisperPath: speechTools.whisperModel(),
    slots: 1,
    deadlines: DEFAULT_DEADLINES,
    ...of,
  });
}

/** A folder of the test's own, removed when it ends. */
export function testFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'etalon-hearing-'));
  return {
    path,
    remove: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

export function depsIn(folder: string, of: Partial<TranscribeDeps> = {}): TranscribeDeps {
  return {
    ffmpegPath: speechTools.ffmpeg(),
    guards: DEFAULT_GUARDS,
    workRoot: join(folder, 'work'),
    engine: DEAF_ENGINE,
    findSpeech: () => Promise.resolve([]),
    findTranscript: () => Promise.resolve(null),
    ...of,
  };
}

export function jobFor(path: string, of: Partial<TranscribeJob> = {}): TranscribeJob {
  return {
    project: HEARD_PROJECT,
    callId: 'c1',
    recordingId: 'r1',
    path,
    file: 'shop/call.wav',
    direction: 'inbound',
    language: 'en',
    prompt: '',
    version: '1',
    ...of,
  };
}
