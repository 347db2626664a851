import { startClickHouse } from '../harness/clickhouse-server.ts';
import { startBroker } from '../harness/kafka-broker.ts';
import { consuming } from './consume.ts';
import { catchingUp, delay } from './delay.ts';
import { together } from './line.ts';
import { loading } from './load.ts';
import type { Measured } from './measure.ts';
import { openBenchLine } from './stream-line.ts';

/** P5, P6, P7 and P13, over a real broker and the ClickHouse engine as a server; `say` hears of each as it comes. */
export async function stream(say: (result: Measured) => void): Promise<void> {
  const [broker, server] = await Promise.all([startBroker(), startClickHouse()]);
  try {
    say(await consuming(broker.address));
    for (const result of await loading(server)) say(result);
    const line = await openBenchLine(broker, server);
    try {
      for (const measure of [together, delay, catchingUp]) say(await measure(line));
    } finally {
      await line.close();
    }
  } finally {
    await Promise.all([broker.stop(), server.stop()]);
  }
}
