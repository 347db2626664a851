import { projectOf } from '../configured.ts';
import { EtalonError } from '../errors.ts';
import { callsInPeriod } from '../queries/calls-to-score.ts';
import { announcementOf } from '../roles/announced.ts';
import { operatorIdOf } from './calls.ts';
import type { RescoreOptions } from './command-line.ts';
import { sayFailure } from './failure.ts';
import type { OpenForOperating, Streams } from './opened.ts';
import { periodOf } from './period.ts';

const CALLS_A_SEND = 5_000;

/**
 * `rescore`: announces calls of a period on calls.to-rescore, which the score line reads while no live call waits. Calls
 * whose words, facts and scorecard are unchanged cost a look and give no new row.
 */
export async function rescoreCommand(
  options: RescoreOptions,
  open: OpenForOperating,
  { out, err }: Streams,
): Promise<number> {
  const opened = await open(options);
  const { configured, store, kafka } = opened;
  try {
    const { id: project, timeZone } = projectOf(configured, options.project);
    const period = periodOf(options.from, options.to, timeZone);
    if (kafka === null) {
      const exitCode = sayFailure(new EtalonError('KAFKA_NOT_CONFIGURED'), err);
      err.write('Without Kafka a changed scorecard scores all calls anew by itself, at the next `run`.\n');
      return exitCode;
    }
    const calls = await store.run(callsInPeriod, {
      project,
      ...period,
      queue: options.queue ?? '',
      operatorId: operatorIdOf(options.operator, configured.operators),
      scorecard: options.scorecard ?? '',
    });
    const topic = configured.kafka.topics.toRescore.name;
    for (let from = 0; from < calls.length; from += CALLS_A_SEND)
      await kafka.send(
        topic,
        calls.slice(from, from + CALLS_A_SEND).map((call) => announcementOf(call, options.run)),
      );
    const run = options.run === '' ? 'the run that counts' : `the what-if run ${options.run}, which never counts`;
    const number = calls.length === 1 ? '1 call' : `${String(calls.length)} calls`;
    out.write(`Announced ${number} of ${project} on ${topic} for ${run}.\n`);
    return 0;
  } finally {
    await opened.close();
  }
}
