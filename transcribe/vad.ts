import sherpa from 'sherpa-onnx-node';
import type { Vad } from 'sherpa-onnx-node';
import { floatsOfSamples, readBytes, samplesOf } from './pcm.ts';
import { Timeline, withoutSilence } from './silence.ts';
import type { Span } from './turns.ts';
import { VAD_SETTINGS } from './vad-options.ts';

const SAMPLE_RATE = 16_000;
/** Silero looks at 512 samples (32 ms) at a time. */
const FRAME_SAMPLES = 512;
/** About a second: what is silent as a whole, with its neighbours, the detector need not look at. */
const BLOCK_SAMPLES = 32 * FRAME_SAMPLES;
/** 33 s of sound a read: memory does not grow with the recording. */
const READ_BYTES = 32 * BLOCK_SAMPLES * 2;
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
  const timeline = new Timeline();
  for (const stretch of withoutSilence(blocksOf(pcmPath))) {
    timeline.add(stretch);
    const samples = floatsOfSamples(stretch.samples);
    for (let at = 0; at < samples.length; at += FRAME_SAMPLES) {
      vad.acceptWaveform(samples.subarray(at, at + FRAME_SAMPLES));
      takeSpans(vad, timeline, spans);
    }
  }
  vad.flush();
  takeSpans(vad, timeline, spans);
  return spans;
}

function* blocksOf(pcmPath: string): Generator<Int16Array> {
  for (let offset = 0; ; offset += READ_BYTES) {
    const bytes = readBytes(pcmPath, offset, READ_BYTES);
    const samples = samplesOf(bytes);
    for (let at = 0; at < samples.length; at += BLOCK_SAMPLES) yield samples.subarray(at, at + BLOCK_SAMPLES);
    if (bytes.length < READ_BYTES) break;
  }
}

function takeSpans(vad: Vad, timeline: Timeline, spans: Span[]): void {
  while (!vad.isEmpty()) {
    const segment = vad.front(false);
    vad.pop();
    const { start, end } = timeline.place(segment.start, segment.start + segment.samples.length);
    const startMs = Math.round(start / 16);
    const endMs = Math.round(end / 16);
    const from = Math.max(startMs, spans.at(-1)?.endMs ?? 0);
    if (endMs > from) spans.push({ startMs: from, endMs });
  }
}
