import type { AppContract } from '#contract/index.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Handlers } from '#rpc/serve.ts'

/** A desk without a management key. */
const missing = async (): Promise<never> => {
  throw new AppError('missing_secret', 'There is no management key.', { data: { secret: 'management', what: 'key' } })
}

const rests = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))

export const fakeCollections: Handlers<AppContract['collections']> = {
  list: missing,
  get: missing,
  search: missing,
  review: missing,
  propose: missing,
  beginUpload: missing,
  addPiece: missing,
  resumeUpload: missing,
  cancelUpload: missing,
  uploads: async function* (_, { signal }) {
    yield { uploads: [] }
    await rests(signal)
  },
  watch: async function* (_, { signal }) {
    yield { type: 'ready' }
    await rests(signal)
  },
}
