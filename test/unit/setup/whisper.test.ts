import { expect, test } from 'vitest';
import { readCTranslate2 } from '../../../setup/whisper/ctranslate2.js';
import { melFilters } from '../../../setup/whisper/mel.js';
import { whisperTensors } from '../../../setup/whisper/tensors.js';
import { textTokens } from '../../../setup/whisper/tokens.js';

function text(value: string): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16LE(value.length + 1);
  return Buffer.concat([length, Buffer.from(`${value}\0`)]);
}

function u32(...values: readonly number[]): Buffer {
  const out = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => out.writeUInt32LE(value, 4 * i));
  return out;
}

function container(spec: string, version = 6): Buffer {
  const variable = [text('weight'), Buffer.from([1]), u32(2), Buffer.from([4]), u32(4), Buffer.from([1, 2, 3, 4])];
  const alias = [text('same'), text('weight')];
  return Buffer.concat([u32(version), text(spec), u32(3), u32(1), ...variable, u32(1), ...alias]);
}

test('a container gives its variables and their aliases', () => {
  const variables = readCTranslate2(container('WhisperSpec'));
  expect(variables.get('weight')).toEqual({ dims: [2], data: Buffer.from([1, 2, 3, 4]) });
  expect(variables.get('same')).toBe(variables.get('weight'));
});

test('another model, another version, a cut and a trailing byte are refused', () => {
  const whole = container('WhisperSpec');
  expect(() => readCTranslate2(container('TransformerSpec'))).toThrow('TransformerSpec');
  expect(() => readCTranslate2(container('WhisperSpec', 4))).toThrow('version 4');
  expect(() => readCTranslate2(whole.subarray(0, -3))).toThrow('cut short');
  expect(() => readCTranslate2(Buffer.concat([whole, Buffer.from([0])]))).toThrow('more in it');
});

test('a model without a tensor is refused by the name of what it lacks', () => {
  expect(() => whisperTensors(new Map())).toThrow('decoder/position_encodings/encodings');
});

test('mel filters rise and fall once, cover the band and have area 1', () => {
  const { bins, weights } = melFilters(80);
  const hzPerBin = 8000 / (bins - 1);
  const wide = weights.subarray(70 * bins, 71 * bins);
  expect(wide.reduce((sum, weight) => sum + weight * hzPerBin, 0)).toBeCloseTo(1, 1);
  expect(Math.min(...weights)).toBe(0);
  for (let band = 0; band < 80; band++) {
    const row = [...weights.subarray(band * bins, (band + 1) * bins)];
    const inside = row.flatMap((weight, bin) => (weight > 0 ? [bin] : []));
    expect(inside.length, `band ${band}`).toBe((inside.at(-1) ?? 0) - (inside[0] ?? 0) + 1);
  }
});

test('a token spelled in characters gives back its bytes, a space among them', () => {
  const spelled = ['Ġhello', 'Ð¿', '!', ...Array.from({ length: 50_254 }, () => 'a')];
  const [hello, half, mark] = textTokens(spelled.join('\n'));
  expect(hello?.toString()).toBe(' hello');
  expect(half).toEqual(Buffer.from('п'));
  expect(mark?.toString()).toBe('!');
  expect(textTokens(JSON.stringify(spelled))[0]).toEqual(hello);
});

test('a vocabulary that is cut short or spelled otherwise is refused', () => {
  expect(() => textTokens('a\nb')).toThrow('cut short');
  const wrong = Array.from({ length: 50_257 }, () => '▁привет').join('\n');
  expect(() => textTokens(wrong)).toThrow('not spelled in bytes');
});
