import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../../ingest/message.ts';
import { misspeltFields } from '../../../ingest/message-faults.ts';
import { NOW, record, SHOP } from '../../harness/shop.ts';

/** The misspelt fields of a valid call record, each with the one it resembles. */
function misspelt(fields: Readonly<Record<string, unknown>>) {
  const parsed = parseMessage(record(fields), { project: SHOP, file: 'call.json', now: NOW });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.reason));
  return misspeltFields(parsed.message, 'call.json').map(({ params }) => [params['field'], params['near']]);
}

describe('a message with a field that nobody knows', () => {
  it('is told which known field it resembles', () => {
    expect(misspelt({ operatr: 'SIP/101', que: 'sales', talk_ms: 5000 })).toEqual([
      ['operatr', 'operator'],
      ['que', 'queue'],
      ['talk_ms', 'talkMs'],
    ]);
  });

  it('passes without a word when it resembles none: fields of one’s own are allowed', () => {
    const ofThePbx = {
      trunk: 'north',
      did: '100',
      src: '101',
      dst: '102',
      billsec: 30,
      duration: 40,
      uniqueid: '1.2',
      linkedid: '1.1',
      dcontext: 'default',
      lastapp: 'Queue',
      amaflags: 3,
      accountcode: '',
      site: 'Sofia',
    };
    expect(misspelt(ofThePbx)).toEqual([]);
  });

  it('passes without a word when the field it resembles is stated beside it', () => {
    expect(misspelt({ queue: 'sales', queueId: 7, operator: 'A', operatorName: 'Vera' })).toEqual([]);
    expect(misspelt({ operator: null, operatr: 'A' })).toEqual([['operatr', 'operator']]);
  });

  it('passes without a word when it says nothing', () => {
    expect(misspelt({ operatr: null })).toEqual([]);
  });
});
