import type { ComponentType, FunctionComponent } from 'preact';
import { lazy, LocationProvider, Route, Router, useLocation, useRoute } from 'preact-iso';

export { LocationProvider, Route, Router };

export type Query = Readonly<Record<string, string>>;
export type Address = {
  readonly path: string;
  readonly query: Query;
  /** Path and query as they stand in the address bar. */
  readonly url: string;
  readonly go: (url: string, replace?: boolean) => void;
  /** Changes some of the query and keeps the rest; '' and undefined take a name out. */
  readonly change: (changes: Readonly<Record<string, string | undefined>>, replace?: boolean) => void;
};

/** Where the reader is, and ways from there. */
export function useAddress(): Address {
  const { path, query, url, route } = useLocation();
  return {
    path,
    query,
    url,
    go: route,
    change: (changes, replace) => {
      route(withQuery(path, { ...query, ...changes }), replace);
    },
  };
}

/** A part of the page's path, as `callId` of /calls/:project/:callId; '' when it is not there. */
export function useParam(name: string): string {
  return useRoute().params[name] ?? '';
}

/** '/calls' with what is given of a query. */
export function withQuery(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value ? [[name, value]] : []));
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}

/** A path of parts, each of them encoded: pathTo('calls', project, callId). */
export function pathTo(...parts: readonly string[]): string {
  return `/${parts.map(encodeURIComponent).join('/')}`;
}

/** Takes away a path that cannot be decoded, as '/calls/%', before the router meets it: no page has it. */
export function mendAddress(): void {
  try {
    decodeURIComponent(location.pathname);
  } catch {
    history.replaceState(null, '', '/unreadable-address');
  }
}

/** A page whose file is fetched when it is first opened; `away` is shown when that fails. */
export function lazyPage(
  load: () => Promise<{ readonly default: FunctionComponent }>,
  away: FunctionComponent,
): ComponentType {
  return lazy(() => load().catch(() => ({ default: away })));
}
