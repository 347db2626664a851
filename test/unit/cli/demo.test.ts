import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openCards } from '../../../cli/demo-cards.ts';
import { samplesIn } from '../../../cli/demo-samples.ts';
import type { InboxFile } from '../../../ingest/inbox/inbox.ts';
import { SHOP } from '../../harness/shop.ts';
import { callOf } from '../../harness/scored-calls.ts';

describe('the cards of the demo', () => {
  it('come as they are scored when none is wanted first', () => {
    const printed: string[] = [];
    const cards = openCards(new Set(), (text) => printed.push(text));
    for (const id of ['b', 'a']) cards.show(callOf(id), [], id);
    expect(printed).toEqual(['b', 'a']);
  });

  it('wait until all that are wanted first are there', () => {
    const printed: string[] = [];
    const cards = openCards(new Set(['ru-1', 'ru-2']), (text) => printed.push(text));
    for (const id of ['en-1', 'ru-2', 'en-2', 'ru-1', 'en-3']) cards.show(callOf(id), [], id);
    expect(printed).toEqual(['ru-2', 'ru-1', 'en-1', 'en-2', 'en-3']);
  });

  it('are all shown at the end, whether what was wanted came or not', () => {
    const printed: string[] = [];
    const cards = openCards(new Set(['ru-1', 'never']), (text) => printed.push(text));
    for (const id of ['en-1', 'ru-1']) cards.show(callOf(id), [], id);
    expect(printed).toEqual(['ru-1']);
    cards.finish();
    cards.finish();
    expect(printed).toEqual(['ru-1', 'en-1']);
    expect([cards.isShown('en-1'), cards.isShown('never')]).toEqual([true, false]);
  });
});

describe('the samples of a language', () => {
  function inbox(): string {
    const root = mkdtempSync(join(tmpdir(), 'etalon-demo-'));
    onTestFinished(() => {
      rmSync(root, { recursive: true });
    });
    mkdirSync(join(root, 'shop'));
    const put = (name: string, text: string): void => {
      writeFileSync(join(root, 'shop', name), text);
    };
    put('a.json', '{"callId":"call-a","language":"en"}');
    put('b.json', '{"callId":"call-b","language":"ru"}');
    put('broken.json', '{');
    return root;
  }

  const file = (path: string): InboxFile => ({
    ...{
      project: SHOP,
      path,
      absolutePath: path,
      kind: 'recording',
      format: null,
      inode: '1',
      sizeBytes: 1,
      modifiedAtMs: 0,
    },
  });

  it('are taken in first, with the recordings beside them; the rest keeps its order', () => {
    const first = samplesIn(inbox(), 'ru');
    expect([...first.callIds]).toEqual(['call-b']);
    const paths = ['shop/a.json', 'shop/a.wav', 'shop/b.json', 'shop/b.wav', 'shop/queue_log'];
    expect(first.order(paths.map(file)).map(({ path }) => path)).toEqual([
      ...['shop/b.json', 'shop/b.wav', 'shop/a.json', 'shop/a.wav', 'shop/queue_log'],
    ]);
  });
});
