import type { AppContract } from '#contract/index.ts'
import type { PolicyDocument, PolicyView, Review } from '#contract/policy.ts'
import { diffDocuments } from '#main/domain/policy/diff.ts'
import { completeDocument, emptyDocument, inspectRule, parseDocument } from '#main/domain/policy/document.ts'
import { compilePolicy, judge } from '#main/domain/policy/judge.ts'
import { findOverlaps } from '#main/domain/policy/overlap.ts'
import { presetInForce, presets } from '#main/domain/policy/presets.ts'
import { draftRule } from '#main/domain/policy/draft.ts'
import { readableTokens } from '#main/domain/policy/tokens.ts'
import { ruleSentence, ruleText } from '#main/domain/policy/words.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Handlers } from '#rpc/serve.ts'

const asking = { R0: 'allow', R1: 'ask', R2: 'ask', R3: 'ask', R4: 'ask' } as const

/** The rules of a desk that is none: real rules about invented decisions, kept in memory. */
export function fakePolicies(): Handlers<AppContract['policies']> {
  let version = 1
  let document: PolicyDocument = { ...emptyDocument, rules: [...(presets[1]?.rules ?? [])] }
  let reviews: readonly Review[] = [1, 2, 3].map((number) => ({
    proposalId: `reviewed-${number}`,
    conversationId: number,
    title: 'Look up order #10433',
    tool: 'lookup_order',
    rule: 'Look things up',
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
    simulate: async () => ({
      considered: 1000,
      scope: 120,
      from: Date.now() - 90 * 86_400_000,
      to: Date.now(),
      limitDays: 3,
      matched: 64,
      wouldRun: 51,
      unclear: 2,
      heldBack: [{ rule: 'Small refunds: \u201c5 per hour\u201d is used up', count: 13 }],
      conflicts: (['edited', 'rejected', 'undone'] as const).map((how, index) => ({
        proposalId: `past-${index}`,
        title: `Refund \u00a3${12 + index}.00 to order #1043${index} for Ana Ruiz`,
        customer: 'Ana Ruiz',
        value: 12 + index,
        how,
        at: Date.now() - (index + 1) * 86_400_000,
        wouldRun: index < 2,
      })),
      conflictCount: 3,
      spread: null,
      free: null,
    }),
    lately: async () => ({ since: 0, rules: [{ id: 'preset.reads', count: 1204 }] }),
    draft: async () => draftRule({ tool: 'refund_order', risk: 3, environment: 'PROD', channel: 'email' }, []),
    suggestions: async () => ({ suggestions: [] }),
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
