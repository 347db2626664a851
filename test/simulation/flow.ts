import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * One piece of work from its first read to its last insert. What it has read says what its inserts can know, whatever
 * versions the product gives them.
 */
export type Flow = {
  /** By call: how many steps of events were read last, counted as in decision 0004. */
  readonly stepsRead: Map<string, number>;
  /** By call: what the row of the call that was read last knew. */
  readonly callsRead: Map<string, number>;
};

const flows = new AsyncLocalStorage<Flow>();

export function inNewFlow<T>(work: () => T): T {
  return flows.run({ stepsRead: new Map(), callsRead: new Map() }, work);
}

export function currentFlow(): Flow | undefined {
  return flows.getStore();
}
