import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../harness/eventually.ts';
import { rowsOf } from '../../harness/run-line.ts';
import { cdr } from '../../harness/test-inbox.ts';
import { settledFile, watchedShop } from '../../harness/watching-line.ts';

const WITHIN_MS = 120_000;
const MONTH_MS = 30 * 86_400_000;

/** What the telephone system says of one call, again each time it knows better. */
const told = (revision: number, operator: string): string => cdr('changing', { revision, operator });

describe('a clock that is set while the line runs', () => {
  it.for([
    ['a month forward', MONTH_MS],
    ['a month back', -MONTH_MS],
  ] as const)(
    '%s: what comes is taken in as before, what changes is taken anew, and the line ends when it is told to',
    async ([, byMs]) => {
      const { root, shop, dataDir, line } = await watchedShop((folder) => {
        writeFileSync(join(folder, 'clock'), '0');
        return {
          ETALON_TEST_CLOCK: join(folder, 'clock'),
          NODE_OPTIONS: `--import ${join(process.cwd(), 'test/harness/jumping-clock.ts')}`,
        };
      });
      const clock = join(root, 'clock');
      const changing = join(shop, 'changing.json');
      settledFile(join(shop, 'before.json'), cdr('before'));
      settledFile(changing, told(1, 'SIP/101'));
      await eventually(WITHIN_MS, () => line.missing(['before', 'changing']));
      writeFileSync(clock, String(byMs));
      // With the time that the clock shows now: on the way back it is older than what it replaces.
      writeFileSync(changing, told(2, 'SIP/102'));
      const shown = (Date.now() + byMs) / 1_000;
      utimesSync(changing, shown, shown);
      settledFile(join(shop, 'after.json'), cdr('after'));
      await eventually(WITHIN_MS, () => line.missing(['before', 'after']));
      // A file of now: it settles by the clock that was set, and by the file system's, which was not.
      writeFileSync(join(shop, 'new.json'), cdr('new'));
      await eventually(WITHIN_MS, () => line.missing(['before', 'after', 'new']));
      writeFileSync(clock, '0');
      settledFile(join(shop, 'back.json'), cdr('back'));
      await eventually(WITHIN_MS, () => line.missing(['before', 'after', 'new', 'back']));
      expect(await line.stop()).toBe(0);
      const { calls = [] } = await rowsOf(dataDir);
      expect(calls.find(({ callId }) => callId === 'changing')).toMatchObject({ 'legs.operatorAlias': ['SIP/102'] });
    },
  );
});
