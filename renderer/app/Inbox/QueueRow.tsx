import {
  CircleQuestionMark,
  CircleSlash2,
  Copy,
  FlaskConical,
  Layers,
  PenLine,
  Quote,
  ShieldAlert,
  Sparkles,
  SquareCheck,
  ThumbsDown,
  Timer,
  Undo2,
  Unlink,
  Users,
} from 'lucide-react'
import { memo } from 'react'
import type { QueueItem } from '#contract/queue-item.ts'
import { reasonChip, reasonSentence } from '#renderer/app/Inbox/reason-words.ts'
import { sectionWords, type QueueSection } from '#renderer/state/queue.ts'
import { Dial } from '#renderer/ui/Dial.tsx'
import { channelIcons } from '#renderer/ui/icons.ts'
import { ageWords } from '#renderer/ui/Time.tsx'
import { visibleString } from '#renderer/ui/visible-text.ts'
import { channelWords, lowered, riskWords, stateWords } from '#renderer/ui/words.ts'
import { said, t } from '#renderer/ui/language.ts'

type Mark = {
  readonly Icon: typeof Copy
  readonly tone: 'danger' | 'warn' | 'ink' | 'plain' | 'rehearsed'
  readonly text: string
}

const marks: Readonly<Record<QueueItem['marks'][number], Mark>> = {
  duplicate: { Icon: Copy, tone: 'warn', text: t('duplicate') },
  rejected_before: { Icon: ThumbsDown, tone: 'warn', text: t('rejected before') },
  guardrail: { Icon: ShieldAlert, tone: 'warn', text: t('guardrail') },
  edited: { Icon: PenLine, tone: 'ink', text: t('edited') },
  was_sending: { Icon: Undo2, tone: 'plain', text: t('was sending') },
  unsourced: { Icon: Unlink, tone: 'warn', text: t('unsourced') },
  invented: { Icon: Sparkles, tone: 'warn', text: t('invented') },
  from_customer: { Icon: Quote, tone: 'plain', text: t('from customer') },
  dry_run: { Icon: FlaskConical, tone: 'rehearsed', text: t('dry run') },
}
const markOrder = ['duplicate', 'rejected_before', 'guardrail', 'unsourced', 'edited', 'was_sending'] as const
/** What only a person who decides on money has to know before the card is open. */
const paidMarks = ['invented'] as const

const waits: readonly QueueItem['state'][] = ['pending', 'unknown', 'awaiting_second', 'scheduled']

/** At most two, the gravest first; before them the mode, which is never left out. */
export function marksOf(item: QueueItem): readonly Mark[] {
  return item.marks.includes('dry_run') ? [marks.dry_run, ...particular(item).slice(0, 1)] : particular(item)
}

function particular(item: QueueItem): readonly Mark[] {
  if (item.state === 'unknown') return [{ Icon: CircleQuestionMark, tone: 'danger', text: t('may have happened') }]
  if (item.state === 'awaiting_second') return [{ Icon: Users, tone: 'warn', text: t('second person') }]
  if (item.state === 'scheduled') return [{ Icon: Timer, tone: 'ink', text: lowered(stateWords.scheduled) }]
  if (item.state !== 'pending') return [{ Icon: CircleSlash2, tone: 'plain', text: lowered(stateWords[item.state]) }]
  const told = item.risk >= 3 ? [...markOrder, ...paidMarks] : markOrder
  const counted = /^\d+ unsourced$/.test(item.reason ?? '') ? said(item.reason ?? '') : marks.unsourced.text
  const own = told
    .filter((mark) => item.marks.includes(mark))
    .map((mark) => (mark === 'unsourced' ? { ...marks.unsourced, text: counted } : marks[mark]))
  const steps: Mark = { Icon: Layers, tone: 'plain', text: t('{{count}} steps', { count: item.bundleSize }) }
  return (item.bundleSize > 1 ? [...own, steps] : own).slice(0, 2)
}

/** One reason to look now, unless a mark says the same; a rehearsal with a mark of its own has no room for it. */
function reasonOf(item: QueueItem, now: number): string | null {
  const chip = reasonChip(item, now)
  const own = marksOf(item)
  const isFull = own.length > 1 && own.includes(marks.dry_run)
  return chip === null || isFull || own.some((mark) => mark.text === chip) ? null : chip
}

/** What is due is the reply; where there is little room, the customer's name matters more. */
const replyWord = `${t('reply')} `

export const rowId = (id: string): string => `queue-row-${id}`

/** Words that only listeners need: they make the row one sentence. */
function Said({ children }: { readonly children: string }) {
  return <span className="visually-hidden">{children}</span>
}

const isHot = (section: QueueSection, { waitingSince }: QueueItem): boolean =>
  section === 'hold' || (section === 'now' && waitingSince !== null)

type Props = {
  readonly item: QueueItem
  readonly section: QueueSection
  readonly position: number
  readonly size: number
  readonly top: number
  readonly selected: boolean
  readonly picked: boolean
  readonly now: number
  readonly onOpen: (proposalId: string, conversationId: number) => void
}

/** One decision in two lines. The first says what, the second for whom and why now. */
export const QueueRowView = memo(function QueueRowView(props: Props) {
  const { item, section, selected } = props
  const Channel = channelIcons[item.channel]
  const age = ageWords(props.now - (item.waitingSince ?? item.proposedAt))
  const reason = reasonOf(item, props.now)
  const own = marksOf(item)
  // The list has the focus and the keys; a press on a row is the pointer's way to the same thing.
  return (
    <div
      id={rowId(item.id)}
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      aria-setsize={props.size}
      aria-posinset={props.position}
      title={reasonSentence(item, props.now)}
      className={`list-row queue-row${waits.includes(item.state) ? '' : ' queue-row-gone'}${section === 'hold' ? ' queue-row-hold' : ''}`}
      style={{ transform: `translateY(${props.top}px)` }}
      onMouseDown={(event) => {
        event.preventDefault()
        event.currentTarget.closest<HTMLElement>('[role=listbox]')?.focus({ preventScroll: true })
      }}
      onClick={() => props.onOpen(item.id, item.conversationId)}
    >
      {props.picked ? (
        <SquareCheck className="queue-row-picked" aria-hidden="true" />
      ) : (
        <Dial risk={item.risk} plain={item.marks.includes('dry_run')} />
      )}
      {props.picked ? <Said>{`${t('Picked,')} `}</Said> : null}
      <div className="queue-row-body">
        <div className="queue-row-first">
          <span className="queue-row-title">{visibleString(said(item.title))}</span>
          <Said>{`, ${t('waiting')} `}</Said>
          <time className={isHot(section, item) ? 'hot' : undefined}>{age}</time>
        </div>
        <div className="queue-row-second">
          <Channel />
          <Said>{`, ${t('for')} `}</Said>
          <span className="queue-row-who">{visibleString(item.customer)}</span>
          <Said>{`, ${channelWords[item.channel]}, ${riskWords[item.risk]}, `}</Said>
          {reason === null ? null : (
            <span className="queue-row-why">
              {reason.startsWith(replyWord) ? <span className="queue-row-wide">{replyWord}</span> : null}
              {reason.startsWith(replyWord) ? reason.slice(replyWord.length) : reason}
            </span>
          )}
          <span className="queue-row-marks">
            {own.map((mark) => (
              <span key={mark.text} className={`queue-mark queue-mark-${mark.tone}`}>
                <mark.Icon />
                {mark.text}
              </span>
            ))}
          </span>
          <Said>{`, ${sectionWords[section]}. ${reasonSentence(item, props.now)}`}</Said>
        </div>
      </div>
    </div>
  )
})
