import WaveSurfer from 'wavesurfer.js';
import type { Peaks } from '../../contract/call.ts';

/** What a drawn recording looks like: the channel on top first, each in its colour (as a canvas takes it). */
export type Look = {
  readonly peaks: Peaks;
  readonly order: readonly number[];
  readonly colours: readonly string[];
  readonly channelHeight: number;
};

/**
 * Draws a recording's peaks into a place as wide as the place is, and again whenever its width changes; nothing is
 * played. Answers how to take the drawing away.
 */
export function drawWaveform(place: HTMLElement, { peaks, order, colours, channelHeight }: Look): () => void {
  // Not in the page yet: a style element would be refused there by the content security policy.
  const holder = document.createElement('div');
  const drawn = WaveSurfer.create({
    container: holder,
    peaks: order.map((channel) => [...(peaks.channels[channel] ?? [])]),
    duration: peaks.durationMs / 1000,
    interact: false,
    cursorWidth: 0,
    height: channelHeight,
    maxPeak: loudest(peaks),
    normalize: true,
    splitChannels: order.map((_, nth) => ({ ...coloured(colours[nth] ?? ''), height: channelHeight })),
  });
  adoptStyles(drawn.getWrapper().getRootNode());
  place.append(holder);
  return () => {
    drawn.destroy();
    holder.remove();
  };
}

function coloured(colour: string): { readonly waveColor: string; readonly progressColor: string } {
  return { waveColor: colour, progressColor: colour };
}

/** Both channels by one scale, so that a quiet customer looks quiet; near silence is not blown up to speech. */
function loudest({ channels }: Peaks): number {
  return channels.reduce((most, channel) => channel.reduce((m, peak) => Math.max(m, Math.abs(peak)), most), 0.1);
}

/** Puts the styles of the drawing's shadow tree into a sheet of its own, which the content security policy allows. */
function adoptStyles(root: Node): void {
  if (!(root instanceof ShadowRoot)) return;
  for (const style of root.querySelectorAll('style')) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style.textContent);
    root.adoptedStyleSheets.push(sheet);
    style.remove();
  }
}
