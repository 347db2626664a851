import sherpa from 'sherpa-onnx-node';
import type { Vad } from 'sherpa-onnx-node';
import { floatsOf, readBytes } from './pcm.ts';
import type { Span } from './turns.ts';
import { VAD_SETTINGS } from './vad-options.ts';

const SAMPLE_RATE = 16_000;
/** Silero looks at 512 samples (32 ms) at a time. */
const FRAME_SAMPLES = 512;
/** 32 s of sound a read: memory does not grow with the recording. */
const READ_BYTES = 1_000 * FRAME_SAMPLES * 2;
/** Room for the longest stretch of speech the detector may hold before it lets go of it. */
const BUFFER_SECONDS = 60;

/**
 * The stretches of a raw 16 kHz file in which someone speaks, in order and apart, in ms. Blocks: it belongs into a
 * speech process. Memory is bounded whatever the length.
 */
export function findSpeech(vadModelPath: string, pcmPath: string): Span[] {
  const config = {
    sileroVad: { model: vadModelPath, windowSize: FRAME_SAMPLES, ...VAD_SETTINGS },
    sampleRate: SAMPLE_RATE,
    numThreads: 1,
    debug: false,
  };
  const vad = new sherpa.Vad(config, BUFFER_SECONDS);
  const spans: Span[] = [];
  for (let offset = 0; ; offset += READ_BYTES) {
    const bytes = readBytes(pcmPath, offset, READ_BYTES);
    const samples = floatsOf(bytes);
    for (let at = 0; at < samples.length; at += FRAME_SAMPLES) {
      vad.acceptWaveform(samples.subarray(at, at + FRAME_SAMPLES));
      takeSpans(vad, spans);
    }
    if (bytes.length < READ_BYTES) break;
  }
  vad.flush();
  takeSpans(vad, spans);
  return spans;
}

function takeSpans(vad: Vad, spans: Span[]): void {
  while (!vad.isEmpty()) {
    const segment = vad.front(false);
    vad.pop();
    const startMs = Math.round(segment.start / 16);
    const endMs = Math.round((segment.start + segment.samples.length) / 16);
    const from = Math.max(startMs, spans.at(-1)?.endMs ?? 0);
    if (endMs > from) spans.push({ startMs: from, endMs });
  }
}
