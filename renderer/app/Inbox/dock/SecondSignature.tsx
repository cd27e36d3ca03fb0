import { Users } from 'lucide-react'
import type { Card } from '#renderer/app/Inbox/dock/use-card.ts'
import { clockWords } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'

/** One of two has signed: who, who is missing, and how the second signature comes. */
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
        signed at {clockWords(second.at)}. A second person is missing; nothing runs before.{' '}
        {second.isOwn
          ? 'A colleague has to sign on this desk, under their own name. You cannot sign twice.'
          : 'You can be the second one.'}
      </p>
    </div>
  )
}
