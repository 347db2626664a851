import type { JSX } from 'preact';

const PATHS = {
  play: 'M5 3v14l12-7z',
  pause: 'M5 3h4v14H5zM11 3h4v14h-4z',
  back: 'M10 4v12L3 10zM17 4v12l-7-6z',
  on: 'M10 4v12l7-6zM3 4v12l7-6z',
  turnBack: 'M4 4h2v12H4zM16 4v12L7.5 10z',
  turnOn: 'M14 4h2v12h-2zM4 4v12l8.5-6z',
  volume: 'M3 7.5h3l4-3.5v12l-4-3.5H3zM12.5 7a4 4 0 0 1 0 6z',
  goTo: 'M3 9h9V5l6 5-6 5v-4H3z',
} as const;

/** The signs of the player; what they mean is said by the button around them. */
export function Sign({ of, size = 18 }: { readonly of: keyof typeof PATHS; readonly size?: number }): JSX.Element {
  return (
    <svg class="sign" viewBox="0 0 20 20" width={size} height={size} aria-hidden="true" focusable="false">
      <path d={PATHS[of]} fill="currentColor" />
    </svg>
  );
}
