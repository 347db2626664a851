/**
 * The review app over the embedded store, as `npm run etalon -- run` serves it, in a process of its own. Arguments: the
 * data folder of review-data.ts; a work folder with the configuration of review-users.ts. Says {"url", "socket", "users"}
 * when it serves, everybody signed in and every operator's draw made. It ends when its standard input does.
 */
import { readConfig } from '../../config.ts';
import { readConfigured } from '../../configured.ts';
import { openServiceLog } from '../../log.ts';
import { openReview } from '../../open-review.ts';
import type { ReviewDeps } from '../../review/deps.ts';
import { drawReviews } from '../../review/reviews/draw-reviews.ts';
import { accountOfLogin, addAccount } from '../../store/app/accounts.ts';
import { openSession } from '../../store/app/sessions.ts';
import { readEndpoint } from '../../store/endpoint.ts';
import { openStore } from '../../store/open-store.ts';
import { REVIEW_DATABASE } from './review-data.ts';
import { operatorLogins, supervisorsOf, USERS, type SignedIn } from './review-users.ts';

const [folder = '', work = ''] = process.argv.slice(2);
const at = { kind: 'embedded', folder, ownerOnly: true } as const;
const store = await openStore({ at, database: REVIEW_DATABASE, attempts: 1, signal: new AbortController().signal });
const config = readConfig({ configDir: work, inboxDir: work, dataDir: work }, { ETALON_REVIEW: '127.0.0.1:0' });
const parts = { config, store, shares: null, ports: 1, log: openServiceLog('error') };
const opened = await openReview({ ...parts, configured: readConfigured(work) });
if (opened === null) throw new Error('the app is switched off');

const administrators = Array.from({ length: USERS.administrators }, (_, nth) => `administrator-${String(nth)}`);
for (const login of administrators)
  addAccount(opened.deps.db, Date.now(), {
    ...{ login, name: login, role: 'administrator', operatorId: '', projects: [], teams: [], isListed: false },
  });
const logins = [...operatorLogins(), ...supervisorsOf().map(({ login }) => login), ...administrators];
const users: SignedIn[] = [];
for (const login of logins) users.push(await signIn(opened.deps, login));
process.stdout.write(`${JSON.stringify({ url: opened.url, socket: await readEndpoint(folder), users })}\n`);

process.stdin.resume().once('end', () => {
  void opened
    .close()
    .then(() => store.close())
    .then(() => process.exit(0));
});

async function signIn(deps: ReviewDeps, login: string): Promise<SignedIn> {
  const account = accountOfLogin(deps.db, login);
  if (account === null) throw new Error(`nobody is called ${login}`);
  await drawReviews(deps, account);
  return { login, cookie: `etalon=${openSession(deps.db, Date.now(), account)}` };
}
