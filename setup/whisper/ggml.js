import { layers, whisperTensors } from './tensors.js';
import { FLOAT_OF_HALF, halfOfFloat } from './half.js';
import { melFilters } from './mel.js';
import { textTokens } from './tokens.js';

/** @typedef {import('./tensors.js').Tensor} Tensor */
/** @typedef {import('./ctranslate2.js').Variable} Variable */

const MAGIC = 0x67676d6c;
/** Kinds of numbers in a ggml file (ggml.h, `enum ggml_type`). */
const F32 = 0;
const F16 = 1;
const Q8_0 = 8;
/** The file's own mark: quantisation version 2 × 1,000 + `GGML_FTYPE_MOSTLY_Q8_0`. */
const FILE_OF_Q8_0 = 2007;
/** A block of 32 numbers: their scale in half precision, then 32 signed bytes (ggml-common.h, `block_q8_0`). */
const BLOCK = 32;
const BLOCK_BYTES = 2 + BLOCK;

/**
 * A whisper.cpp model file with 8-bit weights, made from a CTranslate2 Whisper model in half precision. Matrices are
 * quantised, all else stays as it is; the result is what whisper.cpp's own tools make, byte for byte.
 * @param {ReadonlyMap<string, Variable>} variables
 * @param {string} vocabulary
 * @returns {Buffer} throws when the model lacks something
 */
export function ggmlOf(variables, vocabulary) {
  const tokens = textTokens(vocabulary);
  return Buffer.concat([
    header(variables),
    int32(tokens.length),
    ...tokens.flatMap((token) => [int32(token.length), token]),
    ...whisperTensors(variables).flatMap(encode),
  ]);
}

/**
 * Sizes of the model, then the mel filters.
 * @param {ReadonlyMap<string, Variable>} variables
 */
function header(variables) {
  const dims = (/** @type {string} */ name) => variables.get(name)?.dims ?? [];
  const heads = (/** @type {string} */ side) => variables.get(`${side}/num_heads`)?.data.readInt16LE() ?? 0;
  const [vocabulary = 0] = dims('decoder/embeddings/weight');
  const [audioContext = 0, audioState = 0] = dims('encoder/position_encodings/encodings');
  const [textContext = 0, textState = 0] = dims('decoder/position_encodings/encodings');
  const [, bands = 0] = dims('encoder/conv1/weight');
  const audio = [audioContext, audioState, heads('encoder'), layers(variables, 'encoder')];
  const text = [textContext, textState, heads('decoder'), layers(variables, 'decoder')];
  const mel = melFilters(bands);
  return Buffer.concat([
    int32(MAGIC, vocabulary, ...audio, ...text, bands, FILE_OF_Q8_0, bands, mel.bins),
    littleEndian(mel.weights),
  ]);
}

/**
 * @param {Tensor} tensor
 * @returns {Buffer[]} its head and its numbers
 */
function encode({ name, dims, halves, exact }) {
  const kind = exact ? F32 : dims.length === 2 ? Q8_0 : F16;
  const numbers = kind === F32 ? floats(halves) : kind === Q8_0 ? quantised(halves) : halves;
  const head = int32(dims.length, Buffer.byteLength(name), kind, ...[...dims].reverse());
  return [head, Buffer.from(name), numbers];
}

/** @param {Buffer} halves */
function floats(halves) {
  const numbers = new Float32Array(halves.length / 2);
  for (let i = 0; i < numbers.length; i++) numbers[i] = FLOAT_OF_HALF[halves.readUInt16LE(2 * i)] ?? 0;
  return littleEndian(numbers);
}

/**
 * Each block of 32 numbers becomes its scale (greatest magnitude / 127) and the numbers as multiples of it, in single
 * precision throughout, ties away from zero, as ggml's reference `quantize_row_q8_0_ref` rounds.
 * @param {Buffer} halves
 */
function quantised(halves) {
  const blocks = halves.length / 2 / BLOCK;
  const out = Buffer.alloc(blocks * BLOCK_BYTES);
  const values = new Float32Array(BLOCK);
  for (let block = 0; block < blocks; block++) {
    let greatest = 0;
    for (let i = 0; i < BLOCK; i++) {
      const value = FLOAT_OF_HALF[halves.readUInt16LE(2 * (block * BLOCK + i))] ?? 0;
      values[i] = value;
      greatest = Math.max(greatest, Math.abs(value));
    }
    const scale = Math.fround(greatest / 127);
    const inverse = scale === 0 ? 0 : Math.fround(1 / scale);
    out.writeUInt16LE(halfOfFloat(scale), block * BLOCK_BYTES);
    for (let i = 0; i < BLOCK; i++) {
      const multiple = Math.fround((values[i] ?? 0) * inverse);
      out.writeInt8(Math.sign(multiple) * Math.round(Math.abs(multiple)), block * BLOCK_BYTES + 2 + i);
    }
  }
  return out;
}

/** @param {readonly number[]} numbers */
function int32(...numbers) {
  const out = Buffer.alloc(4 * numbers.length);
  numbers.forEach((number, i) => out.writeInt32LE(number, 4 * i));
  return out;
}

/** @param {Float32Array} numbers */
function littleEndian(numbers) {
  const out = Buffer.alloc(4 * numbers.length);
  numbers.forEach((number, i) => out.writeFloatLE(number, 4 * i));
  return out;
}
