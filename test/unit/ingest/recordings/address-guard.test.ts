import type { LookupAddress } from 'node:dns';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressFault,
  guardedLookup,
  isPrivateNetwork,
  type AddressFault,
  type AddressRule,
} from '../../../../ingest/recordings/address-guard.ts';

const PUBLIC: AddressRule = { allowed: [], publicToo: true };
const EVERYTHING: AddressRule = {
  allowed: ['10.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '168.0.0.0/8', '100.0.0.0/8', 'fc00::/7', 'fe80::/10'],
  publicToo: true,
};

function faultsOf(addresses: readonly string[], rule: AddressRule): readonly (AddressFault | null)[] {
  return [...new Set(addresses.map((address) => addressFault(address, rule)))];
}

describe('which addresses a recording may come from', () => {
  it('public ones', () => {
    expect(faultsOf(['1.1.1.1', '93.184.216.34', '172.32.0.1', '2606:4700::1111', '2a01:4f8::1'], PUBLIC)).toEqual([
      null,
    ]);
  });

  it('no private, loopback, link-local, CGNAT, multicast or reserved ones', () => {
    const ipv4 = ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '127.0.0.1', '127.9.9.9', '169.254.0.1'];
    const reserved = ['100.64.0.1', '224.0.0.1', '240.0.0.1', '255.255.255.255', '0.0.0.0', '0.1.2.3', '198.18.0.1'];
    const ipv6 = ['::', '::1', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'fc00::1', 'fd12::1', 'ff02::1', '2001:db8::1'];
    const special = ['100::1', '4000::1', '3fff::1', '64:ff9b:1::1'];
    expect(faultsOf([...ipv4, ...reserved, ...ipv6, ...special], PUBLIC)).toEqual(['private-address']);
  });

  it('no private one that is carried in an address of IPv6', () => {
    const mapped = ['::ffff:10.0.0.1', '::ffff:127.0.0.1', '::ffff:0a00:0001', '::127.0.0.1', '::ffff:0:127.0.0.1'];
    const carried = ['2002:0a00:0001::', '2002:7f00:0001::1', '64:ff9b::10.0.0.1', '64:ff9b::7f00:1'];
    const others = ['2001:0:0a00:1::', '2001:0:808:808::80ff:fffe', '2a01:4f8::5efe:10.0.0.1'];
    expect(faultsOf([...mapped, ...carried, ...others], PUBLIC)).toEqual(['private-address']);
  });

  it('no mapped, 6to4 or Teredo address at all, for no name service gives one; but a public one through NAT64', () => {
    expect(faultsOf(['::ffff:8.8.8.8', '2002:808:808::1', '2001:0:808:808::f7f7:f7f7'], PUBLIC)).toEqual([
      'private-address',
    ]);
    expect(addressFault('64:ff9b::8.8.8.8', PUBLIC)).toBeNull();
  });

  it('private ones that are meant, and no others', () => {
    const rule = { allowed: ['10.20.0.0/16', 'fd12::/32'], publicToo: true };
    expect(faultsOf(['10.20.3.4', '::ffff:10.20.3.4', 'fd12::5', '1.1.1.1'], rule)).toEqual([null]);
    expect(faultsOf(['10.21.0.1', '::ffff:10.21.0.1', '2002:0a14:304::', 'fd13::5'], rule)).toEqual([
      'private-address',
    ]);
  });

  it('never where clouds hand out credentials, whatever is allowed and however it is written', () => {
    const plain = ['169.254.169.254', 'fd00:ec2::254', '168.63.129.16', '100.100.100.200', 'fe80::a9fe:a9fe%eth0'];
    const carried = ['::ffff:169.254.169.254', '2002:a9fe:a9fe::', '64:ff9b::a9fe:a9fe', '64:ff9b:1::a9fe:a9fe'];
    const others = ['::169.254.169.254', '2001:0:a9fe:a9fe::', '64:ff9b:1:a9fe:a9:fe00::'];
    expect(faultsOf([...plain, ...carried, ...others], PUBLIC)).toEqual(['metadata-address']);
    expect(faultsOf([...plain, ...carried, ...others], EVERYTHING)).toEqual(['metadata-address']);
  });

  it('over plain http only private ones that are meant', () => {
    const rule = { allowed: ['10.20.0.0/16'], publicToo: false };
    expect(addressFault('10.20.3.4', rule)).toBeNull();
    expect(addressFault('1.1.1.1', rule)).toBe('public-address-over-http');
    expect(addressFault('10.21.3.4', rule)).toBe('private-address');
  });

  it('nothing that is no address in the usual spelling', () => {
    const spellings = ['', 'pbx.example', '010.0.0.1', '0x7f.1', '2130706433', '127.1', '1.1.1.1.', '1.1.1.1/32'];
    expect(faultsOf(spellings, EVERYTHING)).toEqual(['not-an-address']);
  });

  it('for each address of IPv4, its mapped, 6to4 and NAT64 forms are never more open than itself', () => {
    const octet = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(octet, octet, octet, octet, (a, b, c, d) => {
        const [high, low] = [(a << 8) | b, (c << 8) | d].map((part) => part.toString(16));
        const plain = addressFault(`${a}.${b}.${c}.${d}`, PUBLIC);
        const forms = [`::ffff:${high}:${low}`, `2002:${high}:${low}::`, `64:ff9b::${high}:${low}`];
        return plain === null || forms.every((form) => addressFault(form, PUBLIC) !== null);
      }),
    );
  });
});

describe('a private network that is allowed', () => {
  it('is a CIDR, no wider than what is private as a whole', () => {
    expect(['10.0.0.0/8', '192.168.1.5/32', 'fd00::/8', 'fc00::/7', '::1/128'].every(isPrivateNetwork)).toBe(true);
    expect(['10.0.0.0', '0.0.0.0/0', '10.0.0.0/7', '10/8', '::/0', 'pbx.example', ''].some(isPrivateNetwork)).toBe(
      false,
    );
  });
});

describe('the lookup of a guarded connection', () => {
  const rule = { allowed: ['10.20.0.0/16'], publicToo: true };
  const refused = (fault: AddressFault): Error => new Error(fault);

  function look(addresses: readonly LookupAddress[], all: boolean): Promise<unknown> {
    const lookup = guardedLookup(() => Promise.resolve(addresses), rule, refused);
    return new Promise((resolve, reject) => {
      lookup('pbx.example', { all }, (error, address) => {
        if (error === null) resolve(address);
        else reject(error);
      });
    });
  }

  const [bad, good, better] = [
    { address: '127.0.0.1', family: 4 },
    { address: '10.20.0.1', family: 4 },
    { address: '2a01:4f8::1', family: 6 },
  ];

  it('gives only the addresses that may be connected to', async () => {
    expect(await look([bad, good, better], true)).toEqual([good, better]);
    expect(await look([bad, good, better], false)).toBe('10.20.0.1');
  });

  it('refuses a name that has none', async () => {
    await expect(look([bad], true)).rejects.toThrow('private-address');
    await expect(look([], true)).rejects.toThrow('not-an-address');
  });

  it('passes on what the name service failed of', async () => {
    const lookup = guardedLookup(() => Promise.reject(new Error('ENOTFOUND')), rule, refused);
    const failed = new Promise((resolve) => {
      lookup('pbx.example', { all: true }, resolve);
    });
    expect(await failed).toEqual(new Error('ENOTFOUND'));
  });
});
