import { existsSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import type { Config } from './config.ts';
import type { HeardFor } from './heard.ts';
import type { RecordingWork } from './ingest/recordings/recording-work.ts';
import type { OpenedStore } from './store/open-store.ts';
import { DEFAULT_GUARDS } from './transcribe/audio-guards.ts';
import type { PcmFile, SpeechEngine } from './transcribe/engine.ts';
import { openAiEngine } from './transcribe/openai.ts';
import { transcribeRecording, type Transcribed } from './transcribe/transcribe.ts';
import { DEFAULT_DEADLINES, openLocalSpeech, type LocalSpeech } from './transcribe/whisper.ts';
import { sweepWorkFolders } from './transcribe/work-folder.ts';

/** The recogniser of the configuration; speech is always found by the local voice detector. */
export async function openSpeech(config: Config): Promise<LocalSpeech> {
  const { engine, vadModelPath, slots } = config;
  const whisperPath = engine.kind === 'whisper' ? engine.modelPath : '';
  const local = await openLocalSpeech({ vadPath: vadModelPath, whisperPath, slots, deadlines: DEFAULT_DEADLINES });
  if (engine.kind === 'whisper') return { ...local, engine: { ...local.engine, model: engine.modelName } };
  const remote: SpeechEngine = openAiEngine(engine);
  return {
    ...local,
    engine: remote,
    close: async () => {
      await remote.close();
      await local.close();
    },
  };
}

/** Files that hearing needs and that are not there, by name: a volume that was not mounted, a clean-up that went too far. */
export function missingModels({ engine, vadModelPath }: Config): readonly string[] {
  const needed = engine.kind === 'whisper' ? [vadModelPath, engine.modelPath] : [vadModelPath];
  return needed.filter((path) => !existsSync(path)).map((path) => basename(path));
}

/** Hears the file at `path`, which is the recording of `work`. */
export type HearFile = (
  work: RecordingWork,
  path: string,
  call: HeardFor,
  /** 0–1 of the recording. */
  onProgress: (share: number) => void,
) => Promise<Transcribed>;

/** The speech stage with its real parts; leftovers of processes that died are swept first. */
export async function hearWith(
  config: Config,
  speech: LocalSpeech,
  store: OpenedStore,
  signal: AbortSignal,
): Promise<HearFile> {
  const workRoot = join(config.dataDir, 'work');
  await sweepWorkFolders(workRoot);
  const ffmpegPath = config.ffmpegCandidates.find((path) => !isAbsolute(path) || existsSync(path)) ?? 'ffmpeg';
  const { engine } = speech;
  const deps = {
    ffmpegPath,
    guards: DEFAULT_GUARDS,
    workRoot,
    engine,
    findSpeech: (pcm: PcmFile, stopped: AbortSignal) => speech.findSpeech(pcm, stopped),
    findTranscript: (of: Parameters<OpenedStore['findTranscript']>[0]) => store.findTranscript(of),
  };
  return (work, path, { project, direction, language }, onProgress) => {
    const { callId, recordingId, uri, version } = work;
    // No vocabulary is prompted: on the samples it raised the word errors from 8 to 14 of 676.
    const prompt = '';
    const job = { project, callId, recordingId, path, file: uri, direction, language, prompt, version };
    return transcribeRecording(deps, job, signal, onProgress);
  };
}
