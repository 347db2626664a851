import type { ComponentType, FunctionComponent, JSX } from 'preact';
import { useEffect, useErrorBoundary } from 'preact/hooks';
import type { RouteName } from '../rights.ts';
import { Frame } from './frame/frame.tsx';
import { NoRights, NotFound, PageAway, PageBroken, ServerAway } from './frame/other-pages.tsx';
import { Skeleton } from './parts/skeleton.tsx';
import { lazyPage, LocationProvider, Route, Router, useAddress, withQuery } from './route.ts';
import { may, session } from './session.ts';

type Page = { readonly path: string; readonly right: RouteName; readonly page: ComponentType };
type Load = () => Promise<{ readonly default: FunctionComponent }>;

const page = (path: string, right: RouteName, load: Load): Page => ({ path, right, page: lazyPage(load, PageAway) });

/** Each page with the right that opens it; its file is fetched when it is. */
const PAGES: readonly Page[] = [
  page('/', 'overview', () => import('./overview/overview-page.tsx')),
  page('/calls', 'calls', () => import('./calls/calls-page.tsx')),
  page('/calls/:project/:callId', 'call', () => import('./call/call-page.tsx')),
  page('/reviews', 'reviews', () => import('./reviews/reviews-page.tsx')),
  page('/reviews/:project/:callId', 'review', () => import('./reviews/review-page.tsx')),
  page('/checks', 'checks', () => import('./checks/checks-page.tsx')),
  page('/checks/:project/:callId/:operatorId', 'check', () => import('./checks/check-page.tsx')),
  page('/remarks', 'remarks', () => import('./remarks/remarks-page.tsx')),
  page('/scorecards', 'scorecards', () => import('./scorecards/scorecards-page.tsx')),
  page('/scorecards/:scorecardId', 'scorecard', () => import('./scorecards/scorecard-page.tsx')),
  page('/people', 'people', () => import('./people/people-page.tsx')),
  page('/audit', 'audit', () => import('./people/audit-page.tsx')),
  page('/account', 'me.change', () => import('./account/account-page.tsx')),
].map((one) => ({ ...one, page: guarded(one) }));

/** Open to nobody in particular. */
const SignIn = lazyPage(() => import('./account/sign-in-page.tsx'), PageAway);
const Welcome = lazyPage(() => import('./account/welcome-page.tsx'), PageAway);

export function App(): JSX.Element {
  return (
    <LocationProvider>
      <Frame>
        <Router>
          <Route path="/sign-in" component={SignIn} />
          <Route path="/welcome/:token" component={Welcome} />
          {PAGES.map(({ path, page: component }) => (
            <Route key={path} path={path} component={component} />
          ))}
          <Route default component={NotFound} />
        </Router>
      </Frame>
    </LocationProvider>
  );
}

/** A page for those who may: others sign in first and come back, or read that it is not theirs. */
function guarded({ right, page: Opened }: Page): FunctionComponent {
  return function Guarded(): JSX.Element {
    const broken = useErrorBoundary(report)[0] !== undefined;
    if (broken) return <PageBroken />;
    switch (session.value.state) {
      case 'unknown':
        return <Skeleton lines={6} height={28} />;
      case 'away':
        return <ServerAway />;
      case 'nobody':
      case 'left':
        return <ToSignIn />;
      case 'signed-in':
        return may(right) ? <Opened /> : <NoRights />;
    }
  };
}

/** Told to the browser, as any fault in a script is. */
function report(error: unknown): void {
  reportError(error);
}

function ToSignIn(): JSX.Element {
  const { go, url } = useAddress();
  useEffect(() => {
    const back = session.value.state === 'left' || url === '/' ? '' : url;
    go(withQuery('/sign-in', { back }), true);
  }, []);
  return <Skeleton lines={3} height={28} />;
}
