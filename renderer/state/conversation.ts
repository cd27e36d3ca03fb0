import { create } from 'zustand'
import type { ConversationEvent, ConversationView } from '#contract/index.ts'
import type { Message, Turn } from '#contract/conversation.ts'
import type { Proposal } from '#contract/proposal.ts'
import { failureText, follow, theDesk } from '#renderer/connection.ts'
import { neighbours } from '#renderer/state/neighbours.ts'
import { keepSame } from '#renderer/state/same.ts'

/**
 * The conversation in sight, kept whole by its feed; the words the agent is writing come beside it. One that was read ahead
 * is shown at once and followed as soon as somebody stays with it.
 */

export type ConversationState = {
  readonly id: number | null
  readonly view: ConversationView | null
  /** The draft so far, or null while the agent writes nothing. */
  readonly draft: string | null
  readonly failure: string | null
  readonly loadingOlder: boolean
}

const blank = { view: null, draft: null, failure: null, loadingOlder: false } as const
export const useConversation = create<ConversationState>()(() => ({ id: null, ...blank }))

const put = <T extends { readonly id: number | string }>(list: readonly T[], one: T): T[] =>
  list.some((other) => other.id === one.id) ? list.map((other) => (other.id === one.id ? one : other)) : [...list, one]

const byArrival = (one: Message, two: Message) => one.id - two.id

export function applyConversationEvent(
  view: ConversationView | null,
  event: ConversationEvent,
): ConversationView | null {
  if (event.type === 'snapshot') return keepSame(view, withOlder(view, event.view))
  if (view === null) return null
  switch (event.type) {
    case 'conversation':
      return { ...view, conversation: event.conversation }
    case 'message':
      return { ...view, messages: put(view.messages, event.message).sort(byArrival) }
    case 'turn':
      return { ...view, turns: put<Turn>(view.turns, event.turn) }
    case 'proposal':
      return { ...view, proposals: put<Proposal>(view.proposals, event.proposal) }
    case 'draft':
    case 'draft_end':
      return view
  }
}

/** A fresh snapshot does not throw away the older pages somebody has read up to, where the two meet. */
function withOlder(view: ConversationView | null, fresh: ConversationView): ConversationView {
  const first = fresh.messages[0]?.id
  if (view === null || view.conversation.id !== fresh.conversation.id || first === undefined) return fresh
  const older = view.messages.filter((message) => message.id < first)
  const meets = view.messages.some((message) => message.id >= first)
  return older.length > 0 && meets
    ? { ...fresh, messages: [...older, ...fresh.messages], olderThan: view.olderThan }
    : fresh
}

let stop = () => {}

/** Who steps through the queue faster than this has not looked at anything yet. */
export const settling = 120

export function watchConversation(id: number | null): void {
  const before = useConversation.getState()
  if (before.id === id) return
  stop()
  stop = () => {}
  neighbours.keep(null, before.view)
  const view = id === null ? null : neighbours.view(id)
  useConversation.setState({ id, ...blank, view })
  if (id === null) return
  if (view === null) return followConversation(id)
  const timer = setTimeout(() => followConversation(id), settling)
  stop = () => clearTimeout(timer)
}

function followConversation(id: number): void {
  let latest: string | null = null
  let painting = false
  // Words may come faster than the screen is painted: the newest text once per frame.
  const paintDraft = () => {
    painting = false
    if (useConversation.getState().id === id) useConversation.setState({ draft: latest })
  }
  stop = follow(
    (desk, signal) => desk.conversations.watch({ id }, { signal }),
    (event) => {
      if (useConversation.getState().id !== id) return
      if (event.type === 'draft') {
        latest = event.text
        if (!painting) requestAnimationFrame(paintDraft)
        painting = true
        return
      }
      if (event.type === 'draft_end' || event.type === 'snapshot') latest = null
      if (event.type === 'draft_end') return useConversation.setState({ draft: null })
      useConversation.setState(({ view, draft }) => ({
        view: applyConversationEvent(view, event),
        draft: event.type === 'snapshot' ? null : draft,
        failure: null,
      }))
    },
    (error) => useConversation.setState({ failure: failureText(error) }),
  )
}

export async function loadOlder(): Promise<void> {
  const { id, view, loadingOlder } = useConversation.getState()
  if (id === null || view === null || view.olderThan === null || loadingOlder) return
  useConversation.setState({ loadingOlder: true })
  try {
    const page = await theDesk().conversations.messages({ id, before: view.olderThan, limit: 50 })
    useConversation.setState((now) => {
      if (now.id !== id || now.view === null) return {}
      const known = new Set(now.view.messages.map((message) => message.id))
      const added = page.messages.filter((message) => !known.has(message.id))
      return { view: { ...now.view, messages: [...added, ...now.view.messages], olderThan: page.olderThan } }
    })
  } catch {
    // Scrolling up again asks again.
  } finally {
    if (useConversation.getState().id === id) useConversation.setState({ loadingOlder: false })
  }
}
