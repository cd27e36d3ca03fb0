import { defineConfig } from 'vitest/config'

const shared = { environment: 'node' as const, setupFiles: ['test/support/guards.ts'], testTimeout: 30_000 }

/** On a shared machine a process may be left waiting for seconds: there, and only there, a test may have a second try. */
const retry = process.env['CI'] === undefined ? 0 : 1

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/integration/**', 'test/journeys/**', 'test/layers.test.ts'],
        },
      },
      { test: { ...shared, name: 'layers', include: ['test/layers.test.ts'] } },
      {
        test: {
          ...shared,
          name: 'integration',
          retry,
          include: ['test/integration/**/*.test.ts'],
          // They wait for disks, sockets and processes more than they compute: three at once also where there are two cores.
          maxWorkers: 3,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          environment: 'node',
          name: 'journeys',
          retry,
          include: ['test/journeys/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Much of a journey is waiting: for a key to arm, a countdown, a page.
          maxWorkers: 2,
          expect: { poll: { timeout: 20_000, interval: 50 } },
        },
      },
    ],
  },
})
