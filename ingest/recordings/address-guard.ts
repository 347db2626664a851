import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Which addresses a source may be connected to. */
export type AddressRule = {
  /** CIDRs of addresses that are not public and are meant all the same. */
  readonly allowed: readonly string[];
  /** False where only `allowed` will do: plain http. */
  readonly publicToo: boolean;
};

export type AddressFault = 'metadata-address' | 'private-address' | 'public-address-over-http' | 'not-an-address';

/** All addresses of a name, as the machine finds them. */
export type ResolveHost = (hostname: string) => Promise<readonly LookupAddress[]>;

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/**
 * Where clouds hand out credentials to whoever asks from inside: never connected to, whatever is allowed. AWS, Google,
 * Azure and most others; the containers of AWS; Azure's host; Alibaba; Oracle; Scaleway; and their addresses in IPv6.
 */
const METADATA = [
  ...['169.254.169.254', '169.254.170.2', '169.254.170.23', '168.63.129.16', '100.100.100.200', '192.0.0.192'],
  ...['169.254.42.42', '169.254.0.23', 'fd00:ec2::254', 'fd00:ec2::23', 'fd20:ce::254', 'fd00:42::42'],
  ...['fe80::a9fe:a9fe', 'fd00:c1::a9fe:a9fe'],
].map((address) => ipaddr.parse(address).toNormalizedString());

/** Addresses of no single machine, or of "this one" by accident: no recording is there. */
const NOBODY = ['unspecified', 'multicast', 'broadcast'];

/** All that is handed out to networks of the internet; the rest of IPv6 is reserved or local. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** The widest networks that are private as a whole: 10.0.0.0/8 and fc00::/7. */
const WIDEST = { ipv4: 8, ipv6: 7 } as const;

/**
 * Why an address may not be connected to; null = it may. Addresses of IPv6 that carry one of IPv4 (mapped, 6to4, NAT64,
 * Teredo, ISATAP) lead to it, so both are looked at.
 */
export function addressFault(text: string, rule: AddressRule): AddressFault | null {
  const address = parse(text);
  if (address === null) return 'not-an-address';
  const inside = carried(address);
  if ([address, ...inside].some((one) => METADATA.includes(withoutZone(one)))) return 'metadata-address';
  if ([address, ...inside].some((one) => NOBODY.includes(one.range()))) return 'private-address';
  const sameMachine = isMapped(address) || isNat64(address) ? inside : [];
  if ([address, ...sameMachine].some((one) => rule.allowed.some((cidr) => contains(cidr, one)))) return null;
  if (!isPublic(address, inside)) return 'private-address';
  return rule.publicToo ? null : 'public-address-over-http';
}

/** `10.20.0.0/16` or `fd00:12::/32`, and no wider than what is private as a whole. */
export function isPrivateNetwork(cidr: string): boolean {
  if (ipaddr.IPv4.isValidCIDRFourPartDecimal(cidr)) return ipaddr.IPv4.parseCIDR(cidr)[1] >= WIDEST.ipv4;
  return ipaddr.IPv6.isValidCIDR(cidr) && ipaddr.IPv6.parseCIDR(cidr)[1] >= WIDEST.ipv6;
}

/**
 * What a connection asks for the addresses of its host: only those that may be connected to, so that the address that
 * was checked is the one connected to, whatever the name says a moment later. Not asked for a host that is an address
 * itself: check that before. `refused` makes the error when none is left.
 */
export function guardedLookup(
  resolve: ResolveHost,
  rule: AddressRule,
  refused: (fault: AddressFault) => Error,
): LookupFunction {
  return (hostname, { all }, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const faults = addresses.map(({ address }) => addressFault(address, rule));
        const open = addresses.filter((_, nth) => faults[nth] === null);
        const [first] = open;
        if (first === undefined) callback(refused(faults.find((fault) => fault !== null) ?? 'not-an-address'), '');
        else if (all === true) callback(null, [...open]);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => {
        callback(error instanceof Error ? error : new Error(String(error)), '');
      },
    );
  };
}

function parse(text: string): Address | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  return ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : null;
}

function isIPv6(address: Address): address is ipaddr.IPv6 {
  return address.kind() === 'ipv6';
}

function withoutZone(address: Address): string {
  return isIPv6(address) ? new ipaddr.IPv6(address.parts).toNormalizedString() : address.toNormalizedString();
}

function isMapped(address: Address): boolean {
  return isIPv6(address) && address.isIPv4MappedAddress();
}

/** The well-known prefix only: RFC 6052. The prefix for networks' own use (RFC 8215) is private. */
function isNat64(address: Address): boolean {
  return isIPv6(address) && address.match(ipaddr.IPv6.parseCIDR('64:ff9b::/96'));
}

function isPublic(address: Address, inside: readonly ipaddr.IPv4[]): boolean {
  if (!isIPv6(address)) return address.range() === 'unicast';
  if (inside.some((one) => one.range() !== 'unicast')) return false;
  return isNat64(address) || (address.match(GLOBAL_IPV6) && address.range() === 'unicast');
}

/** Only addresses of one kind can be compared. */
function contains(cidr: string, address: Address): boolean {
  if (isIPv6(address)) return ipaddr.IPv6.isValidCIDR(cidr) && address.match(ipaddr.IPv6.parseCIDR(cidr));
  return ipaddr.IPv4.isValidCIDRFourPartDecimal(cidr) && address.match(ipaddr.IPv4.parseCIDR(cidr));
}

/** The addresses of IPv4 that one of IPv6 carries, by each way to write them in. */
function carried(address: Address): readonly ipaddr.IPv4[] {
  if (!isIPv6(address)) return [];
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = address.parts;
  const last = ipv4(g, h);
  // ::a.b.c.d (deprecated), mapped (::ffff:a.b.c.d) and translated (::ffff:0:a.b.c.d, RFC 6145); ::1 carries none.
  if ([a, b, c, d].every((part) => part === 0) && [0, 0xffff].includes(e) && [0, 0xffff].includes(f))
    return g === 0 && h <= 1 && f === 0 ? [] : [last];
  // NAT64: RFC 6052, and RFC 8215 whose prefix of 48 bits puts the address around bits 64 to 71.
  if (a === 0x64 && b === 0xff9b) return c === 1 ? [last, ipv4(d, ((e & 0xff) << 8) | (f >> 8))] : [last];
  if (a === 0x2002) return [ipv4(b, c)];
  // Teredo: server, and client with every bit turned over.
  if (a === 0x2001 && b === 0) return [ipv4(c, d), ipv4(g ^ 0xffff, h ^ 0xffff)];
  // ISATAP: RFC 5214.
  return (e === 0 || e === 0x200) && f === 0x5efe ? [last] : [];
}

function ipv4(high: number, low: number): ipaddr.IPv4 {
  return new ipaddr.IPv4([high >> 8, high & 0xff, low >> 8, low & 0xff]);
}
