import { Worker } from 'node:worker_threads';
import { EtalonError } from '../errors.ts';
import type { SpeechModels, SpeechReply, SpeechRequest } from './speech-messages.ts';
import { findSpeech } from './vad.ts';
import type { VoskModel } from './vosk-library.ts';
import { detectWindow, loadWhisper, recogniseWindow } from './whisper-model.ts';
import type { WhisperModel } from './whisper-model.ts';

/**
 * A speech process: finds speech and recognises it, one request after the other, and ends with its parent. Started by
 * speech-process.ts with the models as its only argument; the engines block or burn a core, so nothing else may live here.
 */
const models = JSON.parse(process.argv[2] ?? '{}') as SpeechModels;
let whisper: WhisperModel | undefined;
const vosk = new Map<string, VoskModel>();

// The engines block this thread for seconds; a thread of its own sees the parent's end at once.
new Worker(new URL('./parent-watch.ts', import.meta.url)).unref();
process.on('disconnect', () => process.exit(0));

process.on('message', (request: SpeechRequest) => {
  void answer(request).then((reply) => process.send?.(reply));
});

async function answer(request: SpeechRequest): Promise<SpeechReply> {
  try {
    return await work(request);
  } catch (error) {
    if (error instanceof EtalonError && error.code === 'SPEECH_MODEL_DAMAGED') return DAMAGED;
    return { kind: 'failed', code: 'UNEXPECTED', what: error instanceof Error ? error.message : String(error) };
  }
}

const DAMAGED: SpeechReply = { kind: 'failed', code: 'SPEECH_MODEL_DAMAGED', what: '' };

async function work(request: SpeechRequest): Promise<SpeechReply> {
  if (request.kind === 'find-speech') return { kind: 'speech', spans: findSpeech(models.vadPath, request.path) };
  if (request.kind === 'load') {
    await voskModel(request.language);
    return { kind: 'loaded' };
  }
  const window = { startMs: request.startMs, endMs: request.endMs };
  if (request.kind === 'recognise' && models.voskFolders[request.language] !== undefined) {
    const { recogniseVoskWindow } = await import('./vosk-model.ts');
    return { kind: 'heard', ...(await recogniseVoskWindow(await voskModel(request.language), request.path, window)) };
  }
  const model = whisperModel();
  if (model === null) return DAMAGED;
  if (request.kind === 'detect-language')
    return { kind: 'language', language: detectWindow(model, request.path, window) };
  const heard = await recogniseWindow(model, request.path, window, request.language, request.prompt);
  return { kind: 'heard', ...heard };
}

/** Loaded once a language and kept: the process ends with it. The library is loaded only where Vosk recognises. */
async function voskModel(language: string): Promise<VoskModel> {
  const loaded = vosk.get(language);
  if (loaded !== undefined) return loaded;
  const { loadVosk } = await import('./vosk-model.ts');
  const model = await loadVosk(models.voskFolders[language] ?? '');
  vosk.set(language, model);
  return model;
}

function whisperModel(): WhisperModel | null {
  try {
    whisper ??= loadWhisper(models.whisperPath);
    return whisper;
  } catch {
    return null;
  }
}
