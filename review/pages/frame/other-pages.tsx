import type { JSX } from 'preact';
import { Button, ButtonLink } from '../parts/button.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { findViewer } from '../session.ts';
import { say } from '../words.ts';

/** No page has this address. */
export function NotFound(): JSX.Element {
  return (
    <>
      <PageHead title={say('shell:notFound.title')} lead={say('shell:notFound.lead')} />
      <ButtonLink href="/">{say('shell:toStart')}</ButtonLink>
    </>
  );
}

/** There is such a page, for others. */
export function NoRights(): JSX.Element {
  return (
    <>
      <PageHead title={say('shell:noRights.title')} lead={say('shell:noRights.lead')} />
      <ButtonLink href="/">{say('shell:toStart')}</ButtonLink>
    </>
  );
}

/** The page's own file could not be fetched: the connection is away, or the server has newer pages. */
export function PageAway(): JSX.Element {
  return <LoadAgain title={say('shell:pageAway.title')} lead={say('shell:pageAway.lead')} />;
}

/** The page failed while it was shown: a fault of ours. */
export function PageBroken(): JSX.Element {
  return <LoadAgain title={say('shell:pageBroken.title')} lead={say('shell:pageBroken.lead')} />;
}

function LoadAgain({ title, lead }: { readonly title: string; readonly lead: string }): JSX.Element {
  return (
    <>
      <PageHead title={title} lead={lead} />
      <Button
        onClick={() => {
          location.reload();
        }}
      >
        {say('shell:again')}
      </Button>
    </>
  );
}

/** It could not be asked who reads. */
export function ServerAway(): JSX.Element {
  return (
    <>
      <PageHead title={say('shell:serverAway.title')} lead={say('shell:serverAway.lead')} />
      <Button onClick={() => void findViewer()}>{say('shell:again')}</Button>
    </>
  );
}
