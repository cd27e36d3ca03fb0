import type { AppContract } from '#contract/index.ts'
import type { Handlers } from '#rpc/serve.ts'

/** A desk that tells nobody. */
export const fakeNotifications: Handlers<AppContract['notifications']> = {
  async *watch(_, { signal }) {
    yield { type: 'ready', by: 'nobody' }
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  },
  presence: async () => ({}),
  test: async () => ({}),
}
