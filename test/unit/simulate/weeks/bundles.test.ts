import { expect, it } from 'vitest';
import type { SentMessage } from '../../../../simulate/sent-message.ts';
import { inBundles } from '../../../../simulate/weeks/bundles.ts';

const line = (value: string, atMs: number): SentMessage => ({
  ...{ atMs, value, topic: 'queueEvents', key: null },
  headers: { project: 'shop', format: 'queue_log' },
});

it('lines of a log travel together, other messages alone, and nothing is lost', () => {
  const cdr: SentMessage = { ...line('{}', 2), topic: 'cdr' };
  const bundled = [...inBundles([line('a', 1), cdr, line('b', 3), line('c', 4)], 2)];
  expect(bundled).toEqual([cdr, line('a\nb', 3), line('c', 4)]);
});
