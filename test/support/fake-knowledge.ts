import type { AppContract } from '#contract/index.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Handlers } from '#rpc/serve.ts'

/** A desk without a bot, on which nothing was missing yet. */
const missing = async (): Promise<never> => {
  throw new AppError('missing_secret', 'The bot is not connected. Add it under Settings.', { data: { secret: 'bot' } })
}

const rests = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))

export const fakeKnowledge: Handlers<AppContract['knowledge']> = {
  gaps: async () => ({
    gaps: [],
    counts: { open: 0, resolved: 0, ignored: 0 },
    read: 0,
    trouble: { code: 'missing_secret', message: 'The bot is not connected. Add it under Settings.' },
  }),
  setGap: missing,
  drafts: async () => ({ drafts: [] }),
  draft: missing,
  draftGap: missing,
  beginDraft: missing,
  keepDraft: missing,
  removeDraft: missing,
  retests: async () => ({ retests: [] }),
  planSync: missing,
  syncs: async () => ({ runs: [], folder: '' }),
  review: missing,
  propose: missing,
  watch: async function* (_, { signal }) {
    yield { type: 'ready' }
    await rests(signal)
  },
}
