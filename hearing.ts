import { existsSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import type { Config, VoskModelHere } from './config.ts';
import { reasonOf } from './errors.ts';
import type { HeardFor } from './heard.ts';
import type { RecordingWork } from './ingest/recordings/recording-work.ts';
import { readArchives } from './setup/models.js';
import type { OpenedStore } from './store/open-store.ts';
import { DEFAULT_GUARDS } from './transcribe/audio-guards.ts';
import type { PcmFile, SpeechEngine } from './transcribe/engine.ts';
import { openLocalSpeech, type LocalSpeech } from './transcribe/local-speech.ts';
import { openAiEngine } from './transcribe/openai.ts';
import { DEFAULT_DEADLINES } from './transcribe/speech-slots.ts';
import { transcribeRecording, type Transcribed } from './transcribe/transcribe.ts';
import { missing, type VoskModels } from './transcribe/vosk.ts';
import { sweepWorkFolders } from './transcribe/work-folder.ts';

/** The recogniser of the configuration; speech is always found by the local voice detector. */
export async function openSpeech(config: Config): Promise<LocalSpeech> {
  const { engine, vadModelPath, slots } = config;
  const whisperPath = engine.kind === 'whisper' ? engine.modelPath : '';
  const vosk = engine.kind === 'vosk' ? { vosk: voskModels(engine.models) } : {};
  const common = { vadPath: vadModelPath, slots, deadlines: DEFAULT_DEADLINES };
  const local = await openLocalSpeech({ ...common, whisperPath, ...vosk });
  if (engine.kind === 'whisper') return { ...local, engine: { ...local.engine, model: engine.modelName } };
  if (engine.kind === 'vosk') return local;
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

/**
 * The Vosk models of this machine, by language. Together they are what hears: which of them is asked may be known only
 * after the language was detected among them.
 * @throws EtalonError VOSK_MODEL_MISSING when there is none at all
 */
function voskModels(models: readonly VoskModelHere[]): VoskModels {
  const known = (language: string): readonly string[] =>
    readArchives().flatMap((model) => (language === '' || model.language === language ? [model.name] : []));
  if (models.length === 0) missing('of any project', known(''));
  return {
    model: models.map(({ name, digest }) => (digest === '' ? name : `${name}@${digest}`)).join(' '),
    folders: Object.fromEntries(models.map(({ language, folder }) => [language, folder])),
    known,
  };
}

/** Files that hearing needs and that are not there, by name: a volume that was not mounted, a clean-up that went too far. */
export function missingModels({ engine, vadModelPath }: Config): readonly string[] {
  const needed = [vadModelPath, ...modelsOf(engine)];
  return needed.filter((path) => !existsSync(path)).map((path) => basename(path));
}

function modelsOf(engine: Config['engine']): readonly string[] {
  if (engine.kind === 'vosk') return engine.models.map(({ folder }) => folder);
  return engine.kind === 'whisper' ? [engine.modelPath] : [];
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
    return transcribeRecording(deps, job, signal, onProgress).catch(refusedForItsLanguage);
  };
}

/** Trying again hears nothing, and calls in other languages go on: the recording is put aside like one that is damaged. */
function refusedForItsLanguage(error: unknown): Transcribed {
  const reason = reasonOf(error);
  if (reason.code === 'VOSK_MODEL_MISSING') return { kind: 'refused', reason, facts: NOT_LOOKED_AT };
  throw error;
}

const NOT_LOOKED_AT = { sha256: '', sizeBytes: 0, format: '', channels: 0, durationMs: 0, truncated: false } as const;
