import { makesCall, foldCall } from '../../ingest/fold/fold.ts';
import { EtalonError } from '../../errors.ts';
import type { FormatName } from '../../ingest/formats/format.ts';
import { DEFAULT_KAFKA_SETTINGS } from '../../ingest/kafka/kafka-settings.ts';
import { operatorLookup } from '../../ingest/operators.ts';
import { takeTopicMessage } from '../../ingest/take-topic-message.ts';
import { writtenTranscripts } from '../../ingest/written.ts';
import { idOfCall } from '../../store/store.ts';
import { calls } from '../../store/tables/calls.ts';
import { operatorEvents } from '../../store/tables/operator-events.ts';
import { sourceEvents } from '../../store/tables/source-events.ts';
import { NOW, OPERATORS, SECRET, SHOP } from '../harness/shop.ts';
import { chanceOf } from '../simulation/chance.ts';
import { oddText } from './mutate.ts';
import { SPECIMENS } from './specimens.ts';

/** What became of messages: those that gave rows and those that gave letters; one may give both. */
export type MessagesTaken = { readonly taken: number; readonly refused: number };

/**
 * Messages of every format with something odd in each, taken as a topic's and folded. Throws with the seed at the first
 * that ends in neither a row nor a letter, or in anything but an error of ours.
 */
export function fuzzMessages(from: number, count: number): MessagesTaken {
  const names = Object.keys(SPECIMENS) as (FormatName | 'etalon')[];
  const done = { taken: 0, refused: 0 };
  for (let seed = from; seed < from + count; seed++) {
    const chance = chanceOf(seed);
    const format = chance.pick(names);
    const value = oddText(chance.pick(SPECIMENS[format]), chance);
    try {
      const { rows, letters } = take(format, value);
      if (rows > 0) done.taken += 1;
      if (letters > 0) done.refused += 1;
      if (rows + letters === 0 && meansSomething(format, value)) throw new Error('neither a row nor a letter');
    } catch (cause) {
      throw new Error(`message of seed ${String(seed)} (${format})`, { cause });
    }
  }
  return done;
}

function take(format: FormatName | 'etalon', value: Buffer): { readonly rows: number; readonly letters: number } {
  const headers = { project: 'shop', format };
  const message = { topic: 'calls.cdr', partition: 0, offset: '1', timestampMs: NOW, value, headers };
  const lookup = operatorLookup(OPERATORS, SHOP);
  const taken = takeTopicMessage(message, {
    input: 'cdr',
    settings: DEFAULT_KAFKA_SETTINGS,
    projects: new Map([[SHOP.id, SHOP]]),
    lookup: () => lookup,
    secretOf: () => SECRET,
    now: NOW,
  });
  // What is taken must fit into its rows: a row that does not costs the whole batch.
  for (const event of taken.events) sourceEvents.toRow(event);
  for (const event of taken.operatorEvents) operatorEvents.toRow(event);
  for (const own of Map.groupBy(taken.events, idOfCall).values()) {
    try {
      if (makesCall(own)) calls.toRow(foldCall(own, { project: SHOP, lookup }));
      writtenTranscripts(own, SHOP, lookup);
    } catch (error) {
      // A call that cannot be folded is refused by its code; anything else is a defect.
      if (!(error instanceof EtalonError) || error.code === 'UNEXPECTED' || error.code === 'STORE_ROW_INVALID')
        throw error;
    }
  }
  const rows = taken.events.length + taken.operatorEvents.length + taken.recordings.length;
  return { rows, letters: taken.letters.length };
}

/** Formats that also tell of what is of no use here: a restart, a comment, a leg that adds nothing. */
const MAY_BE_OF_NO_USE: readonly (FormatName | 'etalon')[] = [
  ...(['queue_log', 'asterisk-cel', 'asterisk-cdr', 'freeswitch', 'amazon-connect', 'zadarma', 'comagic'] as const),
  ...(['ringostat', 'binotel'] as const),
];

function meansSomething(format: FormatName | 'etalon', value: Buffer): boolean {
  if (MAY_BE_OF_NO_USE.includes(format)) return false;
  const text = value.toString('utf8').trim();
  // An empty list, and a table with a heading only, hold nothing.
  return text !== '' && text !== '[]' && text.split(/[\r\n]+/).length > 1;
}
