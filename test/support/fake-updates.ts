import type { AppContract } from '#contract/index.ts'
import type { UpdatesStatus, UpdateStep } from '#contract/updates.ts'
import { createFeed, snapshotThenEvents } from '#main/kernel/feed.ts'
import type { Handlers } from '#rpc/serve.ts'

/** A newer version that is always there: found by looking, half fetched by downloading, and never installed. */
export function fakeUpdates(): Handlers<AppContract['updates']> {
  const changed = createFeed<null>()
  const found = '0.2.0'
  let step: UpdateStep = { at: 'idle' }
  const go = async (next: UpdateStep) => {
    step = next
    changed.publish(null)
    return {}
  }
  const status = (): UpdatesStatus => ({ running: '0.1.0', step, lookedAt: Date.now() - 60_000, failure: null })
  return {
    watch: (_, { signal }) => snapshotThenEvents(signal, status, changed, status),
    look: () => go({ at: 'found', version: found }),
    download: ({ version }) => go({ at: 'downloading', version, percent: 46 }),
    install: ({ version }) => go({ at: 'installing', version }),
  }
}
