import { expect, it } from 'vitest';
import { helloBlock } from '../../../store/native-hello.ts';

const HELLO = { displayName: 'Etalon', version: '26.7.2.1', timeZone: 'Etc/UTC' };

/** As a server of that revision writes it: read here byte by byte, with the lengths of names before them. */
const BLOCK_INFO = '0100' + '02ffffffff' + '00';
const text = (value: string): string => Buffer.from([value.length, ...Buffer.from(value)]).toString('hex');

it('says hello at the revision of the client: block info, and a byte for the serialization of each column', () => {
  const columns = [
    `${text('displayName()')}${text('String')}00${text('Etalon')}`,
    `${text('version()')}${text('String')}00${text('26.7.2.1')}`,
    `${text('revision()')}${text('UInt32')}0000000000`,
    `${text('timezone()')}${text('String')}00${text('Etc/UTC')}`,
  ];
  expect(helloBlock(HELLO, 54_460).toString('hex')).toBe(`${BLOCK_INFO}0401${columns.join('')}`);
});

it('leaves out what an older client does not read', () => {
  const columns = [
    `${text('displayName()')}${text('String')}${text('Etalon')}`,
    `${text('version()')}${text('String')}${text('26.7.2.1')}`,
    `${text('revision()')}${text('UInt32')}00000000`,
    `${text('timezone()')}${text('String')}${text('Etc/UTC')}`,
  ];
  expect(helloBlock(HELLO, 54_000).toString('hex')).toBe(`${BLOCK_INFO}0401${columns.join('')}`);
  expect(helloBlock(HELLO, 0).toString('hex')).toBe(`0401${columns.join('')}`);
});

it('writes the length of a long name in seven bits a byte', () => {
  const long = helloBlock({ ...HELLO, displayName: 'x'.repeat(300) }, 0).toString('hex');
  expect(long).toContain(`${text('String')}ac02${'78'.repeat(300)}`);
});
