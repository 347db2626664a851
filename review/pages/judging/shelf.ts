import type { Kept, Shelf } from './draft-keeper.ts';

/** A draft as this browser keeps it, until the server has it. `place`: whose it is and of which call. */
export function shelfOf(place: readonly string[]): Shelf {
  const key = `etalon.draft.1 ${JSON.stringify(place)}`;
  return {
    read: () => {
      try {
        const text = localStorage.getItem(key);
        // Written below and nowhere else.
        return text === null ? null : (JSON.parse(text) as Kept);
      } catch {
        return null;
      }
    },
    write: (kept) => {
      try {
        localStorage.setItem(key, JSON.stringify(kept));
        return true;
      } catch {
        // Full, or the reader lets no page keep anything.
        return false;
      }
    },
    clear: () => {
      localStorage.removeItem(key);
    },
  };
}
