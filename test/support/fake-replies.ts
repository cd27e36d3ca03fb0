import type { AppContract } from '#contract/index.ts'
import type { Proposal } from '#contract/proposal.ts'
import type { ReplyReview } from '#contract/reply.ts'
import type { Handlers } from '#rpc/serve.ts'

/** Words that nothing was found in. */
const clean: ReplyReview = {
  sentences: [],
  evidence: [],
  findings: [],
  passed: [],
  unchecked: [],
  rendering: { form: 'rich', blocks: [] },
  language: null,
}

export const fakeReplies = (find: (id: string) => Proposal): Handlers<AppContract['replies']> => ({
  review: async () => clean,
  keep: async () => ({}),
  keepOwn: async () => ({}),
  own: async () => ({ draft: null }),
  suggestion: async () => ({ suggestion: null }),
  ahead: async () => ({ on: false, hour: { used: 0, limit: 30 }, day: { used: 0, limit: 300 }, skipped: 0 }),
  redraft: async ({ id }) => find(id),
  rebase: async ({ id }) => find(id),
})
