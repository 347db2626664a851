import { describe, expect, it } from 'vitest';
import { customerKeyOf, normalAddress } from '../../../ingest/customer-key.ts';

describe('a customer key', () => {
  it.each([
    ['BG', '+359 88 000 0001', '+359880000001'],
    ['BG', '0880000001', '+359880000001'],
    ['BG', '00359880000001', '+359880000001'],
    ['BG', '359880000001', '+359880000001'],
    ['BG', '"Shop, Buyer" <0880 000 001>', '+359880000001'],
    ['BG', 'sip:+359880000001@pbx.example.com:5060', '+359880000001'],
    ['UA', '050 123 45 67', '+380501234567'],
    ['PL', '512 345 678', '+48512345678'],
    ['RU', '8 (495) 123-45-67', '+74951234567'],
    ['', '+48 512 345 678', '+48512345678'],
    ['', '512345678', '512345678'],
    ['BG', ' Buyer@Example.COM ', 'buyer@example.com'],
    ['BG', '101', '101'],
    ['BG', 'buyer_7', 'buyer_7'],
  ])('in %s takes %s for %s', (country, address, normal) => {
    expect(normalAddress(address, country)).toBe(normal);
  });

  it.each(['', '   ', 'Anonymous', 'unknown', '<unknown>', 'Private', '"Hidden" <anonymous>'])(
    'is empty for %j, which is nobody',
    (address) => {
      expect(customerKeyOf(address, 'BG', 'secret')).toBe('');
    },
  );

  it('is the same however a number is written, and another under another secret', () => {
    const key = customerKeyOf('0880000001', 'BG', 'secret');
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(customerKeyOf('+359 88 0000 001', 'BG', 'secret')).toBe(key);
    expect(customerKeyOf('0880000001', 'BG', 'other')).not.toBe(key);
    expect(customerKeyOf('0880000002', 'BG', 'secret')).not.toBe(key);
  });
});
