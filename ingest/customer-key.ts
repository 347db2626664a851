import { createHmac } from 'node:crypto';
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { remembered } from './remembered.ts';

/** What telephone systems write when the caller hides or is not known: nobody, not one same customer. */
const NOBODY = new Set([
  ...['', '-', '0', 's', 'anonymous', 'asterisk', 'blocked', 'hidden', 'no caller id', 'none', 'null', 'private'],
  ...['restricted', 'unavailable', 'undefined', 'unknown', 'withheld'],
]);

/**
 * HMAC-SHA256 (64 hexadecimal digits) of the normalised address under the project's secret: the only form in which a
 * customer stands in fact tables. The same number gives the same key however it is written. '' when the number is
 * hidden or empty. `country` (ISO 3166-1 alpha-2, or '') reads numbers without a country code.
 */
export function customerKeyOf(address: string, country: string, secret: string): string {
  return known(`${country} ${secret} ${address}`, () => madeKey(normalAddress(address, country), secret));
}

// The messages and log lines of a call come close together, and reading a number is a fifth of all that is done with one.
const known = remembered<string>(10_000);

function madeKey(normal: string, secret: string): string {
  return normal === '' ? '' : createHmac('sha256', secret).update(normal, 'utf8').digest('hex');
}

/** E.164 for a telephone number, lower case for an e-mail address, else the trimmed text; '' for nobody. */
export function normalAddress(address: string, country: string): string {
  const bare = bareAddress(address);
  if (NOBODY.has(bare.toLowerCase())) return '';
  if (/^[^\s@]+@[^\s@]+$/.test(bare)) return bare.toLowerCase();
  return phoneNumber(bare, country) ?? bare;
}

export function isCountry(code: string): boolean {
  return isSupportedCountry(code);
}

/** The address inside `"Name" <address>` and inside a sip: or tel: URI. */
function bareAddress(address: string): string {
  const text = address.trim();
  const inner = (/<([^<>]*)>$/.exec(text)?.[1] ?? text).trim();
  return inner.replace(/^sips?:([^@;]*).*$/i, '$1').replace(/^(?:tel|mailto):/i, '');
}

/**
 * Numbers with + or 00 are taken as dialled worldwide, even when their operator range is unknown; others only when they
 * are valid in the project's country, or worldwide with the + that some telephone systems drop. Extensions stay text.
 */
function phoneNumber(text: string, country: string): string | null {
  if (!/^\+?[\d\s().\-/]{5,}$/.test(text)) return null;
  const worldwide = text.replace(/^00/, '+');
  if (worldwide.startsWith('+')) return parsePhoneNumberFromString(worldwide)?.number ?? null;
  const home = isSupportedCountry(country) ? parsePhoneNumberFromString(text, country) : undefined;
  if (home?.isValid() === true) return home.number;
  const restored = parsePhoneNumberFromString(`+${text}`);
  return restored?.isValid() === true ? restored.number : null;
}
