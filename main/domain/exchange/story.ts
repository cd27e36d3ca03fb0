import { momentText } from '#main/domain/moment.ts'
import { sentenceText } from '#main/domain/sentence.ts'
import { showHidden, showOnOneLine } from '#main/domain/visible.ts'
import { eventWords } from '#main/domain/event-words.ts'
import { markLines, percentOf } from '#main/domain/exchange/score-record.ts'
import type { TranscriptRecord } from '#main/domain/exchange/record.ts'
import type { ProposalEvent } from '#main/domain/proposal-event.ts'

/** A conversation as it is read: what was said and what was done, in the order in which it happened, as plain words. */
export type StoryPart = {
  readonly at: number
  readonly kind: 'customer' | 'agent' | 'note' | 'event' | 'action' | 'score'
  readonly who: string
  readonly text: string
}
export type Story = {
  readonly id: number
  readonly title: string
  /** Label and value, each on one line. */
  readonly facts: readonly (readonly [string, string])[]
  readonly parts: readonly StoryPart[]
}

/** Line ends stay; whatever else is not seen is written out. */
const visibleLines = (text: string): string =>
  text
    .split(/\r\n|\r|\n/)
    .map((line) => showHidden(line.replaceAll('\t', '    ')))
    .join('\n')

export function tellStory(record: TranscriptRecord): Story {
  const { conversation } = record
  const { customer } = conversation
  const facts: (readonly [string, string])[] = [
    ['Customer', customer.email === null ? customer.name : `${customer.name} <${customer.email}>`],
    ['Channel', conversation.channel],
    ['State', conversation.state],
    ['Began', `${momentText(conversation.createdAt)} UTC`],
    ['Number', `${conversation.id} (${conversation.externalId})`],
    ['Tags', [...conversation.tags, ...record.tags.map(({ tag }) => tag)].join(', ')],
  ]
  const parts = [...said(record), ...done(record), ...noted(record), ...judged(record)]
  return {
    id: conversation.id,
    title: showOnOneLine(conversation.subject) || `Conversation ${conversation.id}`,
    facts: facts.flatMap(([label, value]) => (value === '' ? [] : [[label, showOnOneLine(value)] as const])),
    parts: parts.toSorted((a, b) => a.at - b.at),
  }
}

const said = ({ messages }: TranscriptRecord): readonly StoryPart[] =>
  messages.map((message) => ({
    at: message.at,
    kind: kindOf(message),
    who: showOnOneLine(message.authorName),
    text: [visibleLines(message.text), ...message.attachments.map(({ name }) => `[file: ${showOnOneLine(name)}]`)].join(
      '\n',
    ),
  }))

function kindOf({ kind, author }: TranscriptRecord['messages'][number]): StoryPart['kind'] {
  if (kind !== 'comment') return kind
  return author === 'customer' ? 'customer' : 'agent'
}

const done = (record: TranscriptRecord): readonly StoryPart[] =>
  historyOf(record).map(({ at, who, text }) => ({ at, kind: 'action', who, text }))

/** What was done, entry by entry, in words. */
export function historyOf({ ledger, proposals }: Pick<TranscriptRecord, 'ledger' | 'proposals'>): readonly {
  readonly seq: number
  readonly at: number
  readonly who: string
  readonly text: string
}[] {
  const titles = new Map(proposals.map(({ id, tool, sentence }) => [id, sentenceText(sentence) || tool] as const))
  return ledger.flatMap(({ seq, payload, at, proposalId }) => {
    const event = JSON.parse(payload) as ProposalEvent
    if (event.type === 'asked') return []
    const { who, summary } = wordsOf(event)
    const title = titles.get(proposalId) ?? ''
    return [{ seq, at, who: showOnOneLine(who), text: visibleLines(`${summary}: ${title}`) }]
  })
}

/** An entry may come from a desk that knows more kinds of them. */
export function wordsOf(event: ProposalEvent): { readonly who: string; readonly summary: string } {
  try {
    return eventWords(event)
  } catch {
    return { who: 'Desk', summary: String((event as { readonly type?: unknown }).type) }
  }
}

const noted = ({ notes }: TranscriptRecord): readonly StoryPart[] =>
  notes.map(({ text, by, at }) => ({ at, kind: 'note', who: showOnOneLine(by), text: visibleLines(text) }))

const judged = ({ scores }: TranscriptRecord): readonly StoryPart[] =>
  scores.map((score) => {
    const { kind, subject, scorecard, marks, submittedAt, reviewer } = score
    const percent = percentOf(score)
    const about = subject === null ? '' : `, about ${kind} ${subject}`
    const head = `${percent === null ? 'Not scored' : `${percent} %`} by “${scorecard.body.name}”, version ${scorecard.version}${about}`
    const text = [head, ...markLines(score), ...(marks.note === '' ? [] : [marks.note])].join('\n')
    return { at: submittedAt, kind: 'score', who: showOnOneLine(reviewer), text: visibleLines(text) }
  })
