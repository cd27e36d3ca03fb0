import type { AppContract } from '#contract/index.ts'
import type { Handlers } from '#rpc/serve.ts'
import { fakeAgents } from '#test/support/fake-agents.ts'
import { fakeKnowledge } from '#test/support/fake-knowledge.ts'
import { fakeCollections } from '#test/support/fake-collections.ts'
import { fakeAnnotations } from '#test/support/fake-annotations.ts'
import { fakeQuality } from '#test/support/fake-quality.ts'

type Groups =
  | 'agents'
  | 'numbers'
  | 'collections'
  | 'knowledge'
  | 'together'
  | 'lessons'
  | 'annotations'
  | 'redaction'
  | 'quality'

/** Nothing is signed together here, and nothing was learned; notes and scores are kept. */
export const fakeFlow = (): Pick<Handlers<AppContract>, Groups> => ({
  ...fakeAgents(Date.now()),
  collections: fakeCollections,
  knowledge: fakeKnowledge,
  together: { look: async () => ({ rows: [] }), sign: async () => ({ results: [] }) },
  lessons: {
    counts: async () => ({ regression_test: 0, knowledge_gap: 0 }),
    list: async () => ({ items: [], before: null }),
    export: async () => ({ name: 'lessons.json', text: '[]' }),
  },
  ...fakeAnnotations('Jo Lindqvist'),
  quality: fakeQuality(),
})
