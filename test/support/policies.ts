import { RuleSchema, type PolicyDocument, type PolicyFacts, type Rule } from '#contract/policy.ts'
import type { PolicyLine } from '#contract/verdict.ts'
import type { z } from 'zod'
import { emptyDocument } from '#main/domain/policy/document.ts'
import { compilePolicy, judge, type Situation } from '#main/domain/policy/judge.ts'

/** Rules and facts for tests: a refund, and what a test says about it. */
export type RuleInput = z.input<typeof RuleSchema>

export const makeRule = (over: Partial<RuleInput> = {}): Rule =>
  RuleSchema.parse({ id: 'r1', name: 'Small refunds', when: [], verdict: 'allow', ...over })

export const amountUpTo = (value: number): RuleInput['when'][number] => ({
  field: 'argument',
  pointer: '/amount',
  op: 'lte',
  value,
})

export const documentOf = (...rules: readonly Rule[]): PolicyDocument => ({ ...emptyDocument, rules: [...rules] })

export const refund = (over: Partial<PolicyFacts> = {}): PolicyFacts => ({
  tool: 'refund_order',
  at: 1_700_000_000_000,
  kind: 'tool',
  risk: 3,
  tags: ['money'],
  arguments: { order_id: '#W1', amount: 12 },
  origins: {},
  agent: 'agent-1',
  environment: 'PROD',
  channel: 'email',
  conversation: 7,
  customer: { id: 'c1', name: 'Ana Ruiz', email: 'ana@example.com' },
  conversationTags: [],
  startedAt: 1_700_000_000_000 - 3_600_000,
  ragScore: 0.9,
  guardrail: null,
  previous: { all: 0, approved: 0, edited: 0, rejected: 0 },
  money: ['/amount'],
  flags: [],
  ...over,
})

export const asking = { R0: 'allow', R1: 'ask', R2: 'ask', R3: 'ask', R4: 'ask' } as const
export const allowing = { R0: 'allow', R1: 'allow', R2: 'allow', R3: 'allow', R4: 'allow' } as const

export const ruleOn = (facts: PolicyFacts, document: PolicyDocument, over: Partial<Situation> = {}): PolicyLine =>
  judge(compilePolicy(document, 1), {
    facts,
    at: facts.at ?? 0,
    deadlinesFrom: facts.at ?? 0,
    defaults: asking,
    spent: () => 0,
    draw: 1,
    ...over,
  })
