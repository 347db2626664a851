import { lookup } from 'node:dns/promises';
import { EtalonError, reasonOf, type ErrorCode } from '../../errors.ts';
import { fetchFile } from './fetch-file.ts';
import { fetchHttps, type Reach } from './fetch-https.ts';
import { startWatch, type Watch } from './fetch-limits.ts';
import { fetchS3 } from './fetch-s3.ts';
import type { FetchedRecording } from './fetched-recording.ts';
import { sourceFor, type RecordingSource, type RecordingSources } from './recording-sources.ts';
import { readRecordingUri, type RecordingUri } from './recording-uri.ts';

/**
 * Brings the recording of a uri here: a file stays where it lies, everything else becomes a new file in `folder`.
 * Reasons name scheme and host of the uri and nothing more of it.
 * @throws EtalonError the retriable RECORDING_SOURCE_AWAY, WORK_FOLDER_FULL and WORK_FOLDER_IO; the signal's reason.
 */
export type FetchRecording = (
  job: { readonly project: string; readonly uri: string; readonly folder: string },
  signal: AbortSignal,
  /** Called whenever the source has answered something. */
  onAnswer?: () => void,
) => Promise<FetchedRecording>;

/** What differs in tests and in networks of their own; each has a default. */
export type FetchOptions = {
  readonly resolve: Reach['resolve'];
  readonly authorities: Reach['authorities'];
  /** A source that says nothing for so long does not answer. */
  readonly silenceMs: number;
};

const DEFAULTS: FetchOptions = {
  resolve: (hostname) => lookup(hostname, { all: true }),
  authorities: null,
  silenceMs: 30_000,
};

/** What is thrown within and is an outcome of the recording to the outside. */
const REFUSALS: readonly ErrorCode[] = [
  'RECORDING_URI_REFUSED',
  'RECORDING_TOO_LARGE',
  'RECORDING_SOURCE_UNAUTHORISED',
];

/** `credentials`: the secret of a name, read whenever it is needed; null = there is none. */
export function recordingFetcher(
  sources: RecordingSources,
  credentials: (name: string) => string | null,
  options: Partial<FetchOptions> = {},
): FetchRecording {
  const { silenceMs, ...reach } = { ...DEFAULTS, ...options };
  return async ({ project, uri, folder }, signal, onAnswer = () => undefined) => {
    signal.throwIfAborted();
    const read = readRecordingUri(uri);
    if (read.kind === 'refused') return refusal(read.shown, read.why);
    const source = sourceFor(read, project, sources.sources);
    if (source === null) return refusal(read.shown, 'not-listed');
    const watch = startWatch({ totalMs: sources.timeoutMs, silenceMs, shown: read.shown, onAnswer }, signal);
    try {
      return await fetchFrom({ read, source, project, folder }, sources, { ...reach, credentials }, watch);
    } catch (error) {
      watch.signal.throwIfAborted();
      if (error instanceof EtalonError && REFUSALS.includes(error.code))
        return { kind: 'refused', reason: reasonOf(error) };
      throw error;
    } finally {
      watch.end();
    }
  };
}

async function fetchFrom(
  {
    read,
    source,
    project,
    folder,
  }: {
    readonly read: RecordingUri;
    readonly source: RecordingSource;
    readonly project: string;
    readonly folder: string;
  },
  { sources, maxBytes }: RecordingSources,
  reach: Reach,
  watch: Watch,
): Promise<FetchedRecording> {
  const into = { folder, maxBytes };
  if (read.kind === 'file' && source.kind === 'file')
    return watch.awaiting(fetchFile(read.path, source.root, maxBytes));
  if (read.kind === 's3' && source.kind === 's3')
    return fetchS3({ key: read.key, shown: read.shown, source }, into, reach, watch);
  if (read.kind !== 'web' || source.kind !== 'web') throw new TypeError('a source of another kind than its uri');
  const sourceOf = (url: URL) => {
    const found = sourceFor({ kind: 'web', url, shown: url.origin }, project, sources);
    return found?.kind === 'web' ? found : null;
  };
  return fetchHttps({ url: read.url, source }, into, sourceOf, reach, watch);
}

function refusal(shown: string, why: string): FetchedRecording {
  return { kind: 'refused', reason: { code: 'RECORDING_URI_REFUSED', params: { uri: shown, why } } };
}
