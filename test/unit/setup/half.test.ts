import { expect, test } from 'vitest';
import { FLOAT_OF_HALF, halfOfFloat } from '../../../setup/whisper/half.js';

const LARGEST_FINITE = 0x7bff;
const positive = Array.from({ length: LARGEST_FINITE + 1 }, (_, bits) => bits);
const float = (bits: number): number => FLOAT_OF_HALF[bits] ?? NaN;

test('every half survives the way to a number and back', () => {
  expect(positive.filter((bits) => halfOfFloat(float(bits)) !== bits)).toEqual([]);
});

test('a number halfway between two halves takes the even one', () => {
  const wrong = positive
    .slice(0, -1)
    .filter((bits) => halfOfFloat((float(bits) + float(bits + 1)) / 2) !== bits + (bits % 2));
  expect(wrong).toEqual([]);
});

test('known halves have their known values', () => {
  expect([0x3c00, 0xc000, 0x7bff, 0x0001].map(float)).toEqual([1, -2, 65504, 2 ** -24]);
  expect(float(0x7c00)).toBe(Infinity);
  expect(float(0x7c01)).toBeNaN();
});
