import { LONGEST_MS } from '../store/app/sessions.ts';

const NAME = 'etalon';
/** With https the name itself tells the browser that no other host may set it. */
const nameFor = (isSecure: boolean): string => (isSecure ? `__Host-${NAME}` : NAME);

/** Without https only on a machine's own address: there no one listens on the way. */
export function sessionCookie(token: string, isSecure: boolean): string {
  return cookie(token, LONGEST_MS / 1000, isSecure);
}

export function endedCookie(isSecure: boolean): string {
  return cookie('', 0, isSecure);
}

/** The token of a request's cookie; '' when there is none. */
export function sessionToken(headers: Headers, isSecure: boolean): string {
  const pairs = (headers.get('cookie') ?? '').split(';').map((pair) => pair.trim());
  const prefix = `${nameFor(isSecure)}=`;
  return pairs.find((pair) => pair.startsWith(prefix))?.slice(prefix.length) ?? '';
}

function cookie(value: string, seconds: number, isSecure: boolean): string {
  const parts = [
    `${nameFor(isSecure)}=${value}`,
    'Path=/',
    `Max-Age=${String(seconds)}`,
    'HttpOnly',
    'SameSite=Strict',
  ];
  return [...parts, ...(isSecure ? ['Secure'] : [])].join('; ');
}
