import { NO_FACTS, type Heard } from '../../heard.ts';
import { sha256Hex } from '../../ingest/digest.ts';
import type { FetchRecording } from '../../ingest/recordings/fetch-recording.ts';
import type { Utterance } from '../../ingest/transcript.ts';
import type { SpeechRoleParts } from '../../roles/speech-role.ts';
import type { EtalonProcess, Site } from './etalon-process.ts';

/** What stands behind an address: when it comes (null = never), and whether it is a recording at all. */
export type SimulatedRecording = { readonly comesAtMs: number | null; readonly corrupt: boolean };
export type Recordings = ReadonlyMap<string, SimulatedRecording>;

export const ENGINE = { name: 'simulated', model: 'one' } as const;
/** Hearing takes this long, ms. */
const HEARING_MS = [100, 600_000] as const;
const DURATION_MS = 6_000;

export function fetchRecording({ recordings, world }: Site, process: EtalonProcess): FetchRecording {
  return ({ uri }) =>
    process.request(
      'fetch',
      () => uri,
      () => {
        const comesAtMs = recordings.get(uri)?.comesAtMs ?? null;
        if (comesAtMs === null || comesAtMs > world.clock.nowMs())
          return { kind: 'absent', reason: { code: 'AUDIO_MISSING', params: { file: '' } } };
        return { kind: 'here', path: uri, sizeBytes: uri.length, modifiedAtMs: null };
      },
      'RECORDING_SOURCE_AWAY',
    );
}

/** A pure function of the address; only who is who depends on the call: that is what the channels are for. */
export function hearFile({ recordings, world }: Site, process: EtalonProcess): SpeechRoleParts['hearFile'] {
  return async (work, uri, { project, direction }) => {
    await process.wait(world.chance.spread(...HEARING_MS));
    await process.request(
      'hear',
      () => uri,
      () => undefined,
      'ENGINE_UNAVAILABLE',
    );
    if (recordings.get(uri)?.corrupt !== false)
      return { kind: 'refused', reason: { code: 'AUDIO_FORMAT_UNKNOWN', params: { file: '' } }, facts: NO_FACTS };
    return transcribed(work, uri, project.recordings.operatorChannel[direction]);
  };
}

type Work = Parameters<SpeechRoleParts['hearFile']>[0];

function transcribed(work: Work, uri: string, operatorChannel: 0 | 1): Extract<Heard, { kind: 'transcribed' }> {
  const utterances = SAID.map(({ channel, text }, nth): Utterance => {
    const startMs = nth * 1_500;
    return {
      utteranceId: `${work.recordingId}:${String(nth + 1)}`,
      speaker: channel === operatorChannel ? 'operator' : 'customer',
      operatorId: '',
      language: 'en',
      startMs,
      endMs: startMs + 1_000,
      text: `${text} ${String(nth === 1 ? uri.length : '')}`.trim(),
      words: [],
      confidence: null,
      doubts: [],
    };
  });
  const { project, callId, recordingId, version } = work;
  return {
    kind: 'transcribed',
    facts: {
      ...NO_FACTS,
      sha256: sha256Hex(uri),
      sizeBytes: uri.length,
      format: 'wav',
      channels: 2,
      durationMs: DURATION_MS,
    },
    transcript: {
      schemaVersion: 1,
      ...{ project, callId, recordingId, version },
      engine: ENGINE.name,
      model: ENGINE.model,
      options: JSON.stringify({ operatorChannel }),
      optionsHash: 'simulated',
      audioSha256: sha256Hex(uri),
      language: 'en',
      durationMs: DURATION_MS,
      speakersSeparated: true,
      complete: true,
      speech: utterances.map(({ speaker, startMs, endMs }) => ({ speaker, startMs, endMs })),
      utterances,
    },
  };
}

const SAID = [
  { channel: 1, text: 'good morning' },
  { channel: 0, text: 'is the lamp in stock, number' },
  { channel: 1, text: 'it is' },
  { channel: 0, text: 'thank you' },
] as const;
