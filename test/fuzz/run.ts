/**
 * Damaged recordings and odd messages: `node test/fuzz/run.ts --from 1 --recordings 500 --messages 2500`. The same seeds
 * give the same damage. Ends with 1 at the first that crashes, hangs or vanishes, with its seed.
 */
import { parseArgs } from 'node:util';
import { fuzzRecordings } from './audio.ts';
import { fuzzMessages } from './messages.ts';

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '1' },
    recordings: { type: 'string', default: '500' },
    messages: { type: 'string', default: '2500' },
  },
});
const from = Number(values.from);
const [recordings, messages] = [Number(values.recordings), Number(values.messages)];
const startedAt = performance.now();
const told = fuzzMessages(from, messages);
const heard = await fuzzRecordings(from, recordings);
const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
console.log(
  `messages: ${String(told.taken)} gave rows, ${String(told.refused)} gave letters, ${String(told.ofNoUse)} were of no use by ` +
    `the rules of their formats, ${String(told.undamaged)} came out as they were, of ${String(messages)}`,
);
console.log(
  `recordings: ${String(heard.decoded)} decoded, refused ${JSON.stringify(heard.refused)}; ${seconds} s in all`,
);
