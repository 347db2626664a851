import { readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { RawAudioRule } from '../../ingest/recordings/raw-audio-rule.ts';
import { DEFAULT_GUARDS } from '../../transcribe/audio-guards.ts';
import { decodeChannels } from '../../transcribe/ffmpeg.ts';
import { identifyAudio } from '../../transcribe/identify-audio.ts';
import { readBytes } from '../../transcribe/pcm.ts';
import { inWorkFolder } from '../../transcribe/work-folder.ts';
import { speechTools } from '../harness/speech-tools.ts';
import { findingOf, type Finding } from './finding.ts';

/** What a project would say of recordings without a header; nothing is told by the name in the product itself. */
const DECLARED: Readonly<Record<string, RawAudioRule>> = {
  '.ulaw': { codec: 'mulaw', sampleRate: 8_000, channels: 1 },
  '.g722': { codec: 'g722', sampleRate: 16_000, channels: 1 },
};
/** PCM that lost its header, and nobody declares what it is. */
const REFUSED = new Set(['azure_missing_wav_header.wav']);

/** Every audio file that lies in `folder` itself: decoded, or refused with its reason. */
export async function otherAudioFindings(folder: string, workRoot: string): Promise<readonly Finding[]> {
  const names = readdirSync(folder).filter((name) => statSync(join(folder, name)).isFile());
  const findings: Finding[] = [];
  for (const name of names.sort())
    findings.push(await findingOf(`audio/${name}`, () => fileFinding(folder, name, workRoot)));
  return findings;
}

async function fileFinding(folder: string, name: string, workRoot: string): Promise<Omit<Finding, 'what'>> {
  const path = join(folder, name);
  const bytes = { size: statSync(path).size, read: (from: number, size: number) => readBytes(path, from, size) };
  const identified = identifyAudio(bytes, DECLARED[extname(name)] ?? null);
  const wanted = !REFUSED.has(name);
  if (identified.kind === 'refused') return { found: `refused: ${identified.reason.code}`, ok: !wanted };
  const { format } = identified;
  return inWorkFolder(workRoot, async (workFolder) => {
    const decoding = { path, format, workFolder };
    const { signal } = new AbortController();
    const decoded = await decodeChannels(speechTools.ffmpeg(), DEFAULT_GUARDS, decoding, signal);
    if (decoded.kind === 'refused') return { found: `not decoded: ${decoded.reason.code}`, ok: false };
    const { codec, sampleRate, channels, kind } = format;
    const seconds = (decoded.durationMs / 1_000).toFixed(1);
    return { found: `${kind}/${codec} ${sampleRate} Hz, ${channels} channel(s), ${seconds} s`, ok: wanted };
  });
}
