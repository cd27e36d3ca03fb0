import { Users } from 'lucide-react'
import type { Card } from '#renderer/app/Inbox/dock/use-card.ts'
import { clockWords } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'

/** One of two has signed: who, who is missing, and how the second signature comes. Whoever signs it signs here. */
export function SecondSignature({ card }: { readonly card: Card }) {
  const { second } = card
  if (second === null) return null
  return (
    <div className="dock-second" role="group" aria-label="Second signature">
      <Users />
      <p>
        <b>
          <VisibleText text={second.first} />
        </b>{' '}
        signed at {clockWords(second.at)}. A second person is missing; nothing runs before. A colleague has to sign on
        this desk, under their own name.
        {second.isOwn ? ' You cannot sign twice.' : ''}
      </p>
    </div>
  )
}
