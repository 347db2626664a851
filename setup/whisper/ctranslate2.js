/** @typedef {{ readonly dims: readonly number[], readonly data: Buffer }} Variable little-endian numbers, row after row */

const SPEC = 'WhisperSpec';
/** Versions of the container that hold what this reader expects (CTranslate2 python/ctranslate2/specs/model_spec.py). */
const OLDEST = 5;
const NEWEST = 6;

/**
 * The variables of a CTranslate2 Whisper model (`model.bin`), by name. The container: version, name of the model's
 * specification, its revision, the variables, then aliases; texts carry a 16-bit length and end with a NUL.
 * @param {Buffer} file
 * @returns {ReadonlyMap<string, Variable>} throws when the file is not a whole Whisper model
 */
export function readCTranslate2(file) {
  const read = reader(file);
  const version = read.u32();
  if (version < OLDEST || version > NEWEST) throw new Error(`version ${version} of the container is not known`);
  const spec = read.text();
  if (spec !== SPEC) throw new Error(`it holds a ${spec}, not a ${SPEC}`);
  read.u32(); // revision of the specification

  /** @type {Map<string, Variable>} */
  const variables = new Map();
  for (let left = read.u32(); left > 0; left--) {
    const name = read.text();
    const dims = Array.from({ length: read.u8() }, () => read.u32());
    read.u8(); // kind of number; whoever takes the variable checks its size
    variables.set(name, { dims, data: read.bytes(read.u32()) });
  }
  for (let left = read.u32(); left > 0; left--) {
    const alias = read.text();
    const target = variables.get(read.text());
    if (target !== undefined) variables.set(alias, target);
  }
  if (!read.atEnd()) throw new Error('there is more in it than its table says');
  return variables;
}

/** @param {Buffer} file */
function reader(file) {
  let at = 0;
  const bytes = (/** @type {number} */ count) => {
    at += count;
    if (at > file.length) throw new Error('it is cut short');
    return file.subarray(at - count, at);
  };
  const u8 = () => bytes(1).readUInt8();
  const u32 = () => bytes(4).readUInt32LE();
  const text = () => bytes(bytes(2).readUInt16LE()).toString('utf8').replace(/\0$/, '');
  return { bytes, u8, u32, text, atEnd: () => at === file.length };
}
