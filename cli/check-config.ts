import type { Configured } from '../configured.ts';
import type { Streams } from './opened.ts';

/** `check-config`: reads everything there is to configure; faults are thrown, all at once, by the reader. */
export function checkConfigCommand(read: () => Configured, { out }: Streams): number {
  const { projects, operators, scorecards } = read();
  out.write(`${String(projects.size)} project(s): ${[...projects.keys()].join(', ')}\n`);
  out.write(`${String(operators.length)} operator(s)\n`);
  const cards = [...scorecards.values()].map(({ scorecard }) => `${scorecard.id} v${String(scorecard.version)}`);
  out.write(`${String(scorecards.size)} scorecard(s): ${cards.join(', ')}\nThe configuration is right.\n`);
  return 0;
}
