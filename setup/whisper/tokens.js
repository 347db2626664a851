/** Tokens of text; what follows in the vocabulary (languages, tasks, times) whisper.cpp makes itself. */
const TEXT_TOKENS = 50_257;

/**
 * The bytes of each text token. The vocabulary spells a byte as one character in GPT-2's way (openai/gpt-2,
 * `bytes_to_unicode`): printable Latin-1 characters stand for themselves, the other bytes for U+0100 and on.
 * @param {string} vocabulary the file's text: one token a line, or a JSON array
 * @returns {readonly Buffer[]}
 */
export function textTokens(vocabulary) {
  /** @type {unknown} */
  const spelled = vocabulary.startsWith('[') ? JSON.parse(vocabulary) : vocabulary.split('\n');
  if (!Array.isArray(spelled) || spelled.length < TEXT_TOKENS) throw new Error('the vocabulary is cut short');
  const byteOf = byteByCharacter();
  return spelled.slice(0, TEXT_TOKENS).map((token) => {
    const bytes = Array.from(String(token), (character) => byteOf.get(character) ?? -1);
    if (bytes.includes(-1)) throw new Error('the vocabulary is not spelled in bytes');
    return Buffer.from(bytes);
  });
}

/** @returns {ReadonlyMap<string, number>} */
function byteByCharacter() {
  const byteOf = new Map();
  let next = 0x100;
  for (let byte = 0; byte < 0x100; byte++) {
    const printable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xff && byte !== 0xad);
    byteOf.set(String.fromCharCode(printable ? byte : next++), byte);
  }
  return byteOf;
}
