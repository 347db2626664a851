import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectOf, readConfigured, scoreWith, toneWith } from '../../../configured.ts';
import type { Intake } from '../../../ingest/inbox/intake.ts';
import { openLedger } from '../../../ingest/inbox/ledger.ts';
import type { LineDeps } from '../../../lines.ts';
import { takeSent, type SentParts } from '../../../one-machine/take-sent.ts';
import { openServiceLog } from '../../../log.ts';
import { auditCalls } from '../../../simulate/audit-calls.ts';
import { auditEvaluations, auditLetters } from '../../../simulate/audit-evaluations.ts';
import { auditNumbers } from '../../../simulate/audit-numbers.ts';
import type { Breach } from '../../../simulate/breach.ts';
import type { Period } from '../../../simulate/expected-operators.ts';
import { below, randomStream } from '../../../simulate/random.ts';
import type { SentMessage } from '../../../simulate/sent-message.ts';
import type { Truth } from '../../../simulate/truth.ts';
import { auditWeeks, specialDays } from '../../../simulate/weeks/audit-weeks.ts';
import { inBundles } from '../../../simulate/weeks/bundles.ts';
import { pointsIn, SIMULATED, simulatedWeeks } from '../../../simulate/weeks/weeks.ts';
import type { Store } from '../../../store/store.ts';
import { openTestStore } from '../../harness/store.ts';

const configured = readConfigured(join(import.meta.dirname, '../../../samples'));
const project = projectOf(configured, SIMULATED);

/** Half a minute of work each on an idle machine; a busy one takes its time. */
const HANGS_MS = 900_000;

function partsOver(store: Store): SentParts {
  const done = (): Promise<void> => Promise.resolve();
  const effects: LineDeps<Intake>['effects'] = {
    ...store,
    announce: done,
    announceRecordings: done,
    retryRecording: done,
    commit: (lines) => store.insertIntake(lines),
  };
  const known = { project: () => project, lookup: configured.lookup, tone: toneWith(configured) };
  const deps = { effects, store, ...known, log: openServiceLog('silent') };
  const secretOf = (id: string): string => `secret of ${id}`;
  return { ledger: openLedger([]), configured, secretOf, score: scoreWith(configured), deps };
}

/** Everything that the store says of the weeks, asked for the whole time and for days by themselves. */
async function breachesOf(
  store: Store,
  truth: Truth,
  of: { readonly weeks: number; readonly days: readonly Period[] },
): Promise<readonly Breach[]> {
  return [
    ...(await auditCalls(store, truth, [SIMULATED])),
    ...(await auditNumbers(store, truth, project, of.days)),
    ...(await auditWeeks(store, truth, project, of)),
    ...(await auditEvaluations(store, truth, new Map([[SIMULATED, project]]))),
    ...(await auditLetters(store, truth, [SIMULATED])),
  ];
}

/** Answers about what was said that are not what the simulation decided; nothing if all are. */
async function misjudged(store: Store, truth: Truth): Promise<readonly string[]> {
  const judged = truth.calls.filter((call) => call.judged && call.direction === 'inbound');
  const decided = new Map(judged.map((call) => [call.callId, pointsIn(call)]));
  const evaluations = await store.readEvaluations(judged, '');
  expect(evaluations.length).toBeGreaterThan(100);
  return evaluations.flatMap(({ callId, operatorId, answers }) => {
    const points = decided.get(callId)?.get(operatorId) ?? new Map<string, boolean>();
    const verdicts = new Map(answers.map(({ criterionId, verdict }) => [criterionId, verdict]));
    return [...points].flatMap(([point, done]) => {
      const verdict = verdicts.get(point);
      return verdict === (done ? 'yes' : 'no')
        ? []
        : [`${callId} ${point}: ${String(done)}, judged ${String(verdict)}`];
    });
  });
}

function shuffled(messages: Iterable<SentMessage>): readonly SentMessage[] {
  const random = randomStream('eight weeks, shuffled');
  const all = [...messages];
  for (let last = all.length - 1; last > 0; last--) {
    const other = below(random, last + 1);
    const [a, b] = [all[last], all[other]];
    if (a !== undefined && b !== undefined) [all[last], all[other]] = [b, a];
  }
  return all;
}

/** Batches as no sender would make them: from one message to some thousands. */
function* oddBatches(messages: readonly SentMessage[]): Generator<readonly SentMessage[]> {
  const random = randomStream('eight weeks, odd batches');
  let nth = 0;
  for (let from = 0; from < messages.length;) {
    // Few, for each batch folds every call that it touches, and in this order that is almost every call.
    const size = nth++ % 2 === 0 ? 1 + below(random, 14_000) : 1 + below(random, 20);
    yield messages.slice(from, from + size);
    from += size;
  }
}

describe('the numbers of the simulated weeks', () => {
  it(
    'are those of the ground truth when everything comes as it happens, over four weeks with a change of clocks',
    async () => {
      const { messages, truth } = simulatedWeeks(project, configured.operators, { days: 28 });
      const store = await openTestStore();
      await takeSent('weeks', () => inBundles(messages, 500), partsOver(store));
      expect(await breachesOf(store, truth, { weeks: 4, days: specialDays(project).slice(0, 1) })).toEqual([]);
      expect(await misjudged(store, truth)).toEqual([]);
    },
    HANGS_MS,
  );

  it(
    'are those of the ground truth when messages come twice, late, corrected and in no order, over all eight',
    async () => {
      const faults = { corrected: 0.05, duplicated: 0.05, late: 0.02, reordered: 0.1, bad: 0, maxMessageBytes: null };
      const { messages, truth } = simulatedWeeks(project, configured.operators, { faults });
      const store = await openTestStore();
      const parts = partsOver(store);
      let nth = 0;
      for (const batch of oddBatches(shuffled(messages))) await takeSent(`batch ${String(nth++)}`, () => batch, parts);
      expect(await breachesOf(store, truth, { weeks: 8, days: specialDays(project) })).toEqual([]);
      expect(await misjudged(store, truth)).toEqual([]);
    },
    HANGS_MS,
  );
});
