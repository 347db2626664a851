import type { Evaluation } from '../score/evaluation.ts';
import type { Call } from '../ingest/call.ts';
import { callCard, saidIn, type Names } from './call-card.ts';
import type { Transcript } from '../ingest/transcript.ts';
import type { RunOptions } from './command-line.ts';
import { namesOf, type OpenedLine, type OpenLine, type Streams } from './opened.ts';
import { kpiText } from './kpi.ts';
import { listCalls } from '../queries/queries.ts';
import { ALL_TIME } from './period.ts';
import { openProgress } from './progress.ts';
import { untilStopped, watchOn } from './watch.ts';

/**
 * `demo`: the whole line on the sample calls. Prints each call when it is scored, those of an earlier run from the
 * store, and the numbers of the day; then watches the samples until stopped (`once`: ends).
 */
export async function demoCommand(options: RunOptions, open: OpenLine, { out }: Streams): Promise<number> {
  const progress = openProgress(out);
  const stop = untilStopped(progress.print);
  const shown = new Set<string>();
  let names: Names | null = null;
  const show: Show = (call, transcripts, evaluations) => {
    if (names === null) return;
    shown.add(call.callId);
    progress.print(`\n${callCard(call, evaluations, saidIn(transcripts), names)}`);
  };
  const watcher = watchOn(progress, ({ call, transcripts, evaluations }) => {
    show(call, transcripts, evaluations);
  });
  progress.print('Etalon demo: four recorded calls and a chat of the invented shop Amber House.');
  const line = await open(options, watcher, stop.hard);
  names = namesOf(line.configured);
  try {
    await line.run({ once: true, signal: stop.soft });
    await showEarlier(line, shown, show);
    for (const project of line.configured.projects.values())
      progress.print(`\n${await kpiText(line.store, project, names.operator)}`);
    progress.print(NEXT);
    if (!options.once) {
      progress.print('Watching samples/inbox for more. Ctrl-C ends.');
      await line.run({ once: false, signal: stop.soft });
    }
    return 0;
  } finally {
    progress.close();
    await line.close();
  }
}

type Show = (call: Call, transcripts: readonly Transcript[], evaluations: readonly Evaluation[]) => void;

const NEXT = `
Every answer opens to its words:   npm run etalon -- show price-objection --config samples --data data/demo
All calls, with filters:           npm run etalon -- calls --config samples --data data/demo
For your own calls:                README.md, "Your own calls"`;

/** Calls that an earlier run has scored are shown from the store: nothing is heard or scored again. */
async function showEarlier({ store, configured }: OpenedLine, shown: ReadonlySet<string>, show: Show): Promise<void> {
  for (const { project, callId } of await store.run(listCalls, EVERY_CALL)) {
    if (shown.has(callId) || !configured.projects.has(project)) continue;
    const key = [{ project, callId }];
    const [call] = await store.readCalls(key);
    const evaluations = await store.readEvaluations(key, '');
    const counting = evaluations.filter((e) => !e.withdrawn);
    if (call !== undefined && counting.length > 0) show(call, await store.readTranscripts(key), counting);
  }
}

const EVERY_CALL = {
  project: '',
  operatorId: '',
  channel: '',
  ...ALL_TIME,
  minScore: null,
  maxScore: null,
  failedCriterion: '',
  limit: 1000,
  offset: 0,
} as const;
