import type { Proposal } from '#contract/proposal.ts'
import type { OutputFinding } from '#contract/reply.ts'
import type { Arguments } from '#contract/tool.ts'
import { strictest } from '#main/domain/output-checks.ts'
import type { SignedFinding } from '#main/domain/proposal-event.ts'
import { AppError, assertNever } from '#main/kernel/errors.ts'
import type { Desk } from '#main/services/desk.ts'
import { readSurroundings, reviewWords } from '#main/services/replies/reply-review.ts'

/**
 * What the checks of outgoing words make of a signature, whoever wrote them: refused, only with a confirmation, or the
 * first of two. The gate stands here, so that no screen and no script goes round it; `still-signed.ts` asks again later.
 */
export type Passed = { readonly asksTwo: boolean; readonly findings: readonly SignedFinding[] }

type Words = Pick<Proposal, 'kind' | 'conversationId'> & { readonly turnId: string | null }

/** What is found in the words of a proposal, as the ledger may keep it; nothing where there are none. */
export async function findInWords(desk: Desk, words: Words, args: Arguments): Promise<readonly SignedFinding[]> {
  const text = args['text']
  if ((words.kind !== 'reply' && words.kind !== 'note') || typeof text !== 'string') return []
  const around = await readSurroundings(desk, words.conversationId, words.turnId)
  const { findings } = await reviewWords(desk, around, text, words.kind)
  return findings.map(withoutWords)
}

/** The label of a claim repeats the words; what is kept does not. */
const withoutWords = ({ check, level, label, range }: OutputFinding): SignedFinding => ({
  check,
  level,
  label: check === 'unsourced' ? 'A claim without a source' : label,
  range,
})

export async function passWords(desk: Desk, words: Words, args: Arguments, confirmed: boolean): Promise<Passed> {
  const findings = await findInWords(desk, words, args)
  const level = strictest(findings)
  const worst = findings.find((finding) => finding.level === level)
  switch (level) {
    case 'off':
    case 'warn':
      return { asksTwo: false, findings }
    case 'confirm':
      if (!confirmed) throw held(worst, 'Confirm that you have seen it, or change the words.', true)
      return { asksTwo: false, findings }
    case 'ask_two':
      return { asksTwo: true, findings }
    case 'block':
      throw held(worst, 'Take it out: with it the words are not sent.', false)
    default:
      return assertNever(level)
  }
}

function held(finding: SignedFinding | undefined, way: string, confirm: boolean): AppError {
  const { check = '', label = 'A check', range = [0, 0] } = finding ?? {}
  return new AppError('blocked', `${label}. ${way}`, {
    data: { pointer: '/text', check, start: range[0], end: range[1], confirm },
  })
}
