/**
 * A real line in a process of its own, that may be told to die: `node line-process.ts '<LineOrder as JSON>'` runs the
 * inbox once and ends with 0, or kills itself with SIGKILL before or after the n-th use of one effect.
 */
import { readConfig } from '../../config.ts';
import { EFFECT_NAMES, type EffectName, type Effects } from '../../effects.ts';
import { openLine } from '../../one-machine/open-line.ts';
import type { Intake } from '../../ingest/inbox/intake.ts';
import type { Watcher } from '../../one-machine/one-machine.ts';
import { z } from 'zod';

const Order = z.object({
  configDir: z.string(),
  inboxDir: z.string(),
  dataDir: z.string(),
  die: z
    .object({ effect: z.enum(EFFECT_NAMES), when: z.enum(['before', 'after']), nth: z.number().int().positive() })
    .nullable(),
});
export type LineOrder = z.infer<typeof Order>;

const nobody: Watcher = {
  notice: () => undefined,
  recordingStarted: () => undefined,
  progress: () => undefined,
  recordingEnded: () => undefined,
  scored: () => undefined,
};

/** The same effects, of which one kills the process. SIGKILL leaves no time for anything: no handler, no flush. */
function deadly(effects: Effects<Intake>, die: NonNullable<LineOrder['die']>): Effects<Intake> {
  let used = 0;
  const killing =
    <Args extends readonly unknown[]>(name: EffectName, effect: (...args: Args) => Promise<void>) =>
    async (...args: Args): Promise<void> => {
      const now = name === die.effect && ++used === die.nth;
      if (now && die.when === 'before') process.kill(process.pid, 'SIGKILL');
      await effect(...args);
      if (now) process.kill(process.pid, 'SIGKILL');
    };
  return {
    insertCustomers: killing('insertCustomers', effects.insertCustomers),
    insertSourceEvents: killing('insertSourceEvents', effects.insertSourceEvents),
    insertOperatorEvents: killing('insertOperatorEvents', effects.insertOperatorEvents),
    insertCalls: killing('insertCalls', effects.insertCalls),
    insertRecordings: killing('insertRecordings', effects.insertRecordings),
    insertTranscripts: killing('insertTranscripts', effects.insertTranscripts),
    insertTones: killing('insertTones', effects.insertTones),
    insertEvaluations: killing('insertEvaluations', effects.insertEvaluations),
    insertDeadLetters: killing('insertDeadLetters', effects.insertDeadLetters),
    announce: killing('announce', effects.announce),
    announceRecordings: killing('announceRecordings', effects.announceRecordings),
    retryRecording: killing('retryRecording', effects.retryRecording),
    commit: killing('commit', effects.commit),
  };
}

if (process.argv[1] === import.meta.filename) {
  const { die, ...places } = Order.parse(JSON.parse(process.argv[2] ?? ''));
  const never = new AbortController().signal;
  const through = (effects: Effects<Intake>): Effects<Intake> => (die === null ? effects : deadly(effects, die));
  const line = await openLine(readConfig(places), nobody, never, through);
  await line.run({ once: true, signal: never });
  await line.close();
}
