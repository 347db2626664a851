import type { Call } from '../ingest/call.ts';
import type { Transcript } from '../ingest/transcript.ts';
import { listCalls } from '../queries/calls.ts';
import { inBundles } from '../simulate/weeks/bundles.ts';
import { SIMULATED, simulatedWeeks, WEEKS } from '../simulate/weeks/weeks.ts';
import { callCard, saidIn, type Judgement, type Names } from './call-card.ts';
import type { DemoOptions } from './command-line.ts';
import { openCards, type Cards } from './demo-cards.ts';
import { samplesIn, type WantedFirst } from './demo-samples.ts';
import { kpiText } from './kpi.ts';
import { namesOf, type OpenedLine, type OpenedLineWithPages, type OpenLine, type Streams } from './opened.ts';
import { ALL_TIME } from './period.ts';
import { openProgress, type Progress } from './progress.ts';
import { demoReviewText } from './review.ts';
import { wordsTone } from './tone-text.ts';
import { untilStopped, watchOn } from './watch.ts';

/**
 * `demo`: the whole line on the sample calls. Prints each call when it is scored, those of an earlier run from the
 * store; takes in eight simulated weeks, and prints the numbers of each project. Then serves the pages and watches the
 * samples until stopped (`once`: ends). `lang`: the samples of this language come first.
 */
export async function demoCommand(options: DemoOptions, open: OpenLine, { out }: Streams): Promise<number> {
  const progress = openProgress(out);
  const stop = untilStopped(progress.print);
  const first = wantedFirst(options);
  const cards = openCards(first.callIds, progress.print);
  let names: Names | null = null;
  const show: Show = (call, transcripts, judgement) => {
    if (names === null || call.project === SIMULATED) return;
    cards.show(call, judgement.evaluations, `\n${callCard(call, judgement, saidIn(transcripts), names)}`);
  };
  const watcher = watchOn(progress, ({ call, transcripts, evaluations, tone }) => {
    show(call, transcripts, { evaluations, tone });
  });
  progress.print('Etalon demo: sample calls and chats of the invented shop Amber House.');
  const line = await open(options, watcher, stop.hard, first.order);
  names = namesOf(line.configured);
  try {
    await line.run({ once: true, signal: stop.soft });
    await showEarlier(line, cards, show);
    cards.finish();
    if (!stop.soft.aborted) await takeWeeks(line, progress);
    progress.print(`\nSample calls\n${cards.summary(names)}`);
    for (const project of line.configured.projects.values())
      progress.print(`\n${await kpiText(line.store, project, names.operator)}`);
    progress.print(NEXT);
    if (!options.once && !stop.soft.aborted) await goOn(line, progress, stop.soft);
    return 0;
  } finally {
    progress.close();
    await line.close();
  }
}

/** A port that is in use on somebody's own machine is no reason to end a demo. */
const PORTS = 20;

/** Serves the pages, and watches the samples, until stopped. */
async function goOn(line: OpenedLineWithPages, progress: Progress, signal: AbortSignal): Promise<void> {
  const review = await line.openReview(PORTS);
  try {
    if (review !== null) progress.print(`\n${await demoReviewText(review)}`);
    progress.print('\nWatching samples/inbox for more. Ctrl-C ends.');
    await line.run({ once: false, signal });
  } finally {
    await review?.close();
  }
}

type Show = (call: Call, transcripts: readonly Transcript[], judgement: Judgement) => void;

const NEXT = `
Every answer opens to its words:   npm run etalon -- show price-objection --config samples --data data/demo
All calls, with filters:           npm run etalon -- calls --project shop --config samples --data data/demo
Black Friday, simulated:           npm run etalon -- kpi --project ${SIMULATED} --from ${WEEKS.blackFriday.day} --to ${WEEKS.blackFriday.day} --by interval --config samples --data data/demo
For your own calls:                README.md, "Your own calls"`;

function wantedFirst({ lang, inbox }: DemoOptions): WantedFirst {
  if (lang === undefined || inbox === undefined) return { callIds: new Set(), order: (files) => files };
  return samplesIn(inbox, lang);
}

const LINES_A_BUNDLE = 500;

/** Around the samples eight weeks are made up, so that intervals and comparisons have something to say. */
async function takeWeeks({ configured, takeSent }: OpenedLine, progress: Progress): Promise<void> {
  const project = configured.projects.get(SIMULATED);
  if (project === undefined) return;
  const startedAt = Date.now();
  progress.print(`\nTaking in "${project.name}", from ${WEEKS.startDay} on: nobody made these calls …`);
  const isNew = await takeSent('eight simulated weeks', () =>
    inBundles(simulatedWeeks(project, configured.operators).messages, LINES_A_BUNDLE),
  );
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  progress.print(isNew ? `Taken in and scored in ${seconds} s.` : 'They are there from an earlier run.');
}

/** Calls that an earlier run has scored are shown from the store: nothing is heard or scored again. */
async function showEarlier({ store, configured }: OpenedLine, cards: Cards, show: Show): Promise<void> {
  for (const id of configured.projects.keys()) {
    if (id === SIMULATED) continue;
    for (const { project, callId } of await store.run(listCalls, { ...EVERY_CALL, project: id })) {
      if (cards.isShown(callId)) continue;
      const key = [{ project, callId }];
      const [call] = await store.readCalls(key);
      const evaluations = await store.readEvaluations(key, '');
      const counting = evaluations.filter((e) => !e.withdrawn);
      if (call === undefined || counting.length === 0) continue;
      const tone = wordsTone(await store.readTones(key));
      show(call, await store.readTranscripts(key), { evaluations: counting, tone });
    }
  }
}

const EVERY_CALL = {
  operatorId: '',
  channel: '',
  ...ALL_TIME,
  minScore: null,
  maxScore: null,
  failedCriterion: '',
  limit: 1000,
  offset: 0,
} as const;
