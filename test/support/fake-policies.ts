import type { AppContract } from '#contract/index.ts'
import type { PolicyDocument, PolicyView, Review } from '#contract/policy.ts'
import { diffDocuments } from '#main/domain/policy/diff.ts'
import { completeDocument, emptyDocument, inspectRule, parseDocument, parseRule } from '#main/domain/policy/document.ts'
import { compilePolicy, judge } from '#main/domain/policy/judge.ts'
import { createSimulation, type Decided } from '#main/domain/policy/simulation.ts'
import { findOverlaps } from '#main/domain/policy/overlap.ts'
import { presetInForce, presets } from '#main/domain/policy/presets.ts'
import { draftRule } from '#main/domain/policy/draft.ts'
import { readableTokens } from '#main/domain/policy/tokens.ts'
import { ruleSentence, ruleText } from '#main/domain/policy/words.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Handlers } from '#rpc/serve.ts'

const asking = { R0: 'allow', R1: 'ask', R2: 'ask', R3: 'ask', R4: 'ask' } as const

const people = ['Elif Demir', 'Callum Frost', 'Dagný Ólafsdóttir', 'Sigrun Dahl', 'Rahel Tesfaye', 'Nguyễn Thảo']

/** Two hundred refunds of three months: small ones approved, some between 10 and 20 changed. */
const pastRefunds: readonly Decided[] = Array.from({ length: 200 }, (_, index) => {
  const amount = Math.round((2 + ((index * 37) % 100) ** 2 / 180) * 20) / 20
  const isBad = amount > 10 && amount < 20 && index % 4 === 0
  const at = Date.now() - (200 - index) * 11 * 3_600_000
  return {
    proposal: index,
    verb: isBad ? (index % 8 === 0 ? 'reject' : 'edit') : 'approve',
    by: 'person',
    undone: false,
    at,
    facts: {
      tool: 'refund_order',
      at,
      risk: 3,
      arguments: { order_id: `#${10_000 + index}`, amount },
      money: ['/amount'],
      customer: { id: `c${index % 6}`, name: people[index % 6] ?? '', email: null },
      environment: 'PROD',
    },
  }
})

/** The rules of a desk that is none: real rules about invented decisions, kept in memory. */
export function fakePolicies(): Handlers<AppContract['policies']> {
  let version = 1
  let document: PolicyDocument = { ...emptyDocument, rules: [...(presets[1]?.rules ?? [])] }
  let reviews: readonly Review[] = [1, 2, 3].map((number) => ({
    proposalId: `reviewed-${number}`,
    conversationId: number,
    title: 'Look up order #10433',
    tool: 'lookup_order',
    rule: 'Reads',
    at: Date.now() - number * 3_600_000,
    outcome: null,
    by: null,
    note: null,
    reviewedAt: null,
  }))
  const view = (): PolicyView => ({
    version,
    document,
    at: 1_700_000_000_000,
    by: 'Jo Lindqvist',
    cause: null,
    sentences: document.rules.map((rule) => ({ id: rule.id, sentence: [...ruleSentence(rule)], text: ruleText(rule) })),
    presets: presets.map((preset) => ({ ...preset, rules: [...preset.rules] })),
    preset: presetInForce(document, asking),
  })
  return {
    get: async () => view(),
    save: async (input) => {
      if (input.basedOn !== version) throw new AppError('changed', 'The policy was changed meanwhile.')
      document = completeDocument(parseDocument(input.document), document, { at: Date.now(), by: 'Jo Lindqvist' })
      version += 1
      return view()
    },
    preview: async ({ rule: given }) => {
      const { rule, issues } = inspectRule(given)
      if (rule === null)
        return { sentence: [], text: '', tokens: [...readableTokens(given)], issues: [...issues], overlaps: [] }
      const [sentence, overlaps] = [[...ruleSentence(rule)], findOverlaps(rule, document)]
      return { sentence, text: ruleText(rule), tokens: [...readableTokens(given)], issues: [...issues], overlaps }
    },
    diff: async (input) => diffDocuments(document, parseDocument(input.document)),
    simulate: async ({ rule }) => {
      const simulation = createSimulation({ rule: parseRule(rule), document, defaults: asking })
      pastRefunds.forEach(simulation.add)
      const { conflicts, ...rest } = simulation.result(pastRefunds.length)
      const named = conflicts.map(({ proposal, ...one }) => ({
        ...one,
        became: one.how === 'edited' && one.value !== null ? one.value / 2 : null,
        proposalId: `past-${proposal}`,
        title: `Refund $${one.value ?? 0} to order #${10_000 + proposal}`,
      }))
      return { ...rest, conflicts: named }
    },
    lately: async () => ({ since: 0, rules: [{ id: 'preset.reads', count: 1204 }] }),
    draft: async () => draftRule({ tool: 'refund_order', risk: 3, environment: 'PROD', channel: 'email' }, []),
    suggestions: async () => ({ suggestions: [] }),
    dismiss: async () => ({}),
    test: async ({ facts }) =>
      judge(compilePolicy(document, version), {
        facts,
        at: facts.at ?? Date.now(),
        deadlinesFrom: 0,
        defaults: asking,
        spent: () => 0,
        draw: 1,
      }),
    reviewQueue: async ({ open }) => ({
      items: reviews.filter(({ outcome }) => !open || outcome === null),
      next: null,
      open: reviews.filter(({ outcome }) => outcome === null).length,
    }),
    review: async ({ proposalId, outcome, note }) => {
      const found = reviews.find((one) => one.proposalId === proposalId)
      if (found === undefined) throw new AppError('not_found', 'Nothing is to be reviewed about it.')
      const reviewed = { ...found, outcome, note, by: 'Jo Lindqvist', reviewedAt: Date.now() }
      reviews = reviews.map((one) => (one === found ? reviewed : one))
      return reviewed
    },
  }
}
