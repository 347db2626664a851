import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../harness/eventually.ts';
import { cdr } from '../../harness/test-inbox.ts';
import { settledFile, watchedShop } from '../../harness/watching-line.ts';

const WITHIN_MS = 120_000;
const MONTH_MS = 30 * 86_400_000;

describe('a clock that is set while the line runs', () => {
  it.for([
    ['a month forward', MONTH_MS],
    ['a month back', -MONTH_MS],
  ] as const)('%s: what comes is taken in as before, and the line ends when it is told to', async ([, byMs]) => {
    const { root, shop, line } = await watchedShop((folder) => {
      writeFileSync(join(folder, 'clock'), '0');
      return {
        ETALON_TEST_CLOCK: join(folder, 'clock'),
        NODE_OPTIONS: `--import ${join(process.cwd(), 'test/harness/jumping-clock.ts')}`,
      };
    });
    const clock = join(root, 'clock');
    settledFile(join(shop, 'before.json'), cdr('before'));
    await eventually(WITHIN_MS, () => line.missing(['before']));
    writeFileSync(clock, String(byMs));
    settledFile(join(shop, 'after.json'), cdr('after'));
    await eventually(WITHIN_MS, () => line.missing(['before', 'after']));
    // A file of now: it settles by the clock that was set, and by the file system's, which was not.
    writeFileSync(join(shop, 'new.json'), cdr('new'));
    await eventually(WITHIN_MS, () => line.missing(['before', 'after', 'new']));
    writeFileSync(clock, '0');
    settledFile(join(shop, 'back.json'), cdr('back'));
    await eventually(WITHIN_MS, () => line.missing(['before', 'after', 'new', 'back']));
    expect(await line.stop()).toBe(0);
  });
});
