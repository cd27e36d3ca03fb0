import type { AppContract } from '#contract/index.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Handlers } from '#rpc/serve.ts'

/** A desk without a bot: it says so, and refuses everything else. */
const absent = async (): Promise<never> => {
  throw new AppError('missing_secret', 'The bot is not connected. Add it under Settings.', { data: { secret: 'bot' } })
}
const status = {
  state: 'none' as const,
  message: 'The bot is not connected.',
  lastOkAt: null,
  limits: {
    perMinute: 60,
    assumed: true,
    remaining: null,
    resetsAt: null,
    waiting: 0,
    pausedUntil: null,
    exhausted: [],
    warnings: [],
  },
  tasks: [],
  usage: null,
  bannerDismissed: false,
}

export const fakeBot: Handlers<AppContract['bot']> = {
  status: async () => status,
  watch: async function* () {
    yield status
  },
  dismissWarning: async () => ({}),
  check: absent,
  checkCandidate: absent,
  ask: absent,
  documents: absent,
  document: absent,
  knowledge: absent,
  tasks: async () => ({ tasks: [] }),
  clearTasks: async () => ({}),
  gaps: absent,
  conversations: absent,
  conversation: absent,
  actions: absent,
  runs: absent,
  reviewRun: absent,
  proposeRun: absent,
  usage: absent,
}
