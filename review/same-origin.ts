/**
 * Whether a request that changes something comes from our own pages. Three signs, of which a foreign page can give none:
 * a header that needs the server's leave across origins, the browser's own word where the request began, and the origin.
 */
export function isFromOwnPages(headers: Headers, hosts: readonly string[]): boolean {
  if (headers.get('x-etalon') !== '1') return false;
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin') return false;
  const origin = headers.get('origin');
  return origin === null || hosts.includes(hostOf(origin));
}

/**
 * Whether the request names a host that is ours. A name that somebody else pointed at this machine is not: by it a foreign
 * page would be of the same origin as ours.
 */
export function isOwnHost(headers: Headers, hosts: readonly string[]): boolean {
  return hosts.includes((headers.get('host') ?? '').toLowerCase());
}

/** The hosts that the app answers to: of its public address, and of this machine. */
export function ownHosts(baseUrl: string, port: number): readonly string[] {
  return [hostOf(baseUrl), ...['localhost', '127.0.0.1', '[::1]'].map((host) => `${host}:${String(port)}`)];
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host.toLowerCase() : '';
}
