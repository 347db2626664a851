import { Worker } from 'node:worker_threads';
import type { SpeechModels, SpeechReply, SpeechRequest } from './speech-messages.ts';
import { findSpeech } from './vad.ts';
import { detectWindow, loadWhisper, recogniseWindow } from './whisper-model.ts';
import type { WhisperModel } from './whisper-model.ts';

/**
 * A speech process: finds speech and recognises it, one request after the other, and ends with its parent. Started by
 * speech-process.ts with the models as its only argument; both engines block, so nothing else may live here.
 */
const models = JSON.parse(process.argv[2] ?? '{}') as SpeechModels;
let whisper: WhisperModel | undefined;

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
    return { kind: 'failed', code: 'UNEXPECTED', what: error instanceof Error ? error.message : String(error) };
  }
}

async function work(request: SpeechRequest): Promise<SpeechReply> {
  if (request.kind === 'find-speech') return { kind: 'speech', spans: findSpeech(models.vadPath, request.path) };
  const model = whisperModel();
  if (model === null) return { kind: 'failed', code: 'SPEECH_MODEL_DAMAGED', what: '' };
  const window = { startMs: request.startMs, endMs: request.endMs };
  if (request.kind === 'detect-language')
    return { kind: 'language', language: detectWindow(model, request.path, window) };
  const heard = await recogniseWindow(model, request.path, window, request.language, request.prompt);
  return { kind: 'heard', ...heard };
}

function whisperModel(): WhisperModel | null {
  try {
    whisper ??= loadWhisper(models.whisperPath);
    return whisper;
  } catch {
    return null;
  }
}
