import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Config } from './config.ts';
import { judgingOf, projectOf, scoreWith, type Configured } from './configured.ts';
import { makeDataFolder } from './data-folder.ts';
import { EtalonError, reasonOf } from './errors.ts';
import { recordingFetcher } from './ingest/recordings/fetch-recording.ts';
import type { Log } from './log.ts';
import { reviewApp } from './review/app.ts';
import { openAudioCache } from './review/audio/audio-cache.ts';
import { fetchAgainFrom } from './review/audio/fetch-again.ts';
import { audioOpener } from './review/audio/open-audio.ts';
import { recordingsOfCall } from './review/call/stored-call.ts';
import type { ReviewDeps } from './review/deps.ts';
import { handlersOf } from './review/handlers.ts';
import { loadSubmissions } from './review/judging/submitting.ts';
import { pageFilesOf } from './review/page-files.ts';
import { takeListedAccounts } from './review/people/listed-accounts.ts';
import { projectFacts } from './review/project-facts.ts';
import { ownHosts } from './review/same-origin.ts';
import { storedScorecards } from './review/scorecards/stored-scorecard.ts';
import { serveReview } from './review/serve.ts';
import type { HearingShares } from './review/uploads/hearing-shares.ts';
import { uploadsIntoInbox } from './review/uploads/into-inbox.ts';
import { recordingLength } from './review/uploads/recording-length.ts';
import type { Uploads } from './review/uploads/upload-handlers.ts';
import { credentialsIn, installationSecret } from './secrets.ts';
import { openAppDb } from './store/app/app-db.ts';
import type { Store } from './store/store.ts';
import { DEFAULT_GUARDS } from './transcribe/audio-guards.ts';
import { sweepWorkFolders } from './transcribe/work-folder.ts';

export type ReviewParts = {
  readonly config: Config;
  readonly configured: Configured;
  readonly store: Store;
  readonly log: Log;
  /** What the lines of this process tell of recordings that they hear; null: they run elsewhere. */
  readonly shares: HearingShares | null;
  /** When the port is in use: 1 = an error, else the next of so many. */
  readonly ports: number;
};

export type OpenedReview = {
  /** Where people reach it. */
  readonly url: string;
  readonly deps: ReviewDeps;
  readonly close: () => Promise<void>;
};

const PAGES = join(import.meta.dirname, 'review', 'built');
const CACHE_BYTES = 2 * 1024 ** 3;
const LOAD_EVERY_MS = 30_000;

/**
 * Puts real parts into the review app and serves it. Null when it is switched off (ETALON_REVIEW=off).
 * @throws EtalonError HTTP_ADDRESS_UNUSABLE, REVIEW_ADDRESS_UNSAFE, APP_DB_UNUSABLE
 */
export async function openReview(parts: ReviewParts): Promise<OpenedReview | null> {
  const { config, configured, store, log } = parts;
  const { review } = config;
  if (review === null) return null;
  refuseUnsafe(review);
  makeDataFolder(config.dataDir);
  const db = openAppDb(config.dataDir);
  const stop = new AbortController();
  try {
    takeListedAccounts(db, Date.now(), configured.operators);
    const address = { current: review.url ?? '' };
    const deps: ReviewDeps = {
      ...{ db, store, known: configured, log, now: Date.now },
      facts: projectFacts({ store, now: Date.now }),
      scorecardOfHash: storedScorecards(store),
      secret: installationSecret(config.secret, config.dataDir),
      get baseUrl() {
        return address.current;
      },
    };
    const hosts = { current: [] as readonly string[] };
    const app = reviewApp({
      deps,
      pages: pageFilesOf(PAGES),
      hosts: () => hosts.current,
      handlers: handlersOf({ deps, judging: judgingOf(configured), ...(await soundOf(parts, stop.signal)) }),
    });
    const isProxied = review.url?.startsWith('https:') ?? false;
    const served = await serveReview(app, { ...review, tries: parts.ports }, isProxied);
    address.current = review.url ?? `http://localhost:${String(served.port)}`;
    hosts.current = ownHosts(address.current, served.port);
    const loading = keepLoading(deps, log);
    return {
      url: address.current,
      deps,
      close: async () => {
        stop.abort();
        loading.stop();
        await served.close();
        db.close();
      },
    };
  } catch (error) {
    stop.abort();
    db.close();
    throw error;
  }
}

const HERE = ['127.0.0.1', 'localhost', '[::1]', '::1'];

/**
 * Passwords and recordings go over a network in clear only within this machine. A container listens to all and is
 * published at the machine's own address: ETALON_REVIEW_URL says so, and requests under other names are refused.
 */
function refuseUnsafe({ host, port, url }: NonNullable<Config['review']>): void {
  const reached = url === null ? host : new URL(url).hostname;
  if (HERE.includes(reached) || (url?.startsWith('https:') ?? false)) return;
  throw new EtalonError('REVIEW_ADDRESS_UNSAFE', { address: `${host}:${String(port)}` });
}

/** Recordings to be heard, and those that people bring. */
async function soundOf(
  { config, configured, store, shares }: ReviewParts,
  signal: AbortSignal,
): Promise<{ readonly openAudio: ReturnType<typeof audioOpener>; readonly uploads: Uploads | null }> {
  const workRoot = join(config.dataDir, 'review-work');
  await sweepWorkFolders(workRoot);
  const ffmpegPath = config.ffmpegCandidates.find((path) => !isAbsolute(path) || existsSync(path)) ?? 'ffmpeg';
  const decoding = { ffmpegPath, guards: DEFAULT_GUARDS, workRoot };
  const fetch = recordingFetcher(configured.recordingSources, credentialsIn(config.secretsDir));
  const openAudio = audioOpener({
    ...decoding,
    cache: await openAudioCache(join(config.dataDir, 'audio-cache'), CACHE_BYTES),
    fetch: fetchAgainFrom({ inboxDir: config.inboxDir, maxBytes: DEFAULT_GUARDS.maxFileBytes }, fetch),
    recordings: ({ project, callId }) => store.run(recordingsOfCall, { project, callId }),
    project: (id) => projectOf(configured, id),
    signal,
  });
  // With Kafka recordings come from where its messages say.
  if (config.kafka !== null || !existsSync(config.inboxDir)) return { openAudio, uploads: null };
  const projects = [...configured.projects.keys()];
  return {
    openAudio,
    uploads: {
      taking: {
        to: await uploadsIntoInbox(config.inboxDir, projects),
        lengthOf: recordingLength(decoding, signal),
        now: Date.now,
      },
      state: {
        ...{ store, projects, score: scoreWith(configured) },
        recordFolder: (project) => join(config.inboxDir, project),
        shareOf: shares?.shareOf ?? (() => null),
      },
    },
  };
}

/** What was submitted while the store was away is stored as soon as it is back. */
function keepLoading(deps: ReviewDeps, log: Log): { readonly stop: () => void } {
  const load = (): void => {
    loadSubmissions(deps).catch((error: unknown) => {
      log.warn({ code: reasonOf(error).code }, 'submitted evaluations wait for the store');
    });
  };
  load();
  const timer = setInterval(load, LOAD_EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
    },
  };
}
