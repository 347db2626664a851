import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { batches } from '../../../store/loader.ts';

const rows = fc.array(fc.string({ maxLength: 50 }));

it('batches hold every row once and in order, within the limits unless a single row exceeds them', () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 20, max: 200 }), (all, maxRows, maxChars) => {
      const cut = batches(all, maxRows, maxChars);
      expect(cut.flat()).toEqual(all);
      for (const batch of cut) {
        expect(batch.length).toBeGreaterThan(0);
        expect(batch.length).toBeLessThanOrEqual(maxRows);
        const chars = batch.reduce((sum, row) => sum + row.length, 0);
        expect(batch.length === 1 || chars <= maxChars).toBe(true);
      }
    }),
  );
});
