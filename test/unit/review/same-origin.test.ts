import { describe, expect, it } from 'vitest';
import { isFromOwnPages, isOwnHost, ownHosts } from '../../../review/same-origin.ts';
import { endedCookie, sessionCookie, sessionToken } from '../../../review/session-cookie.ts';

const HOSTS = ownHosts('https://calls.example', 8080);
const own = { 'x-etalon': '1', origin: 'https://calls.example', 'sec-fetch-site': 'same-origin' };

describe('a request that changes something', () => {
  it('is taken from our own pages, and from programs that say so', () => {
    expect(isFromOwnPages(new Headers(own), HOSTS)).toBe(true);
    expect(isFromOwnPages(new Headers({ 'x-etalon': '1' }), HOSTS)).toBe(true);
    expect(isFromOwnPages(new Headers({ ...own, origin: 'http://localhost:8080' }), HOSTS)).toBe(true);
  });

  it.each([
    ['without our header', { 'x-etalon': '' }],
    ['of another origin', { origin: 'https://evil.example' }],
    ['of another port', { origin: 'https://calls.example:444' }],
    ['of no origin', { origin: 'null' }],
    ['that another site began', { 'sec-fetch-site': 'cross-site' }],
    ['that a neighbour of the same domain began', { 'sec-fetch-site': 'same-site' }],
  ])('is refused %s', (_, headers) => {
    expect(isFromOwnPages(new Headers({ ...own, ...headers }), HOSTS)).toBe(false);
  });
});

describe('the host of a request', () => {
  it.each(['calls.example', 'CALLS.example', 'localhost:8080', '127.0.0.1:8080', '[::1]:8080'])(
    '%s is ours',
    (host) => {
      expect(isOwnHost(new Headers({ host }), HOSTS)).toBe(true);
    },
  );
  it.each(['evil.example', 'localhost:81', 'calls.example.evil.example', ''])('%s is not', (host) => {
    expect(isOwnHost(new Headers({ host }), HOSTS)).toBe(false);
  });
});

describe('the cookie of a session', () => {
  it('is out of reach of scripts, of other sites, and with https of other hosts', () => {
    expect(sessionCookie('t', true)).toMatch(
      /^__Host-etalon=t; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict; Secure$/,
    );
    expect(sessionCookie('t', false)).toMatch(/^etalon=t; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict$/);
    expect(endedCookie(true)).toContain('Max-Age=0');
  });

  it('is found among others, and with https only under the name that cannot be planted', () => {
    const headers = new Headers({ cookie: 'other=1; etalon=planted; __Host-etalon=real' });
    expect(sessionToken(headers, true)).toBe('real');
    expect(sessionToken(headers, false)).toBe('planted');
    expect(sessionToken(new Headers(), true)).toBe('');
  });
});
