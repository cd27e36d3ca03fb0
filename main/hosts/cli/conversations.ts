import type { ConversationView } from '#contract/index.ts'
import { sentenceText } from '#main/domain/sentence.ts'
import type { Command } from '#main/hosts/cli/command.ts'
import { chosen, identity, wholeNumber } from '#main/hosts/cli/read.ts'
import { clip, oneLine, quoted, table, time } from '#main/hosts/cli/print.ts'

/** conversations list · conversations show */

const states = ['open', 'snoozed', 'closed', 'all'] as const

const list: Command = {
  words: 'conversations list',
  operands: [],
  options: {
    state: { type: 'string', value: states.join('|'), help: 'which ones (open)' },
    limit: { type: 'string', value: 'N', help: 'how many, at most 200 (50)' },
    cursor: { type: 'string', value: 'TEXT', help: 'continue where a page ended' },
  },
  help: 'List conversations, newest first.',
  workspace: 'any',
  run: async (desk, call) => {
    const page = await desk.conversations.list({
      state: chosen(call.option('state') ?? 'open', states, '--state'),
      cursor: call.option('cursor') ?? null,
      limit: wholeNumber(call.option('limit') ?? '50', '--limit', 200),
    })
    const rows = page.items.map((one) => [
      String(one.id),
      one.state,
      one.channel,
      clip(one.customer.name, 24),
      clip(one.subject, 48),
      one.agent.activity,
      time(one.lastMessageAt),
    ])
    const more = page.next === null ? '' : `\nMore: --cursor ${oneLine(page.next)}`
    const text = table(['ID', 'STATE', 'CHANNEL', 'CUSTOMER', 'SUBJECT', 'AGENT', 'LAST MESSAGE'], rows)
    return { json: page, text: text + more }
  },
}

const show: Command = {
  words: 'conversations show',
  operands: ['ID'],
  options: {},
  help: 'Show a conversation, its messages and what the agent proposed.',
  workspace: 'any',
  run: async (desk, call) => {
    const view = await desk.conversations.get({ id: identity(call.operands[0]) })
    return { json: view, text: describe(view) }
  },
}

function describe(view: ConversationView): string {
  const { conversation } = view
  const { customer } = conversation
  const head = [
    `${conversation.id}  ${clip(conversation.subject, 200) || '(no subject)'}`,
    `${clip(customer.name, 60)} ${customer.email === null ? '' : `<${oneLine(customer.email)}> `}· ${conversation.channel} · ${conversation.state}`,
    `agent: ${conversation.agent.activity}${conversation.agent.note === null ? '' : `, ${oneLine(conversation.agent.note)}`}`,
  ]
  const messages = view.messages.map((message) => {
    const kind = message.kind === 'comment' ? '' : ` (${message.kind})`
    return `${time(message.at)}  ${message.author}${kind}: ${clip(message.authorName, 60)}\n${quoted(message.text)}`
  })
  const older = view.olderThan === null ? [] : ['(older messages are not shown)']
  const proposals = view.proposals.map(
    (one) => `${one.id}  ${one.state}  R${one.risk}  ${oneLine(sentenceText(one.sentence))}`,
  )
  return [...head, '', ...older, ...messages, ...(proposals.length === 0 ? [] : ['', 'Proposals', ...proposals])].join(
    '\n',
  )
}

export const conversationCommands: readonly Command[] = [list, show]
