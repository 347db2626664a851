import { z } from 'zod';
import { makesCall, foldCall } from '../../ingest/fold/fold.ts';
import { EtalonError } from '../../errors.ts';
import { readTable } from '../../ingest/csv.ts';
import type { FormatName } from '../../ingest/formats/format-names.ts';
import { FORMATS } from '../../ingest/formats/formats.ts';
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

/** What became of damaged messages: those that gave rows and those that gave letters; one may give both. */
export type MessagesTaken = {
  readonly taken: number;
  readonly refused: number;
  /** Gave neither, as what they tell is of no use by a rule of their format. */
  readonly ofNoUse: number;
  /** Came out as they were, because one value took the place of its like; counted nowhere else. */
  readonly undamaged: number;
};

/**
 * Messages of every format with something odd in each, taken as a topic's and folded. Throws with the seed at the first
 * that ends in neither a row nor a letter although it tells of something, or in anything but an error of ours.
 */
export function fuzzMessages(from: number, count: number): MessagesTaken {
  const names = Object.keys(SPECIMENS) as (FormatName | 'etalon')[];
  const done = { taken: 0, refused: 0, ofNoUse: 0, undamaged: 0 };
  for (let seed = from; seed < from + count; seed++) {
    const chance = chanceOf(seed);
    const format = chance.pick(names);
    const specimen = chance.pick(SPECIMENS[format]);
    const value = oddText(specimen, chance);
    try {
      const { rows, letters } = take(format, value);
      if (rows + letters === 0 && !isOfNoUse(format, value)) throw new Error('neither a row nor a letter');
      if (value.equals(Buffer.from(specimen))) done.undamaged += 1;
      else {
        if (rows > 0) done.taken += 1;
        if (letters > 0) done.refused += 1;
        if (rows + letters === 0) done.ofNoUse += 1;
      }
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

/** Whether a message tells of nothing that is kept, by what its format says of such messages. */
function isOfNoUse(format: FormatName | 'etalon', value: Buffer): boolean {
  const text = value.toString('utf8').trim();
  if (text === '' || text === '[]') return true;
  if (format === 'etalon') return false;
  const { kind } = FORMATS[format];
  // A table with a heading only, which may run over several lines.
  if (kind === 'csv') return hasHeadingOnly(value.toString('utf8'));
  return kind === 'lines' ? areAllIgnored(format, value) : format === 'amazon-connect' && tellsNoStatus(text);
}

function hasHeadingOnly(text: string): boolean {
  const table = readTable(text);
  return table.ok && table.rows.length === 0;
}

/** Every line was counted as one that says nothing of who spoke with whom, or tells of a restart when no call was open. */
function areAllIgnored(name: FormatName, value: Buffer): boolean {
  const format = FORMATS[name];
  if (format.kind !== 'lines') return false;
  const lines = value.toString('utf8').split(/\r?\n/);
  const context = { project: SHOP, lookup: operatorLookup(OPERATORS, SHOP), secret: SECRET, file: 'calls.cdr' };
  const of = { ...context, firstLine: 1, columns: {}, head: lines[0] ?? '', order: 'kind' as const };
  const ignored = Object.values(format.read(lines, of).ignored).reduce((sum, count) => sum + count, 0);
  const told = lines.filter((line) => line.trim() !== '' && format.restart?.(line) !== true);
  return ignored === told.length;
}

/** An agent event of Amazon that names no status says nothing of what the agent does. */
function tellsNoStatus(text: string): boolean {
  const event = AGENT_EVENT.safeParse(JSON.parse(text));
  return event.success && !event.data.CurrentAgentSnapshot?.AgentStatus;
}

const AGENT_EVENT = z.looseObject({
  AgentARN: z.string(),
  CurrentAgentSnapshot: z.looseObject({ AgentStatus: z.unknown().optional() }).nullish(),
});
