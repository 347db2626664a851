import { hash, verify } from '@node-rs/argon2';
import { Refused } from '../refused.ts';

/** OWASP's argon2id with 19 MiB: about 25 ms of one core. */
const COST = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** NIST SP 800-63B and OWASP ASVS 5.0, 6.2: length counts, and what everybody tries first is refused. */
export const SHORTEST = 10;
const LONGEST = 200;

/** What is tried first anywhere, in the keyboards of the five languages; compared without case and without a tail of digits. */
const TRIED_FIRST = new Set(
  `password passwort parola haslo hasło пароль парола qwerty qwertyuiop qwertz йцукен йцукенг asdfghjkl фывапролд 1q2w3e4r
   1qaz2wsx zaq12wsx iloveyou letmein welcome admin administrator etalon changeme secret dragon monkey football baseball
   superman master sunshine princess trustno abc qazwsx operator supervisor callcenter callcentre москва київ софия warszawa`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

/** The hash to keep. Throws PASSWORD_TOO_SHORT, PASSWORD_WELL_KNOWN. */
export async function passwordHash(password: string, login: string): Promise<string> {
  if (Array.from(password).length < SHORTEST) throw new Refused('PASSWORD_TOO_SHORT', { shortest: SHORTEST });
  if (password.length > LONGEST) throw new Refused('REQUEST_INVALID', { field: 'password' });
  if (isGuessable(password, login)) throw new Refused('PASSWORD_WELL_KNOWN');
  return hash(password, COST);
}

/** Takes as long for an account that is not there or has no password: nobody learns which names exist. */
export async function isPassword(kept: string | null, password: string): Promise<boolean> {
  const isThere = kept !== null && kept !== '' && password.length <= LONGEST;
  const matches = await verify(isThere ? kept : NOBODYS, password.slice(0, LONGEST));
  return isThere && matches;
}

/** Of a password that nobody has. */
const NOBODYS = await hash(crypto.randomUUID(), COST);

function isGuessable(password: string, login: string): boolean {
  const lower = password.toLowerCase();
  const bare = lower.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  const letters = new Set(lower).size;
  return (
    letters < 4 ||
    isRun(lower) ||
    TRIED_FIRST.has(bare) ||
    bare === '' ||
    (login.length > 3 && lower.includes(login.toLowerCase()) && lower.length < login.length + 6)
  );
}

/** 1234567890, abcdefghij, 9876543210. */
function isRun(text: string): boolean {
  const codes = Array.from(text, (letter) => letter.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, nth) => code - (codes[nth] ?? 0));
  return steps.every((step) => step === 1) || steps.every((step) => step === -1);
}
