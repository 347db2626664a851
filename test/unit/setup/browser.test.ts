import { expect, test } from 'vitest';
import { chromiumVersion } from '../../../setup/browser.js';

test('a browser is known by what it says of its version', () => {
  expect(chromiumVersion('Chromium 156.0.8078.108 built on Debian GNU/Linux 12 (bookworm)\n')).toBe('156.0.8078.108');
  expect(chromiumVersion('Google Chrome 131.0.6778.85 \n')).toBe('131.0.6778.85');
  expect(chromiumVersion('/usr/bin/chromium: 9: [: unexpected operator\nChromium 120.0.6099.71 Arch Linux\n')).toBe(
    '120.0.6099.71',
  );
});

test('one that is too old for the pages, and another program, will not do', () => {
  expect(chromiumVersion('Chromium 119.0.6045.199 built on Debian\n')).toBeUndefined();
  expect(chromiumVersion('Mozilla Firefox 140.0.4\n')).toBeUndefined();
  expect(chromiumVersion('')).toBeUndefined();
});
