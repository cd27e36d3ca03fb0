import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleQuestionMark,
  CircleSlash2,
  CircleX,
  FlaskConical,
  Loader,
  MessageSquareReply,
  Timer,
  TimerOff,
  Undo2,
  Users,
} from 'lucide-react'
import type { ReactNode } from 'react'
import type { ProposalState } from '#contract/proposal.ts'
import { stateWords } from '#renderer/ui/words.ts'

type Tone = 'neutral' | 'warn' | 'danger' | 'ok' | 'ai' | 'ink' | 'line'

export function Chip({ tone = 'neutral', children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return <span className={`chip chip-${tone}`}>{children}</span>
}

const stateLooks: Readonly<Record<ProposalState, { readonly Icon: typeof Ban; readonly tone: Tone }>> = {
  received: { Icon: CircleDashed, tone: 'line' },
  pending: { Icon: CircleDashed, tone: 'line' },
  awaiting_second: { Icon: Users, tone: 'warn' },
  scheduled: { Icon: Timer, tone: 'ink' },
  executing: { Icon: Loader, tone: 'ink' },
  succeeded: { Icon: CircleCheck, tone: 'ok' },
  failed: { Icon: CircleX, tone: 'line' },
  unknown: { Icon: CircleQuestionMark, tone: 'danger' },
  rejected: { Icon: Ban, tone: 'neutral' },
  answered: { Icon: MessageSquareReply, tone: 'neutral' },
  blocked: { Icon: Ban, tone: 'line' },
  expired: { Icon: TimerOff, tone: 'neutral' },
  undo_pending: { Icon: Undo2, tone: 'line' },
  undone: { Icon: Undo2, tone: 'neutral' },
  undo_failed: { Icon: CircleX, tone: 'line' },
  dry_run: { Icon: FlaskConical, tone: 'line' },
  superseded: { Icon: CircleSlash2, tone: 'neutral' },
}

/** A proposal's state: glyph and word. */
export function StateChip({ state }: { readonly state: ProposalState }) {
  const { Icon, tone } = stateLooks[state]
  return (
    <span className={`state-chip chip-${tone}`}>
      <Icon />
      {stateWords[state]}
    </span>
  )
}
