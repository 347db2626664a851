import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import { speechTools } from '../harness/speech-tools.ts';
import type { BareJob } from './bare-whisper.ts';
import { childCpuSeconds } from './measure.ts';

/** What a bare engine made of each file, and the CPU-seconds it took. */
export type BareRun = { readonly seconds: number; readonly texts: readonly string[] };

/** bare-whisper.ts, started and ended: the same engine as the line's, and nothing else. */
export function bareEngine(files: BareJob['files']): BareRun {
  const job: BareJob = { model: speechTools.whisperModel(), language: 'en', files };
  const script = join(import.meta.dirname, 'bare-whisper.ts');
  const before = childCpuSeconds();
  const printed = execFileSync(process.execPath, [script, JSON.stringify(job)], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { OMP_NUM_THREADS: '1' },
  });
  return { seconds: childCpuSeconds() - before, texts: z.array(z.string()).parse(JSON.parse(printed.toString())) };
}
