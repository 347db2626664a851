import { defineConfig } from 'vitest/config';

/** Most of them wait for a server, a broker, a kill or a browser: two files side by side take little more than half the time. */
const TWO_AT_A_TIME = { maxWorkers: 2, sequence: { groupOrder: 1 } } as const;

/**
 * unit: pure files, milliseconds. integration: the real engine, ffmpeg and recogniser. fault: real kills. e2e: a real browser.
 * No retries anywhere: a test that needs a second try has found something.
 */
export default defineConfig({
  test: {
    retry: 0,
    // Starts nothing by itself: the broker that tests share comes when the first of them asks.
    globalSetup: ['test/harness/kafka/global-setup.ts'],
    projects: [
      // The limit ends what hangs; how fast a machine is decides nothing.
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 60_000 } },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          pool: 'forks',
          ...TWO_AT_A_TIME,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'fault',
          include: ['test/fault/**/*.test.ts'],
          pool: 'forks',
          ...TWO_AT_A_TIME,
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          pool: 'forks',
          ...TWO_AT_A_TIME,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
