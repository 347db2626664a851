import { below, chance, pick, type Random } from './random.ts';

/** Invented: numbers and addresses that belong to nobody. */
const NUMBERS = 10_000;
const HIDDEN = 0.04;

/** The number of a caller, in one spelling; the same people ring again. '' when they hide it. */
export function callerOf(random: Random): string {
  if (chance(random, HIDDEN)) return '';
  return `+35988000${String(below(random, NUMBERS)).padStart(4, '0')}`;
}

/** The address of somebody who writes. */
export function writerOf(random: Random): string {
  return `customer-${String(below(random, NUMBERS)).padStart(4, '0')}@example.com`;
}

/** Telephone systems write one number in many ways, and a hidden one too. */
export function spelling(customer: string, random: Random): string {
  if (customer === '') return pick(random, ['anonymous', 'Restricted', 'unknown', '']);
  if (customer.includes('@')) return chance(random, 0.3) ? customer.toUpperCase() : customer;
  const digits = customer.slice(1);
  return pick(random, [customer, customer, `00${digits}`, `sip:${customer}@pbx.example`, `tel:${customer}`]);
}
