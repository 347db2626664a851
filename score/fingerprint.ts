const LOW_PRIME = 0x1b3;

/**
 * FNV-1a, 64 bits, over the UTF-8 bytes of a text, as 16 hexadecimal digits (the offset basis and the prime
 * 2^40 + 0x1b3 are of the FNV specification). It tells a changed input from an unchanged one; it is no protection
 * against someone who wants two inputs to look alike.
 */
export function fingerprint(text: string): string {
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  const bytes = new TextEncoder().encode(text);
  // Not for…of, which takes three times as long here.
  for (let at = 0; at < bytes.length; at++) {
    low = (low ^ (bytes[at] ?? 0)) >>> 0;
    const product = low * LOW_PRIME;
    high = (high * LOW_PRIME + Math.floor(product / 0x1_0000_0000) + low * 0x100) >>> 0;
    low = product >>> 0;
  }
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}
