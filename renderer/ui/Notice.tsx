import {
  CirclePause,
  CloudOff,
  HardDrive,
  Info,
  ShieldAlert,
  ThumbsDown,
  Timer,
  TriangleAlert,
  UsersRound,
} from 'lucide-react'
import type { ReactNode } from 'react'

const icons = { danger: TriangleAlert, warn: Timer, offline: CloudOff, info: Info } as const
const signs = {
  people: UsersRound,
  guardrail: ShieldAlert,
  refused: ThumbsDown,
  paused: CirclePause,
  storage: HardDrive,
} as const

type Props = {
  /** Red only for what may have happened and errors; amber for slow or limited; grey for offline. */
  readonly tone: keyof typeof icons
  /** A sign of its own where the tone's would mislead: amber is a clock. */
  readonly icon?: keyof typeof signs
  /** What happened, in bold; the rest says what did not and what to do. */
  readonly title?: string
  readonly children?: ReactNode
  readonly action?: ReactNode
  readonly role?: 'status' | 'alert' | 'note'
}

/** What happened, what did not, what to do. */
export function Notice({ tone, icon, title, children, action, role }: Props) {
  const Icon = icon === undefined ? icons[tone] : signs[icon]
  return (
    <div className={`notice notice-${tone}`} role={role}>
      <Icon />
      <p>
        {title === undefined ? null : <b>{title} </b>}
        {children}
      </p>
      {action === undefined ? null : <span className="notice-action">{action}</span>}
    </div>
  )
}
