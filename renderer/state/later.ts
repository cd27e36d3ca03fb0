import { createContext, createElement, startTransition, use, useEffect, useState, type ReactNode } from 'react'
import type { ConversationView } from '#contract/index.ts'
import type { ProposalDetail } from '#contract/proposal.ts'
import { useConversation } from '#renderer/state/conversation.ts'
import { useDetail } from '#renderer/state/detail.ts'

/**
 * A card is painted before all that speaks about it: conversation and evidence follow once the frame with the card is out,
 * together, and give way to the next key. Nobody signs in between: an approval arms much later.
 */
type Shown = { readonly view: ConversationView | null; readonly detail: ProposalDetail | null }

const ShownLater = createContext<Shown>({ view: null, detail: null })

export function Later({ children }: { readonly children: ReactNode }): ReactNode {
  const view = useConversation((state) => state.view)
  const detail = useDetail((state) => state.detail)
  const [shown, setShown] = useState<Shown>({ view, detail })
  useEffect(
    () =>
      afterPaint(() => {
        startTransition(() => setShown((now) => (now.view === view && now.detail === detail ? now : { view, detail })))
      }),
    [view, detail],
  )
  return createElement(ShownLater, { value: shown }, children)
}

export const useConversationView = (): ConversationView | null => use(ShownLater).view
export const useEvidence = (): ProposalDetail | null => use(ShownLater).detail

/** Runs once the next frame has been handed over; at once where nobody looks. Returns the way to give it up. */
function afterPaint(run: () => void): () => void {
  if (document.hidden) {
    run()
    return () => {}
  }
  const channel = new MessageChannel()
  channel.port1.addEventListener('message', run)
  channel.port1.start()
  const frame = requestAnimationFrame(() => channel.port2.postMessage(null))
  return () => {
    cancelAnimationFrame(frame)
    channel.port1.close()
  }
}
