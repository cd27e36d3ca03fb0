import type { Proposal } from '#contract/proposal.ts'
import { capText, showOnOneLine } from '#main/domain/visible.ts'

/** Words that go to a customer, and how a proposal is called in a list. */

/** What a reader of HTML leaves out as well: controls, soft hyphens, zero-width signs, changes of direction, half characters. */
const unseen =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu

/** Two texts that read the same give the same: how an echo or a lost reply is recognised. */
export const normaliseReply = (text: string): string => shownText(text).normalize('NFC')

/** The characters a reader shows, white space as one space. */
export const shownText = (text: string): string => text.replace(unseen, '').replace(/\s+/g, ' ').trim()

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
