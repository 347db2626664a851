import { describe, expect, it } from 'vitest';
import { announcements } from '../../../one-machine/announcements.ts';

describe('announcements', () => {
  it('score a call once that is announced several times before its turn', async () => {
    const scored: string[] = [];
    const queue = announcements((key) => Promise.resolve(void scored.push(key.callId)));
    for (const callId of ['a', 'b', 'a']) queue.announce({ project: 'shop', callId });
    await queue.drain();
    expect(scored).toEqual(['a', 'b']);
  });

  it('score a call again that is announced while it is being scored', async () => {
    const scored: string[] = [];
    const queue = announcements((key) => {
      scored.push(key.callId);
      if (scored.length === 1) queue.announce(key);
      return Promise.resolve();
    });
    queue.announce({ project: 'shop', callId: 'a' });
    await queue.drain();
    expect(scored).toEqual(['a', 'a']);
  });

  it('keep calls of two projects with the same id apart', async () => {
    const scored: string[] = [];
    const queue = announcements((key) => Promise.resolve(void scored.push(key.project)));
    queue.announce({ project: 'shop', callId: '1' });
    queue.announce({ project: 'clinic', callId: '1' });
    await queue.drain();
    expect(scored).toEqual(['shop', 'clinic']);
  });

  it('never score two calls at once, however often drain is called', async () => {
    let atOnce = 0;
    let most = 0;
    const queue = announcements(async () => {
      most = Math.max(most, ++atOnce);
      await Promise.resolve();
      atOnce--;
    });
    for (const callId of ['a', 'b', 'c']) queue.announce({ project: 'shop', callId });
    await Promise.all([queue.drain(), queue.drain()]);
    expect(most).toBe(1);
  });
});
