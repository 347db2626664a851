import whisper from '@napi-rs/whisper';
import { openSync, readFileSync, readSync } from 'node:fs';

/**
 * The engine and nothing else, as a process of its own: the yardstick of P2 and P3. Its argument is the job as JSON;
 * it prints the texts. `windows` are recognised one by one with the settings of transcribe/whisper-model.ts; without
 * them each file is recognised as a whole.
 */
export type BareJob = {
  readonly model: string;
  readonly language: string;
  readonly files: readonly { readonly path: string; readonly windows: readonly (readonly [number, number])[] | null }[];
};

const { Whisper, WhisperFullParams, WhisperSamplingStrategy } = whisper;

if (process.argv[2] !== undefined) {
  const job = JSON.parse(process.argv[2]) as BareJob;
  const model = new Whisper(job.model);
  const texts = job.files.map(({ path, windows }) => {
    if (windows === null) return recognise(model, job.language, floats(readFileSync(path), 0), false);
    const fd = openSync(path, 'r');
    return windows
      .map(([startMs, endMs]) => {
        const bytes = Buffer.alloc((endMs - startMs) * 32);
        const read = readSync(fd, bytes, 0, bytes.length, startMs * 32);
        return recognise(model, job.language, floats(bytes.subarray(0, read), 17_600), true);
      })
      .join(' ');
  });
  process.stdout.write(JSON.stringify(texts), () => process.exit(0));
}

function recognise(
  model: InstanceType<typeof Whisper>,
  language: string,
  samples: Float32Array,
  fitted: boolean,
): string {
  const params = new WhisperFullParams(WhisperSamplingStrategy.Greedy);
  params.language = language;
  params.nThreads = 1;
  params.printProgress = params.printRealtime = params.printTimestamps = false;
  if (fitted) {
    params.noContext = true;
    params.maxTokens = 120;
    params.audioCtx = Math.min(1_500, Math.ceil((samples.length / 320 + 128) / 64) * 64);
    params.tokenTimestamps = true;
    params.maxLen = 1;
    params.splitOnWord = true;
    params.onNewSegment = () => undefined;
  }
  return model.full(params, samples).trim();
}

function floats(bytes: Buffer, atLeast: number): Float32Array {
  const samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const result = new Float32Array(Math.max(samples.length, atLeast));
  samples.forEach((sample, i) => (result[i] = sample / 32_768));
  return result;
}
