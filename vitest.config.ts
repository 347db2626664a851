import { defineConfig } from 'vitest/config';

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
          maxWorkers: 1,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'fault',
          include: ['test/fault/**/*.test.ts'],
          pool: 'forks',
          maxWorkers: 1,
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          pool: 'forks',
          maxWorkers: 1,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
