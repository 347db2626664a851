/**
 * For `node --import`: the wall clock of the process jumps when a file says so. `ETALON_TEST_CLOCK` names a file that
 * holds the ms to add; timers and the steady clock go on as they are, as when somebody sets a machine's clock.
 */
import { readFileSync } from 'node:fs';

const file = process.env['ETALON_TEST_CLOCK'] ?? '';
const real = Date.now.bind(Date);
const LOOK_MS = 50;
let addedMs = 0;
setInterval(() => {
  addedMs = Number(readFileSync(file, 'utf8'));
}, LOOK_MS).unref();

Date.now = (): number => real() + addedMs;
globalThis.Date = new Proxy(Date, {
  construct: (target, args: readonly unknown[]) =>
    Reflect.construct(target, args.length === 0 ? [Date.now()] : args) as Date,
});
