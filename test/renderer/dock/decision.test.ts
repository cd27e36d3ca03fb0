import { expect, test } from 'vitest'
import { DecisionInputSchema } from '#contract/proposal.ts'
import type { Proposal } from '#contract/proposal.ts'
import { readAnswer } from '#renderer/app/Inbox/dock/AnswerPanel.tsx'
import { decisionOf } from '#renderer/app/Inbox/dock/use-decision.ts'

const proposal = { id: 'p', revision: 2, argsHash: 'a', fingerprint: 'f', tool: 'refund' } as Proposal

test('a decision names exactly the version that was seen, and no tool', () => {
  const decision = decisionOf(proposal, { verb: 'edit', arguments: { amount: 7.95 } })
  expect(decision).toStrictEqual({
    verb: 'edit',
    id: 'p',
    revision: 2,
    argsHash: 'a',
    fingerprint: 'f',
    arguments: { amount: 7.95 },
  })
  expect(DecisionInputSchema.parse(decision)).toEqual(decision)
})

test('an answer is words, or JSON, or a reason why it is neither', () => {
  expect(readAnswer('text', 'done')).toEqual({ result: 'done' })
  expect(readAnswer('json', '{"ok":true}')).toEqual({ result: { ok: true } })
  expect(readAnswer('json', '{')).toHaveProperty('problem')
  expect(readAnswer('text', '  ')).toHaveProperty('problem')
})
