import { join } from 'node:path';
import type { Config } from './config.ts';
import { reasonOf, type Reason } from './errors.ts';
import type { Log } from './log.ts';
import { openStore, type OpenedStore } from './store/open-store.ts';

export type StoreWish = {
  /** True: this process must own the data folder. False: it may be the guest of its owner. */
  readonly ownerOnly: boolean;
  /** True: waits for the store as long as it takes, as the lines do. False: gives up after a few tries. */
  readonly patient: boolean;
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Told before each wait for a store that is away; `attempt` counts the tries made so far. */
  readonly onAway?: (reason: Reason, attempt: number) => void;
};

/** The store of the configuration: a server's, or the engine in the data folder. */
export function storeOf({ store, dataDir, database, clickhousePort }: Config, wish: StoreWish): Promise<OpenedStore> {
  return openStore({
    at:
      store.kind === 'server'
        ? store
        : {
            kind: 'embedded',
            folder: join(dataDir, 'clickhouse'),
            ownerOnly: wish.ownerOnly,
            // Lines serve it, which stay; a command that happens to own the folder is gone in a moment.
            tcpPort: wish.ownerOnly ? clickhousePort : null,
          },
    database,
    attempts: wish.patient ? 'forever' : 3,
    signal: wish.signal,
    onRetry: (error, attempt, delayMs) => {
      const reason = reasonOf(error);
      wish.onAway?.(reason, attempt);
      wish.log.warn({ code: reason.code, attempt, delayMs }, 'store away');
    },
  });
}
