import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Draft, DraftSave } from '../../../../review/contract/judging.ts';
import { DraftKeeper, type Kept, type SaveOutcome, type Shelf } from '../../../../review/pages/judging/draft-keeper.ts';
import {
  givenOf,
  isSame,
  sheetOf,
  withEntry,
  withVerdict,
  type Sheet,
} from '../../../../review/pages/judging/sheet.ts';

const EMPTY: Sheet = { entries: {}, comment: '' };
const NONE: Draft = { revision: 0, savedMs: null, answers: [], comment: '' };
const yes = (sheet: Sheet, criterionId: string): Sheet => withVerdict(sheet, criterionId, 'yes', null);

/** The server as it keeps drafts: one on top of another, a save on an old one is refused. */
function openServer(): {
  send: (body: DraftSave) => Promise<SaveOutcome>;
  readonly saves: DraftSave[];
  draft: Draft;
  /** Reached, not reached, or reached with its answer lost. */
  line: 'up' | 'down' | 'deaf';
} {
  const server = {
    saves: [] as DraftSave[],
    draft: NONE,
    line: 'up' as 'up' | 'down' | 'deaf',
    send: (body: DraftSave): Promise<SaveOutcome> => {
      if (server.line === 'down') return Promise.resolve({ kind: 'away' });
      if (server.draft.revision !== body.basedOn) return Promise.resolve({ kind: 'newer', newer: server.draft });
      server.saves.push(body);
      const { basedOn, ...given } = body;
      server.draft = { ...given, revision: basedOn + 1, savedMs: 1_000 };
      return Promise.resolve(server.line === 'deaf' ? { kind: 'away' } : { kind: 'saved', draft: server.draft });
    },
  };
  return server;
}

function openShelf(): Shelf & { kept: Kept | null; full: boolean } {
  const shelf = {
    kept: null as Kept | null,
    full: false,
    read: () => shelf.kept,
    write: (kept: Kept) => {
      if (!shelf.full) shelf.kept = kept;
      return !shelf.full;
    },
    clear: () => {
      shelf.kept = null;
    },
  };
  return shelf;
}

let server = openServer();
let shelf = openShelf();
const open = (): DraftKeeper => new DraftKeeper({ draft: server.draft, shelf, send: server.send, now: () => 7 });
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  server = openServer();
  shelf = openShelf();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a draft that saves itself', () => {
  it('is saved once, a second after the last change', async () => {
    const keeper = open();
    keeper.change(yes(EMPTY, 'a'));
    await pass(900);
    keeper.change(yes(keeper.sheet.peek(), 'b'));
    await pass(900);
    expect(server.saves).toHaveLength(0);
    await pass(100);
    expect(server.saves.map(({ basedOn, answers }) => [basedOn, answers.length])).toEqual([[0, 2]]);
    expect(keeper.state.peek()).toBe('saved');
    expect(shelf.kept).toBeNull();
  });

  it('stays in this browser until the server has it, and goes there when the server is back', async () => {
    const keeper = open();
    server.line = 'down';
    keeper.change(yes(EMPTY, 'a'));
    await pass(1_000);
    expect(keeper.state.peek()).toBe('away');
    expect(shelf.kept?.sheet).toEqual(keeper.sheet.peek());
    server.line = 'up';
    await pass(10_000);
    expect(keeper.state.peek()).toBe('saved');
    expect(server.draft.answers).toHaveLength(1);
    expect(shelf.kept).toBeNull();
  });

  it('says so when the browser keeps nothing', () => {
    shelf.full = true;
    const keeper = open();
    keeper.change(yes(EMPTY, 'a'));
    expect(keeper.kept.peek()).toBe(false);
  });

  it('knows its own draft again when the answer to a save was lost', async () => {
    const keeper = open();
    server.line = 'deaf';
    keeper.change(yes(EMPTY, 'a'));
    await pass(1_000);
    server.line = 'up';
    keeper.change(yes(keeper.sheet.peek(), 'b'));
    await pass(2_000);
    expect(keeper.twoDrafts.peek()).toBeNull();
    expect(server.draft.answers.map(({ criterionId }) => criterionId)).toEqual(['a', 'b']);
    expect(keeper.state.peek()).toBe('saved');
  });

  it('keeps a comment without an answer here, for the server takes none', async () => {
    const keeper = open();
    keeper.change(withEntry(yes(EMPTY, 'a'), 'b', { comment: 'later' }));
    await pass(1_000);
    expect(keeper.state.peek()).toBe('saved');
    expect(server.draft.answers).toHaveLength(1);
    expect(shelf.kept?.sheet.entries['b']?.comment).toBe('later');
  });

  it('sends what is not saved when the page is left', async () => {
    const keeper = open();
    keeper.change(yes(EMPTY, 'a'));
    keeper.close();
    await pass(0);
    expect(server.draft.answers).toHaveLength(1);
    expect(shelf.kept).toBeNull();
  });
});

describe('what this browser kept', () => {
  /** An answer typed just before the page was gone. */
  const leftBehind = async (): Promise<Sheet> => {
    server.line = 'down';
    const first = open();
    first.change(yes(first.sheet.peek(), 'a'));
    first.close();
    await pass(0);
    server.line = 'up';
    return first.sheet.peek();
  };

  it('goes on by itself and is saved when nobody saved since', async () => {
    server.draft = { ...givenOf(yes(EMPTY, 'before')), revision: 3, savedMs: 1 };
    const sheet = await leftBehind();
    const keeper = open();
    expect(keeper.twoDrafts.peek()).toBeNull();
    expect(keeper.sheet.peek()).toEqual(sheet);
    expect(keeper.state.peek()).toBe('changed');
    await pass(1_000);
    expect(server.draft.answers.map(({ criterionId }) => criterionId)).toEqual(['before', 'a']);
    expect(keeper.state.peek()).toBe('saved');
    expect(shelf.kept).toBeNull();
  });

  it('is shown beside the saved one when another was saved since', async () => {
    const sheet = await leftBehind();
    server.draft = { ...givenOf(yes(EMPTY, 'theirs')), revision: 1, savedMs: 1 };
    const keeper = open();
    expect(keeper.twoDrafts.peek()?.mine).toEqual(sheet);
    await pass(20_000);
    expect(server.saves).toHaveLength(0);
  });

  it('goes on from the save that was on its way while it was typed', async () => {
    const send = server.send;
    let arrive = (): void => undefined;
    server.send = async (body: DraftSave): Promise<SaveOutcome> => {
      const outcome = await send(body);
      await new Promise<void>((resolve) => (arrive = resolve));
      return outcome;
    };
    const first = open();
    first.change(yes(EMPTY, 'a'));
    await pass(1_000);
    first.change(yes(first.sheet.peek(), 'b'));
    arrive();
    await pass(0);
    expect(shelf.kept?.basedOn).toBe(1);
    server.send = send;
    expect(open().twoDrafts.peek()).toBeNull();
  });

  it('makes no new revision of a comment without an answer', async () => {
    const first = open();
    first.change(withEntry(yes(EMPTY, 'a'), 'b', { comment: 'later' }));
    await pass(1_000);
    const second = open();
    expect(second.twoDrafts.peek()).toBeNull();
    expect(second.sheet.peek().entries['b']?.comment).toBe('later');
    await pass(20_000);
    expect(server.draft.revision).toBe(1);
  });
});

describe('two drafts', () => {
  it('are offered when an older version kept one, without what it was based on', async () => {
    const sheet = yes(EMPTY, 'a');
    shelf.kept = { sheet, keptMs: 1 };
    const second = open();
    expect(second.twoDrafts.peek()?.mine).toEqual(sheet);
    second.keepMine();
    await pass(0);
    expect(server.draft.answers).toHaveLength(1);
    expect(shelf.kept).toBeNull();
  });

  it('are not offered when the server has it all the same', () => {
    const sheet = yes(EMPTY, 'a');
    server.draft = { ...givenOf(sheet), revision: 3, savedMs: 1 };
    shelf.kept = { sheet, keptMs: 1 };
    expect(open().twoDrafts.peek()).toBeNull();
    expect(shelf.kept).toBeNull();
  });

  it('are not offered when a save meets the same', async () => {
    const keeper = open();
    keeper.change(yes(EMPTY, 'a'));
    server.draft = { ...givenOf(yes(EMPTY, 'a')), revision: 4, savedMs: 9 };
    await pass(1_000);
    expect(keeper.twoDrafts.peek()).toBeNull();
    expect(keeper.state.peek()).toBe('saved');
  });

  it('wait for a choice when a save meets a newer one, and nothing is written over before', async () => {
    const keeper = open();
    const theirs = yes(EMPTY, 'theirs');
    server.draft = { ...givenOf(theirs), revision: 4, savedMs: 9 };
    keeper.change(yes(EMPTY, 'mine'));
    await pass(1_000);
    const two = keeper.twoDrafts.peek();
    expect(two?.other.revision).toBe(4);
    keeper.change(yes(EMPTY, 'more'));
    expect(keeper.sheet.peek()).toEqual(two?.mine);
    await pass(20_000);
    expect(server.draft.revision).toBe(4);
    keeper.takeOther();
    expect(isSame(keeper.sheet.peek(), theirs)).toBe(true);
    keeper.change(yes(keeper.sheet.peek(), 'next'));
    await pass(1_000);
    expect(server.draft.answers.map(({ criterionId }) => criterionId)).toEqual(['theirs', 'next']);
  });
});

describe('a submission', () => {
  it('waits for a save that is on its way, is based on it, and ends the draft', async () => {
    const keeper = open();
    keeper.change(yes(EMPTY, 'a'));
    await pass(1_000);
    keeper.change(yes(keeper.sheet.peek(), 'b'));
    const sent = await keeper.submit(
      (body) => Promise.resolve(body),
      (sheet) => yes(sheet, 'c'),
    );
    expect(sent.basedOn).toBe(1);
    expect(sent.answers).toHaveLength(3);
    expect(shelf.kept).toBeNull();
    keeper.close();
    await pass(20_000);
    expect(server.saves).toHaveLength(1);
  });

  it('from elsewhere ends the draft: nothing is saved or kept any more', async () => {
    let asked = 0;
    server.send = () => {
      asked += 1;
      return Promise.resolve({ kind: 'submitted' });
    };
    const keeper = open();
    keeper.change(yes(EMPTY, 'a'));
    await pass(1_000);
    keeper.change(yes(EMPTY, 'b'));
    keeper.close();
    await pass(20_000);
    expect(asked).toBe(1);
    expect(shelf.kept).toBeNull();
  });

  it('that fails leaves the sheet as it was, and kept here', async () => {
    const keeper = open();
    keeper.change(yes(EMPTY, 'a'));
    const failed = keeper.submit(
      () => Promise.reject(new Error('away')),
      (sheet) => yes(sheet, 'b'),
    );
    await expect(failed).rejects.toThrow('away');
    expect(Object.keys(keeper.sheet.peek().entries)).toEqual(['a']);
    expect(shelf.kept).not.toBeNull();
  });

  it('that meets a draft of somebody else asks, and of its own goes on', async () => {
    const keeper = open();
    server.line = 'deaf';
    keeper.change(yes(EMPTY, 'a'));
    await pass(1_000);
    expect(keeper.met(server.draft)).toBe(true);
    expect((await keeper.submit((body) => Promise.resolve(body))).basedOn).toBe(1);
    const other = open();
    other.change(yes(EMPTY, 'b'));
    expect(other.met({ ...givenOf(yes(EMPTY, 'z')), revision: 9, savedMs: 1 })).toBe(false);
    expect(sheetOf(other.twoDrafts.peek()?.other ?? NONE).entries).toHaveProperty('z');
  });
});
