import type { ComponentChildren, JSX } from 'preact';
import { reachable } from '../api.ts';
import { Live } from '../parts/live.tsx';
import { Notice } from '../parts/notice.tsx';
import { viewer } from '../session.ts';
import { say } from '../words.ts';
import { AccountMenu } from './account-menu.tsx';
import { Navigation } from './navigation.tsx';
import { LanguageSelect } from './preferences.tsx';
import './frame.css';

/** What stands around every page. */
export function Frame({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const known = viewer() !== null;
  return (
    <>
      <a class="skip" href="#page">
        {say('shell:skip')}
      </a>
      <header class="bar">
        <div class="bar-content">
          <a class="wordmark" href="/">
            Etalon
          </a>
          {known ? <Navigation /> : <span class="navigation" />}
          {known ? <AccountMenu /> : <LanguageSelect bare />}
        </div>
      </header>
      <main id="page" tabIndex={-1}>
        {!reachable.value && (
          <div class="away">
            <Notice tone="unclear">{say('errors:OFFLINE')}</Notice>
          </div>
        )}
        {children}
      </main>
      <Live />
    </>
  );
}
