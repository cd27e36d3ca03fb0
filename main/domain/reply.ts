import type { Proposal } from '#contract/proposal.ts'
import { capText, showOnOneLine } from '#main/domain/visible.ts'

/** Words that go to a customer, and how a proposal is called in a list. */

/** Two texts that read the same give the same: how an echo or a lost reply is recognised. */
export const normaliseReply = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[\u{00A0}\u{2007}\u{202F}]/gu, ' ')
    .replace(/[\u{200B}\u{FEFF}]/gu, '')
    .replace(/\s+/g, ' ')
    .trim()

export const sameReply = (a: string, b: string): boolean => normaliseReply(a) === normaliseReply(b)

/** The words a reply or note stands for; empty for anything else. */
export function wordsOf(proposal: Pick<Proposal, 'arguments'>): string {
  const text = proposal.arguments['text']
  return typeof text === 'string' ? text : ''
}

const titleLength = 140

/** One line for queues and lists. */
export function proposalTitle(proposal: Pick<Proposal, 'kind' | 'arguments' | 'sentence' | 'tool'>): string {
  if (proposal.kind === 'reply' || proposal.kind === 'note') {
    const words = showOnOneLine(wordsOf(proposal))
    if (words !== '') return capText(`${proposal.kind === 'reply' ? 'Reply' : 'Note'}: ${words}`, titleLength)
  }
  const sentence = withoutCustomer(proposal.sentence)
    .map((part) => part.text)
    .join('')
  return capText(sentence === '' ? showOnOneLine(proposal.tool) : sentence, titleLength)
}

/** A list names the customer in a column of its own. */
function withoutCustomer(sentence: Proposal['sentence']): Proposal['sentence'] {
  const [link, last] = sentence.slice(-2)
  return last?.value === true && / (?:for|with) $/.test(link?.text ?? '')
    ? [...sentence.slice(0, -2), { text: (link?.text ?? '').replace(/ (?:for|with) $/, ''), value: false }]
    : sentence
}
