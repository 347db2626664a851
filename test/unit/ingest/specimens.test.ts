import { describe, expect, it } from 'vitest';
import { isFormatName } from '../../../ingest/formats/formats.ts';
import { SPECIMENS } from '../../fuzz/specimens.ts';
import { SHOP } from '../../harness/shop.ts';
import { throughKafka } from '../../harness/two-ways.ts';

/** Subtitles have no place for it. */
const CALL_OF_SRT = 'call-1';
const EACH = Object.entries(SPECIMENS).flatMap(([format, texts]) =>
  texts.map((text, index) => [format, index + 1, text] as const),
);

describe('what is made odd to find faults', () => {
  it.each(EACH)('is sound at first: %s, number %i', (format, _, text) => {
    if (format !== 'etalon' && !isFormatName(format)) throw new Error('is no format');
    const { letters, events, operatorEvents, recordings } = throughKafka(format, text, SHOP, CALL_OF_SRT);
    expect(letters.map(({ reason }) => reason)).toEqual([]);
    expect(events.length + operatorEvents.length + recordings.length).toBeGreaterThan(0);
  });
});
