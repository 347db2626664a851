/**
 * Real lines over Kafka in a process of its own, of which one effect is at fault: `node role-effects-process.ts
 * '<FaultOrder as JSON>'`, the environment as for `run`. Ends as `run` does, with its exit codes.
 */
import { z } from 'zod';
import { sayFailure } from '../../cli/failure.ts';
import { runRolesCommand } from '../../cli/run-roles.ts';
import { readConfig } from '../../config.ts';
import { EFFECT_NAMES, type EffectName, type Effects } from '../../effects.ts';
import { openServiceLog } from '../../log.ts';
import { openRoles, type OpenedRoles } from '../../roles/open-roles.ts';
import { LINES, type Line, type Work } from '../../roles/role.ts';

const faultOrder = z.object({
  lines: z.array(z.enum(LINES)).min(1),
  fault: z
    .object({
      /** Of which line; the others are well. */
      line: z.enum(LINES),
      effect: z.enum(EFFECT_NAMES),
      /** kill: SIGKILL before or after it. throw: a TypeError, as a defect gives it. hang: it is never done. */
      does: z.enum(['kill before', 'kill after', 'throw', 'hang']),
      /** Which uses of it, counted from 1; a use without anything in it does not count. */
      from: z.number().int().positive(),
      to: z.number().int().positive(),
    })
    .nullable(),
});
export type FaultOrder = z.infer<typeof faultOrder>;
type Fault = NonNullable<FaultOrder['fault']>;

/** The same effects, of which one is at fault. */
function faulty(effects: Effects<Work>, fault: Fault): Effects<Work> {
  let used = 0;
  const wrapped =
    <Input>(name: EffectName, effect: (input: Input) => Promise<void>) =>
    async (input: Input): Promise<void> => {
      const counts = name === fault.effect && !(Array.isArray(input) && input.length === 0);
      if (!counts || ++used < fault.from || used > fault.to) return effect(input);
      // SIGKILL leaves no time for anything: no handler, no flush.
      if (fault.does === 'kill before') process.kill(process.pid, 'SIGKILL');
      if (fault.does === 'throw') throw new TypeError('a planted defect');
      if (fault.does === 'hang') return new Promise(() => undefined);
      await effect(input);
      process.kill(process.pid, 'SIGKILL');
    };
  return {
    insertCustomers: wrapped('insertCustomers', effects.insertCustomers),
    insertSourceEvents: wrapped('insertSourceEvents', effects.insertSourceEvents),
    insertOperatorEvents: wrapped('insertOperatorEvents', effects.insertOperatorEvents),
    insertCalls: wrapped('insertCalls', effects.insertCalls),
    insertRecordings: wrapped('insertRecordings', effects.insertRecordings),
    insertTranscripts: wrapped('insertTranscripts', effects.insertTranscripts),
    insertTones: wrapped('insertTones', effects.insertTones),
    insertEvaluations: wrapped('insertEvaluations', effects.insertEvaluations),
    insertDeadLetters: wrapped('insertDeadLetters', effects.insertDeadLetters),
    announce: wrapped('announce', effects.announce),
    announceRecordings: wrapped('announceRecordings', effects.announceRecordings),
    retryRecording: wrapped('retryRecording', effects.retryRecording),
    commit: wrapped('commit', effects.commit),
  };
}

/** Each line opened by itself, so that an effect can be at fault in one of them; together they are one process. */
async function openEach({ lines, fault }: FaultOrder, hard: AbortSignal): Promise<OpenedRoles> {
  const config = readConfig();
  const log = openServiceLog(config.logLevel);
  const open = (line: Line): Promise<OpenedRoles> =>
    openRoles({
      config,
      lines: [line],
      log,
      version: 'test',
      hard,
      through: (effects) => (fault?.line === line ? faulty(effects, fault) : effects),
    });
  const opened = await Promise.all(lines.map(open));
  return {
    healthPort: opened[0]?.healthPort ?? 0,
    run: async (signal) => {
      await Promise.all(opened.map((roles) => roles.run(signal)));
    },
    close: async () => {
      await Promise.all(opened.map((roles) => roles.close()));
    },
  };
}

if (process.argv[1] === import.meta.filename) {
  const order = faultOrder.parse(JSON.parse(process.argv[2] ?? ''));
  const streams = { out: process.stdout, err: process.stderr };
  const roles = order.lines.join(',');
  process.exitCode = await runRolesCommand(
    { once: false, roles },
    readConfig().stopMs,
    (_, __, hard) => openEach(order, hard),
    streams,
  ).catch((error: unknown) => sayFailure(error, streams.err));
}
