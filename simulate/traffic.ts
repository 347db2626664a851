import { badMessage } from './bad-messages.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './local-time.ts';
import type { Faults } from './options.ts';
import { between, chance, type Random } from './random.ts';
import type { PlannedMessage } from './sent-message.ts';
import type { ExpectedLetter } from './truth.ts';

const LATEST_MS = 3 * DAY_MS;

/**
 * The way of messages from the telephone system to the broker: a moment each, unless it is overtaken, late or sent
 * twice. Bad messages lie between the good ones; their letters are told to `onLetter`.
 */
export function travelled(
  planned: Iterable<PlannedMessage>,
  of: {
    readonly project: string;
    readonly faults: Faults;
    readonly random: Random;
    readonly onLetter: (letter: ExpectedLetter) => void;
  },
): readonly PlannedMessage[] {
  const { project, faults, random } = of;
  const sent: PlannedMessage[] = [];
  for (const message of planned) {
    const atMs = Math.round(message.atMs + delayMs(faults, random));
    sent.push({ ...message, atMs });
    if (chance(random, faults.duplicated)) sent.push({ ...message, atMs: Math.round(atMs + againMs(random)) });
    if (!chance(random, faults.bad)) continue;
    const { code, project: whose, value, ...bad } = badMessage(project, random, faults.maxMessageBytes);
    of.onLetter({ kind: 'dead_letter', project: whose, code });
    sent.push({ ...bad, key: null, atMs, write: () => value });
  }
  return sent;
}

function delayMs({ late, reordered }: Faults, random: Random): number {
  const way = between(random, 5, 1_500);
  if (chance(random, late)) return way + between(random, HOUR_MS, LATEST_MS);
  return chance(random, reordered) ? way + between(random, 0, 5 * MINUTE_MS) : way;
}

function againMs(random: Random): number {
  return chance(random, 0.5) ? between(random, 0, 50) : between(random, HOUR_MS, 36 * HOUR_MS);
}
