import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { RouteName } from '../../rights.ts';
import { useAddress } from '../route.ts';
import { may } from '../session.ts';
import { say } from '../words.ts';

type Place = { readonly href: string; readonly words: string; readonly right: RouteName };

/** What stands in the navigation, for those who may see it. */
const PLACES: readonly Place[] = [
  { href: '/', words: 'shell:nav.overview', right: 'overview' },
  { href: '/calls', words: 'shell:nav.calls', right: 'calls' },
  { href: '/reviews', words: 'shell:nav.reviews', right: 'reviews' },
  { href: '/checks', words: 'shell:nav.checks', right: 'checks' },
  { href: '/remarks', words: 'shell:nav.remarks', right: 'remarks' },
  { href: '/scorecards', words: 'shell:nav.scorecards', right: 'scorecards' },
  { href: '/people', words: 'shell:nav.people', right: 'people' },
  { href: '/audit', words: 'shell:nav.audit', right: 'audit' },
];

/** The places of the app; behind a button where the window is narrow. */
export function Navigation(): JSX.Element {
  const { path, url } = useAddress();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    setOpen(false);
  }, [url]);
  return (
    <nav class="navigation" aria-label={say('shell:nav.label')}>
      <button
        type="button"
        class="menu"
        aria-expanded={open}
        aria-controls="places"
        onClick={() => {
          setOpen(!open);
        }}
      >
        <span aria-hidden="true">☰</span> {say('shell:nav.menu')}
      </button>
      <ul id="places" role="list" class={open ? 'open' : ''}>
        {PLACES.filter(({ right }) => may(right)).map(({ href, words }) => (
          <li key={href}>
            <a href={href} aria-current={isAt(path, href) ? (path === href ? 'page' : 'true') : undefined}>
              {say(words)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function isAt(path: string, href: string): boolean {
  return path === href || (href !== '/' && path.startsWith(`${href}/`));
}
