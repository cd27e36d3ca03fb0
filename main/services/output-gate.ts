import type { Proposal } from '#contract/proposal.ts'
import type { OutputFinding } from '#contract/reply.ts'
import type { Arguments } from '#contract/tool.ts'
import { strictest } from '#main/domain/output-checks.ts'
import type { SignedFinding } from '#main/domain/proposal-event.ts'
import { AppError, assertNever } from '#main/kernel/errors.ts'
import type { Desk } from '#main/services/desk.ts'
import { readSurroundings, reviewWords } from '#main/services/reply-review.ts'

/**
 * What the checks of outgoing words make of a signature, whoever wrote them: refused, only with a confirmation, or the
 * first of two. The gate stands here, so that no screen and no script goes round it.
 */
export type Passed = { readonly asksTwo: boolean; readonly findings: readonly SignedFinding[] }

const nothing: Passed = { asksTwo: false, findings: [] }

type Words = Pick<Proposal, 'kind' | 'conversationId'> & { readonly turnId: string | null }

export async function passWords(desk: Desk, words: Words, args: Arguments, confirmed: boolean): Promise<Passed> {
  const text = args['text']
  if ((words.kind !== 'reply' && words.kind !== 'note') || typeof text !== 'string') return nothing
  const around = await readSurroundings(desk, words.conversationId, words.turnId)
  const { findings } = await reviewWords(desk, around, text, words.kind)
  const level = strictest(findings)
  const worst = findings.find((finding) => finding.level === level)
  const signed = findings.map(({ check, level: of, label, range }) => ({
    check,
    level: of,
    label: check === 'unsourced' ? 'A claim without a source' : label,
    range,
  }))
  switch (level) {
    case 'off':
    case 'warn':
      return { asksTwo: false, findings: signed }
    case 'confirm':
      if (!confirmed) throw held(worst, 'Confirm that you have seen it, or change the words.', true)
      return { asksTwo: false, findings: signed }
    case 'ask_two':
      return { asksTwo: true, findings: signed }
    case 'block':
      throw held(worst, 'Take it out: with it the words are not sent.', false)
    default:
      return assertNever(level)
  }
}

function held(finding: OutputFinding | undefined, way: string, confirm: boolean): AppError {
  const { check = '', label = 'A check', range = [0, 0] } = finding ?? {}
  return new AppError('blocked', `${label}. ${way}`, {
    data: { pointer: '/text', check, start: range[0], end: range[1], confirm },
  })
}
