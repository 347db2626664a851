const FRACTION_BITS = 10;
const BIAS = 15;

/** IEEE 754 half precision to number, by its 16 bits. */
export const FLOAT_OF_HALF = Float32Array.from({ length: 0x10000 }, (_, bits) => {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> FRACTION_BITS) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** (1 - BIAS - FRACTION_BITS);
  return sign * (1 + fraction / 1024) * 2 ** (exponent - BIAS);
});

/**
 * The 16 bits of the half nearest to a number ≥ 0, ties to the even one.
 * @param {number} value at least 0 and at most 65,504
 * @returns {number}
 */
export function halfOfFloat(value) {
  // Below 2^-14 halves lie 2^-24 apart; above, 1,024 of them share each power of two.
  let exponent = Math.max(1 - BIAS, Math.floor(Math.log2(value)));
  if (value < 2 ** exponent && exponent > 1 - BIAS) exponent--; // log2 itself was rounded up
  const steps = roundHalfEven(value / 2 ** (exponent - FRACTION_BITS));
  // A subnormal has no leading one; adding instead of or-ing lets a fraction that rounds up carry into the exponent.
  return steps + (exponent + BIAS - 1) * 1024;
}

/** @param {number} value */
function roundHalfEven(value) {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest === 0.5) return floor + (floor % 2);
  return rest < 0.5 ? floor : floor + 1;
}
