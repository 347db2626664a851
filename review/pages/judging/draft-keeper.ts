import { signal } from '@preact/signals';
import type { Draft, DraftSave } from '../../contract/judging.ts';
import { givenOf, isSame, sheetOf, type Sheet } from './sheet.ts';

/** What became of a save. `away`: the server was not reached, and nothing is known. */
export type SaveOutcome =
  | { readonly kind: 'saved'; readonly draft: Draft }
  | { readonly kind: 'newer'; readonly newer: Draft }
  | { readonly kind: 'away' }
  /** From elsewhere: nothing more can be saved. */
  | { readonly kind: 'submitted' }
  | { readonly kind: 'refused'; readonly error: unknown };

/** What this browser keeps until the server has it. */
export type Kept = {
  readonly sheet: Sheet;
  readonly keptMs: number;
  /** The revision of the saved draft that it goes on from; older versions of this page did not write it. */
  readonly basedOn?: number;
};
export type Shelf = {
  readonly read: () => Kept | null;
  /** False when the browser keeps nothing. */
  readonly write: (kept: Kept) => boolean;
  readonly clear: () => void;
};

export type SavingState = 'saved' | 'changed' | 'saving' | 'away' | 'refused';
/** Two drafts, of which a person has to choose one. */
export type TwoDrafts = {
  readonly mine: Sheet;
  /** When it was last written to, epoch ms. */
  readonly mineMs: number;
  readonly other: Draft;
};

type Of = {
  readonly draft: Draft;
  readonly shelf: Shelf;
  readonly send: (body: DraftSave) => Promise<SaveOutcome>;
  readonly now?: () => number;
};

/** After the last change. */
const SAVE_AFTER_MS = 1_000;
/** While the server is away. */
const AGAIN_AFTER_MS = 10_000;

/**
 * Keeps a sheet while it is filled in: in this browser at once, at the server a second after the last change. Nothing
 * typed is lost when the connection is, or the tab is closed: the next opening goes on with what the server has not got,
 * and where the server's draft has changed since, a person chooses.
 * A save that meets a newer draft changes nothing until `keepMine` or `takeOther`.
 */
export class DraftKeeper {
  readonly sheet = signal<Sheet>({ entries: {}, comment: '' });
  readonly state = signal<SavingState>('saved');
  readonly savedMs = signal<number | null>(null);
  /** Whether this browser has what the server has not. */
  readonly kept = signal(true);
  /** Why the server refused to save. */
  readonly error = signal<unknown>(null);
  readonly twoDrafts = signal<TwoDrafts | null>(null);
  readonly #shelf: Shelf;
  readonly #send: Of['send'];
  readonly #now: () => number;
  #revision: number;
  /** What was sent and may have arrived without our hearing of it. */
  #unheard: readonly Sheet[] = [];
  #running: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor({ draft, shelf, send, now = Date.now }: Of) {
    this.#shelf = shelf;
    this.#send = send;
    this.#now = now;
    this.#revision = draft.revision;
    this.savedMs.value = draft.savedMs;
    this.sheet.value = sheetOf(draft);
    const left = shelf.read();
    if (left === null) return;
    if (isSame(left.sheet, this.sheet.peek())) shelf.clear();
    else if (left.basedOn === draft.revision) this.#goOn(left.sheet);
    else this.twoDrafts.value = { mine: left.sheet, mineMs: left.keptMs, other: draft };
  }

  readonly change = (sheet: Sheet): void => {
    if (this.#closed || this.twoDrafts.peek() !== null || sheet === this.sheet.peek()) return;
    this.sheet.value = sheet;
    this.kept.value = this.#shelf.write({ sheet, keptMs: this.#now(), basedOn: this.#revision });
    if (this.state.peek() !== 'away') this.state.value = 'changed';
    this.#saveIn(SAVE_AFTER_MS);
  };

  /** Saves now what is not saved; for a button, and for a connection that came back. */
  readonly save = async (): Promise<void> => {
    clearTimeout(this.#timer);
    if (this.#running !== null) await this.#running;
    if (this.state.peek() === 'saved' || this.twoDrafts.peek() !== null) return;
    this.#running = this.#saveOnce().finally(() => {
      this.#running = null;
    });
    await this.#running;
  };

  readonly keepMine = (): void => {
    const two = this.twoDrafts.peek();
    if (two === null) return;
    this.#chosen(two.other);
    this.change({ ...two.mine });
    void this.save();
  };

  readonly takeOther = (): void => {
    const two = this.twoDrafts.peek();
    if (two === null) return;
    this.#chosen(two.other);
    this.sheet.value = sheetOf(two.other);
    this.savedMs.value = two.other.savedMs;
    this.state.value = 'saved';
    this.#shelf.clear();
  };

  /**
   * Sends the sheet for good, as `filled` completes it, after any save that is on its way. Throws what `submit` throws;
   * then the sheet is as it was, and nothing is over.
   */
  readonly submit = async <T>(
    submit: (body: DraftSave) => Promise<T>,
    filled: (sheet: Sheet) => Sheet = (sheet) => sheet,
  ): Promise<T> => {
    clearTimeout(this.#timer);
    if (this.#running !== null) await this.#running;
    const answer = await submit({ basedOn: this.#revision, ...givenOf(filled(this.sheet.peek())) });
    this.#end();
    return answer;
  };

  /** A submission met this draft. True when it is our own and the submission can be made again; else there are two. */
  readonly met = (newer: Draft): boolean => {
    this.#meets(newer);
    return this.twoDrafts.peek() === null;
  };

  /** The page is left: what is not saved is sent now, and stays in this browser until it has arrived. */
  readonly close = (): void => {
    void this.save();
    this.#closed = true;
    clearTimeout(this.#timer);
  };

  /** It is submitted: nothing is left to save or to keep. */
  #end(): void {
    this.#closed = true;
    this.state.value = 'saved';
    this.#shelf.clear();
  }

  /** Nobody saved since this browser kept it: it continues the saved draft. */
  #goOn(sheet: Sheet): void {
    const isSaved = isSame(sheetOf(givenOf(sheet)), this.sheet.peek());
    this.sheet.value = sheet;
    // What the server does not take, a comment without an answer, makes no new revision.
    if (isSaved) return;
    this.state.value = 'changed';
    this.#saveIn(SAVE_AFTER_MS);
  }

  #chosen(other: Draft): void {
    this.twoDrafts.value = null;
    this.#revision = other.revision;
  }

  #saveIn(ms: number): void {
    clearTimeout(this.#timer);
    if (!this.#closed) this.#timer = setTimeout(() => void this.save(), ms);
  }

  async #saveOnce(): Promise<void> {
    const sheet = this.sheet.peek();
    this.state.value = 'saving';
    const outcome = await this.#send({ basedOn: this.#revision, ...givenOf(sheet) });
    switch (outcome.kind) {
      case 'saved':
        this.#arrived(outcome.draft);
        break;
      case 'newer':
        this.#meets(outcome.newer);
        break;
      case 'away':
        this.#unheard = [...this.#unheard, sheetOf(givenOf(sheet))];
        this.state.value = 'away';
        this.#saveIn(AGAIN_AFTER_MS);
        break;
      case 'submitted':
        this.#end();
        break;
      case 'refused':
        this.error.value = outcome.error;
        this.state.value = 'refused';
    }
  }

  #arrived(draft: Draft): void {
    const [now, there] = [this.sheet.peek(), sheetOf(draft)];
    const isLast = isSame(there, sheetOf(givenOf(now)));
    this.#revision = draft.revision;
    this.#unheard = [];
    this.savedMs.value = draft.savedMs;
    this.error.value = null;
    this.state.value = isLast ? 'saved' : 'changed';
    if (!isLast) this.#saveIn(SAVE_AFTER_MS);
    // A comment without an answer is nothing that the server takes.
    if (isSame(there, now)) this.#shelf.clear();
    else this.#keepOn(now);
  }

  /** What is still kept here goes on from the draft that has just arrived. */
  #keepOn(sheet: Sheet): void {
    const kept = this.#shelf.read();
    // Another keeper of the same call may have written there since.
    if (kept !== null && isSame(kept.sheet, sheet)) this.#shelf.write({ ...kept, basedOn: this.#revision });
  }

  /** A newer draft is our own when an answer to an earlier save was lost on its way, or when it says the same. */
  #meets(newer: Draft): void {
    const own = [...this.#unheard, sheetOf(givenOf(this.sheet.peek()))];
    if (own.some((sent) => isSame(sent, sheetOf(newer)))) this.#arrived(newer);
    else {
      this.state.value = 'changed';
      this.twoDrafts.value = { mine: this.sheet.peek(), mineMs: this.#now(), other: newer };
    }
  }
}
