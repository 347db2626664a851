import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Call, Leg } from '../../ingest/call.ts';
import type { Operator } from '../../ingest/operator.ts';
import type { Project } from '../../ingest/project.ts';
import { parseProjects } from '../../ingest/projects.ts';
import { recordingFetcher } from '../../ingest/recordings/fetch-recording.ts';
import { NO_RECORDING_SOURCES } from '../../ingest/recordings/recording-sources.ts';
import { reviewApp } from '../../review/app.ts';
import { openAudioCache } from '../../review/audio/audio-cache.ts';
import { fetchAgainFrom } from '../../review/audio/fetch-again.ts';
import { audioOpener } from '../../review/audio/open-audio.ts';
import { recordingsOfCall } from '../../review/call/stored-call.ts';
import type { Role } from '../../review/contract/people.ts';
import type { ReviewDeps } from '../../review/deps.ts';
import { handlersOf } from '../../review/handlers.ts';
import type { Known } from '../../review/known.ts';
import { takeListedAccounts } from '../../review/people/listed-accounts.ts';
import { projectFacts } from '../../review/project-facts.ts';
import { ownHosts } from '../../review/same-origin.ts';
import { storedScorecards } from '../../review/scorecards/stored-scorecard.ts';
import { hearingShares } from '../../review/uploads/hearing-shares.ts';
import { uploadsIntoInbox } from '../../review/uploads/into-inbox.ts';
import { recordingLength } from '../../review/uploads/recording-length.ts';
import type { Evaluation } from '../../score/evaluation.ts';
import { parseScorecard, scorecardHash } from '../../score/scorecard.ts';
import { accountOfLogin, addAccount, setDrawnTo } from '../../store/app/accounts.ts';
import { openAppDb } from '../../store/app/app-db.ts';
import { openSession } from '../../store/app/sessions.ts';
import type { OpenedStore } from '../../store/open-store.ts';
import { DEFAULT_GUARDS } from '../../transcribe/audio-guards.ts';
import { speechTools } from './speech-tools.ts';
import { answerOf, callOf, evaluationOf, JUDGING, NOON, toneOf, transcriptOf } from './scored-calls.ts';
import { openTestStore } from './store.ts';

/**
 * Two projects that know nothing of each other: a shop with the teams sales (Anna, Boris) and night (Vera), and a bank
 * (Ivan). Sofia supervises sales, Zina the bank. A client, an executive and an administrator beside them.
 */
export const WHO = {
  operator: 'anna',
  supervisor: 'sofia',
  client: 'client',
  executive: 'director',
  administrator: 'admin',
} as const satisfies Record<Role, string>;

/** A call of each kind, seen from Anna and from Sofia. */
export const CALLS = {
  own: { project: 'shop', callId: 'of-anna', operatorId: 'anna' },
  team: { project: 'shop', callId: 'of-boris', operatorId: 'boris' },
  otherTeam: { project: 'shop', callId: 'of-vera', operatorId: 'vera' },
  unowned: { project: 'shop', callId: 'of-nobody', operatorId: '' },
  otherProject: { project: 'bank', callId: 'of-ivan', operatorId: 'ivan' },
  missing: { project: 'shop', callId: 'never-was', operatorId: 'anna' },
} as const;
export type Target = keyof typeof CALLS;

export const SCORECARD = `id: inbound
version: 1
titles: { en: Inbound }
languages: [en]
coverageFloor: 0.5
sections:
  - id: all
    titles: { en: All }
    criteria:
      - { id: greeting, titles: { en: Greets }, weight: 10, speaker: operator, says: { en: [hello] } }
      - { id: offer, titles: { en: Offers }, weight: 10, speaker: operator, says: { en: [offer] } }
`;
export const SCORECARD_HASH: string = scorecardHash(SCORECARD);

const PROJECTS = ['shop', 'bank'].map(
  (id) => `  - id: ${id}
    name: The ${id}
    timeZone: Europe/Sofia
    languages: [en]
    country: BG
    scorecards: [{ scorecard: inbound }]
`,
);

const operator = (
  operatorId: string,
  project: string,
  team: string,
  role: Operator['role'] = 'operator',
): Operator => ({
  ...{ operatorId, project, name: `${operatorId} of the ${project}`, team, role },
  ...{ site: '', hired: '', left: '', aliases: [{ alias: operatorId, validFrom: null, validTo: null }] },
});

const OPERATORS = [
  ...[operator('anna', 'shop', 'sales'), operator('boris', 'shop', 'sales'), operator('vera', 'shop', 'night')],
  ...[operator('ivan', 'bank', 'loans'), operator('sofia', 'shop', 'sales', 'supervisor')],
  operator('zina', 'bank', 'loans', 'supervisor'),
];

function knownOf(): Known {
  const projects = parseProjects(`projects:\n${PROJECTS.join('')}`, 'projects.yaml');
  const scorecard = parseScorecard(SCORECARD, 'inbound.yaml');
  if (!projects.ok || !scorecard.ok) throw new Error(JSON.stringify([projects, scorecard]));
  const inUse = { scorecard: scorecard.value, hash: SCORECARD_HASH, yaml: SCORECARD };
  return {
    projects: new Map(projects.value.map((project: Project) => [project.id, project])),
    operators: OPERATORS,
    scorecards: new Map([['inbound', inUse]]),
  };
}

export const NOW = NOON + 14 * 86_400_000;

export function callBy(of: { readonly project: string; readonly callId: string; readonly operatorId: string }): Call {
  const { project, callId, operatorId } = of;
  const [leg] = callOf('any').legs;
  const own: Leg = {
    ...(leg ?? { legId: '1', operatorAlias: operatorId, queue: 'sales', outcome: 'completed' as const }),
    ...{ legId: '1', operatorId, operatorAlias: operatorId, queue: 'sales', outcome: 'completed' as const },
    ...{ startedAt: NOON, answeredAt: NOON + 5_000, endedAt: NOON + 60_000 },
    ...{ ringMs: 5_000, talkMs: 55_000, holdMs: 0, acwMs: null },
  };
  return callOf(callId, {
    project,
    customerKey: 'a-customer',
    language: 'en',
    disposition: 'answered',
    legs: operatorId === '' ? [] : [own],
    recordings: [{ recordingId: 'r', state: 'present', uri: 'inbox:nothing.wav', offsetMs: 0, failure: null }],
  });
}

/** What the machine said of a call: with `score` 100 both criteria are met, with less the second is not. */
export function machineOn(
  { project, callId, operatorId }: { readonly project: string; readonly callId: string; readonly operatorId: string },
  score: number,
  of: Partial<Evaluation> = {},
): Evaluation {
  const answers = [answerOf('greeting', 'yes'), answerOf('offer', score === 100 ? 'yes' : 'no')];
  const madeWith = { scorecard: SCORECARD_HASH };
  return evaluationOf(callId, score, { project, operatorId, answers, madeWith, startMs: 0, endMs: 60_000, ...of });
}

/** Every call with a transcript, the machine's evaluation and a tone; the call of nobody was not answered. */
export async function storeCalls(store: OpenedStore, scoreOf: (target: Target) => number = () => 50): Promise<void> {
  const targets = (Object.keys(CALLS) as Target[]).filter((target) => target !== 'missing');
  const judged = targets.filter((target) => target !== 'unowned');
  await store.insertOperators(OPERATORS);
  await store.insertScorecards([{ scorecardId: 'inbound', version: 1, hash: SCORECARD_HASH, yaml: SCORECARD }]);
  await store.insertCalls(targets.map((target) => callBy(CALLS[target])));
  await store.insertTranscripts(
    judged.map((target) => ({
      ...transcriptOf(CALLS[target].callId),
      project: CALLS[target].project,
      recordingId: 'r',
    })),
  );
  await store.insertEvaluations(judged.map((target) => machineOn(CALLS[target], scoreOf(target))));
  await store.insertTones(
    judged.map((target) => toneOf(CALLS[target].callId, '1', { project: CALLS[target].project })),
  );
}

export type ReviewWorld = {
  readonly deps: ReviewDeps;
  readonly store: OpenedStore;
  readonly app: ReturnType<typeof reviewApp>;
  /** Asks as somebody, by their login; '' is nobody. */
  readonly ask: (
    who: string,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Response>;
};

/** The review app over a store of its own, or one that tests share and only read; all else is its own, with real parts. */
export async function openWorld(shared: OpenedStore | null = null): Promise<ReviewWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'etalon-review-'));
  const store = shared ?? (await openTestStore());
  const db = openAppDb(':memory:');
  onTestFinished(() => {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const known = knownOf();
  takeListedAccounts(db, NOW, OPERATORS);
  const projects = [...known.projects.keys()];
  for (const [role, login] of [...Object.entries(WHO)].filter(([, name]) => accountOfLogin(db, name) === null))
    addAccount(db, NOW, {
      ...{ login, name: `${login} by name`, role: role as Role, operatorId: '', teams: [], isListed: false },
      // The administrator is bound to no project, and the others to the shop alone.
      projects: role === 'administrator' ? [] : ['shop'],
    });
  // Chance of the draws goes by it: worlds that are compared draw the same.
  db.run('UPDATE accounts SET accountId = login');
  const deps: ReviewDeps = {
    ...{ db, store, known, now: () => NOW, secret: 'a secret for tests', baseUrl: 'http://localhost:8080' },
    facts: projectFacts({ store, now: () => NOW }),
    scorecardOfHash: storedScorecards(store),
    log: {
      error: (fields, sentence) => {
        throw new Error(`${sentence}: ${JSON.stringify(fields)}`);
      },
    },
  };
  const decoding = { ffmpegPath: speechTools.ffmpeg(), guards: DEFAULT_GUARDS, workRoot: join(folder, 'work') };
  const signal = new AbortController().signal;
  const openAudio = audioOpener({
    ...decoding,
    signal,
    cache: await openAudioCache(join(folder, 'cache'), 1_000_000),
    fetch: fetchAgainFrom(
      { inboxDir: folder, maxBytes: 1_000_000 },
      recordingFetcher(NO_RECORDING_SOURCES, () => null),
    ),
    recordings: ({ project, callId }) => store.run(recordingsOfCall, { project, callId }),
    project: (id) => {
      const project = known.projects.get(id);
      if (project === undefined) throw new Error(`no project ${id}`);
      return project;
    },
  });
  const uploads = {
    taking: {
      to: await uploadsIntoInbox(folder, projects),
      lengthOf: recordingLength(decoding, signal),
      now: () => NOW,
    },
    state: {
      store,
      projects,
      recordFolder: (id: string) => join(folder, id),
      shareOf: hearingShares().shareOf,
      score: () => null,
    },
  };
  const hosts = ownHosts(deps.baseUrl, 8080);
  const app = reviewApp({
    deps,
    hosts: () => hosts,
    pages: () => new Response('<html></html>', { headers: { 'content-type': 'text/html' } }),
    handlers: handlersOf({ deps, openAudio, uploads, judging: JUDGING }),
  });
  const cookies = new Map<string, string>();
  return {
    deps,
    store,
    app,
    ask: (who, method, path, body, headers = {}) => {
      const account = accountOfLogin(db, who);
      if (account !== null && !cookies.has(who)) cookies.set(who, openSession(db, NOW, account));
      const text = body === undefined ? undefined : body instanceof Uint8Array ? body : JSON.stringify(body);
      return app(
        new Request(`http://localhost:8080${path}`, {
          method,
          headers: {
            host: 'localhost:8080',
            'x-etalon': '1',
            ...(text === undefined
              ? {}
              : { 'content-type': 'application/json', 'content-length': String(text.length) }),
            ...(account === null ? {} : { cookie: `etalon=${cookies.get(who) ?? ''}` }),
            ...headers,
          },
          ...(text === undefined ? {} : { body: new Uint8Array(Buffer.from(text)) }),
        }),
        '127.0.0.1',
      );
    },
  };
}

/** The draw for self-review is past: what was not drawn is open. */
export function drawIsPast({ deps }: ReviewWorld, login: string): void {
  const account = accountOfLogin(deps.db, login);
  if (account !== null) setDrawnTo(deps.db, account.accountId, NOW);
}
