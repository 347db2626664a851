import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { isoMoment } from '../../../store/iso-moment.ts';

const moment = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2299, 11, 31, 23, 59, 59, 999) });

it('a moment reads as Date writes it, also before 1970 and whatever day came before it', () => {
  fc.assert(
    fc.property(fc.array(moment, { minLength: 1 }), (moments) => {
      expect(moments.map(isoMoment)).toEqual(moments.map((at) => new Date(at).toISOString()));
    }),
  );
});
