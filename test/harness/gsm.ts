/**
 * GSM 06.10 made by hand, for ffmpeg has no encoder: frames of 20 ms (ETSI EN 300 961, table 1.1) without pitch and with
 * a flat spectrum, whose pulses change their sign 13 times in the 5 ms of a quarter: a tone of 6.5 / 5 kHz.
 */
export const GSM_TONE_HERTZ = 1_300;

/** The sound as headerless frames of 33 bytes: the signature 1101, then each number from its highest bit. */
export function gsmTone(frames: number): Uint8Array {
  const one = [bits(0xd, 4), ...FIELDS.map(([value, count]) => bits(value, count))].flat();
  return packed(Array.from({ length: frames }, () => one).flat(), (byte, bit, nth) => byte | (bit << (7 - nth)));
}

/** The same as Microsoft's GSM in a WAV (WAV49): two frames in 65 bytes, each number from its lowest bit. */
export function gsmToneWav(frames: number): Uint8Array {
  const one = FIELDS.flatMap(([value, count]) => bits(value, count).reverse());
  const sound = packed(Array.from({ length: frames }, () => one).flat(), (byte, bit, nth) => byte | (bit << nth));
  const header = Buffer.alloc(60);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(52 + sound.length, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(20, 16);
  [0x31, 1].forEach((value, nth) => header.writeUInt16LE(value, 20 + 2 * nth));
  [8_000, 1_625].forEach((value, nth) => header.writeUInt32LE(value, 24 + 4 * nth));
  [65, 0, 2, 320].forEach((value, nth) => header.writeUInt16LE(value, 32 + 2 * nth));
  header.write('fact', 40, 'latin1');
  header.writeUInt32LE(4, 44);
  header.writeUInt32LE(frames * 160, 48);
  header.write('data', 52, 'latin1');
  header.writeUInt32LE(sound.length, 56);
  return Buffer.concat([header, sound]);
}

/** Spectrum as in the frame that every GSM encoder makes of silence. */
const SPECTRUM: readonly (readonly [number, number])[] = [
  [32, 6],
  [32, 6],
  [20, 5],
  [11, 5],
  [8, 4],
  [5, 4],
  [3, 3],
  [2, 3],
];
const PULSES = 13;

/** Lag, its gain, the first pulse's place and their size; then the pulses, 0 and 7 in turn. */
function quarter(nth: number): (readonly [number, number])[] {
  const pulse = (at: number): readonly [number, number] => [(at + nth) % 2 === 0 ? 7 : 0, 3];
  return [[40, 7], [0, 2], [0, 2], [40, 6], ...Array.from({ length: PULSES }, (_, at) => pulse(at))];
}

const FIELDS = [...SPECTRUM, ...[0, 1, 2, 3].flatMap(quarter)];

function bits(value: number, count: number): number[] {
  return Array.from({ length: count }, (_, nth) => (value >> (count - 1 - nth)) & 1);
}

function packed(all: readonly number[], put: (byte: number, bit: number, nth: number) => number): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(all.length / 8));
  all.forEach((bit, at) => {
    bytes[at >> 3] = put(bytes[at >> 3] ?? 0, bit, at & 7);
  });
  return bytes;
}
