export type Role = 'operator' | 'supervisor' | 'client' | 'executive' | 'administrator';

/** GET /api/people */
export type People = { readonly rows: readonly Person[] };
export type Person = {
  readonly accountId: string;
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  readonly operatorId: string;
  readonly projects: readonly string[];
  readonly teams: readonly string[];
  readonly state: 'invited' | 'active' | 'off' | 'new';
  readonly lastSeenMs: number | null;
  /** Whether operators.csv names them. */
  readonly listed: boolean;
};
/** POST /api/people PersonChange ; PUT /api/people/:accountId PersonChange ; POST /api/people/:accountId/link → OneTimeLink */
export type PersonChange = {
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  readonly projects: readonly string[];
  readonly teams: readonly string[];
  readonly off: boolean;
};
/** Shown once; works once, until then. */
export type OneTimeLink = { readonly url: string; readonly expiresMs: number };
/** GET /api/links/:token → who it is for ; POST /api/links/:token {password} signs in. */
export type LinkFor = { readonly login: string; readonly name: string };
