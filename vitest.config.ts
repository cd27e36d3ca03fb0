import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

/** Every process a test starts finds the code compiled that an earlier one compiled: three of the five seconds of a start. */
const env = { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules', '.cache', 'countersign', 'tests') }
/** Files of tests share what they import: none of them replaces a module, and loading everything anew is most of a short test. */
const shared = {
  environment: 'node' as const,
  env,
  isolate: false,
  setupFiles: ['test/support/guards.ts'],
  testTimeout: 30_000,
}

/** Processes that tests start are bundled once; journeys look at the screen as it is built. */
const withPrograms = ['test/support/programs.ts']
const withScreen = [...withPrograms, 'test/support/built-screen.ts']
/** What a journey leaves behind is searched for secrets. */
const searched = { ...env, COUNTERSIGN_CANARIES: '1' }

/** They listen to sound as it is played, by the clock: one at a time, with nothing else running. */
const withSound = ['test/integration/devices/pulse.test.ts', 'test/journeys/calls-sound.test.ts']

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
          globalSetup: withPrograms,
          retry,
          include: ['test/integration/**/*.test.ts'],
          exclude: withSound,
          // They wait for disks, sockets and processes more than they compute: three at once also where there are two cores.
          maxWorkers: 3,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 20_000, interval: 50 } },
        },
      },
      {
        test: {
          ...shared,
          name: 'sound',
          env: searched,
          globalSetup: withScreen,
          retry: retry * 2,
          include: withSound,
          maxWorkers: 1,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 20_000, interval: 50 } },
        },
      },
      {
        test: {
          ...shared,
          name: 'journeys',
          env: searched,
          globalSetup: withScreen,
          retry,
          include: ['test/journeys/**/*.test.ts'],
          exclude: withSound,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Much of a journey is waiting, for a key to arm, a countdown, a page: three at once also where there are two cores.
          maxWorkers: 3,
          expect: { poll: { timeout: 20_000, interval: 50 } },
        },
      },
    ],
  },
})
