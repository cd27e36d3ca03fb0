import type { AppContract } from '#contract/index.ts'
import type { Handlers } from '#rpc/serve.ts'

/** Nothing is signed together here, and nothing was learned. */
export const fakeFlow: Pick<Handlers<AppContract>, 'together' | 'lessons'> = {
  together: { look: async () => ({ rows: [] }), sign: async () => ({ results: [] }) },
  lessons: {
    counts: async () => ({ regression_test: 0, knowledge_gap: 0 }),
    list: async () => ({ items: [], before: null }),
    export: async () => ({ name: 'lessons.json', text: '[]' }),
  },
}
