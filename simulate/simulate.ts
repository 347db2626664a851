import { DAY_MS, dayAfter, momentOf } from './local-time.ts';
import type { SimulateOptions } from './options.ts';
import { randomStream } from './random.ts';
import { messagesOf } from './sending.ts';
import type { PlannedMessage, SentMessage } from './sent-message.ts';
import { statesOf } from './states.ts';
import { travelled } from './traffic.ts';
import type { ExpectedLetter, Truth, TruthCall, TruthState } from './truth.ts';
import { worldOf } from './world.ts';

export type Simulation = {
  /** In sending order. Each is written when its turn comes; they can be gone through again and are the same. */
  readonly messages: Iterable<SentMessage>;
  readonly truth: Truth;
};

/**
 * A call centre with everything it sends, and what really happened there. Equal options give equal bytes. A message is
 * known by its content alone: order, lateness and duplicates change nothing of the truth.
 */
export function simulate(options: SimulateOptions): Simulation {
  const calls: TruthCall[] = [];
  const states: TruthState[] = [];
  const deadLetters: ExpectedLetter[] = [];
  const planned: PlannedMessage[] = [];
  for (const simulated of options.projects) {
    const project = simulated.project.id;
    const world = worldOf(simulated, options);
    for (const { call } of world.happened) calls.push(call);
    states.push(...statesOf(project, world.changes));
    const random = randomStream(options.seed, project, 'travel');
    const onLetter = (letter: ExpectedLetter): void => void deadLetters.push(letter);
    const sent = travelled(messagesOf(simulated, options.seed, world), {
      project,
      faults: options.faults,
      random,
      onLetter,
    });
    for (const message of sent) planned.push(message);
  }
  planned.sort((a, b) => a.atMs - b.atMs);
  return {
    messages: { [Symbol.iterator]: () => writtenOut(planned) },
    truth: { ...spanOf(options), calls, states, deadLetters },
  };
}

function* writtenOut(planned: readonly PlannedMessage[]): Generator<SentMessage> {
  for (const { write, ...message } of planned) yield { ...message, value: write() };
}

/** Whole UTC days around all of it: shifts and late callers go on after the last midnight of any zone. */
function spanOf({ startDay, days }: SimulateOptions): { readonly fromMs: number; readonly toMs: number } {
  const fromMs = momentOf(startDay, 0, 'UTC') - DAY_MS;
  return { fromMs, toMs: momentOf(dayAfter(startDay, days), 0, 'UTC') + 2 * DAY_MS };
}
