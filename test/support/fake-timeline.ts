import type { AppContract, ConversationView } from '#contract/index.ts'
import type { TimelineEntry, Transcript } from '#contract/transcript.ts'
import { assembleTimeline } from '#main/domain/timeline.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Handlers } from '#rpc/serve.ts'
import { hideoConversation, hideoSource } from '#test/support/fake-transcript.ts'

/** One call with all that can happen in it; of the other invented conversations what was said, and what was proposed. */
export const fakeTimeline = (views: () => Iterable<ConversationView>): Handlers<AppContract['timeline']> => ({
  async *watch() {
    yield { state: 'here' as const }
  },
  view: async ({ conversationId }) => {
    if (conversationId === longConversation) return longTranscript()
    if (conversationId === hideoConversation) return hideoTranscript(Date.now())
    const view = [...views()].find(({ conversation }) => conversation.id === conversationId)
    if (view === undefined) throw new AppError('not_found', 'There is no such conversation.')
    return transcriptOf(view)
  },
  raw: async ({ conversationId }) => ({
    turns: [1, 2].map((turn) => ({
      turnId: `t${turn}`,
      at: Date.now() - 60_000 * (3 - turn),
      fingerprint: 'fp_5e1c0d9a77',
      latencyMs: 700 + turn * 40,
      usage: { promptTokens: 1200 * turn, completionTokens: 60 * turn },
      request: {
        conversation_id: String(conversationId),
        messages: [{ role: 'ROLE_USER', content: [{ text: 'Hi' }] }],
      },
      response: { id: `resp_${turn}`, outputs: [{ message: { content: [{ text: 'Hello.' }] } }] },
    })),
  }),
})

/** As long as one can get. */
export const longConversation = 7199
const longRows = 5000

function longTranscript(): Transcript {
  const { conversation, source } = hideoSource(Date.now())
  const [one] = source.messages
  if (one === undefined) throw new Error('There is no message to make others of.')
  const messages = Array.from({ length: longRows }, (_, at) => ({
    ...one,
    id: at + 1,
    externalId: `long-${at}`,
    author: at % 2 === 0 ? ('customer' as const) : ('agent' as const),
    authorName: at % 2 === 0 ? 'Hideo Tanabe' : 'Shop Line',
    text: `What was said as number ${at + 1}. ${at % 7 === 0 ? 'And a good deal more, so that it stands in more than one line of the pane it is read in. '.repeat(2) : ''}`,
    at: Date.now() - (longRows - at) * 60_000,
  }))
  const entries = assembleTimeline({
    ...source,
    call: null,
    lines: [],
    marks: [],
    turns: [],
    entries: [],
    imported: { entries: [], messages: new Set() },
    unreadable: [],
    notes: [],
    messages,
  })
  return { ...bare, conversation: { ...conversation, id: longConversation }, entries: [...entries], proposals: [] }
}

const bare = {
  call: null,
  timing: null,
  leftOut: 0,
  notes: [],
  redactions: [],
  tags: [],
  starred: false,
  reviewed: null,
}

function transcriptOf({ conversation, messages, proposals, turns }: ConversationView): Transcript {
  const said = assembleTimeline({
    call: null,
    messages,
    lines: [],
    marks: [],
    turns,
    entries: [],
    imported: { entries: [], messages: new Set() },
    unreadable: [],
    notes: [],
    redactions: [],
  })
  const proposed = proposals.map((one, seq): TimelineEntry => ({
    kind: 'proposal',
    id: `e${seq + 1}`,
    at: one.proposedAt,
    atMs: null,
    proposalId: one.id,
    tool: one.tool,
    risk: one.risk,
    sentence: one.sentence,
    agentReason: one.agentReason,
  }))
  return { ...bare, conversation, entries: [...said, ...proposed].toSorted((a, b) => a.at - b.at), proposals }
}

export function hideoTranscript(now: number): Transcript {
  const { conversation, call, source } = hideoSource(now)
  return {
    ...bare,
    conversation,
    call,
    timing: 'exact',
    entries: [...assembleTimeline(source)],
    proposals: [],
    notes: [...source.notes],
    tags: ['part refund'],
    starred: false,
    reviewed: null,
  }
}
