import { ChevronDown } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { QueueViewSchema, type QueueView, type Split } from '#contract/queue.ts'
import { fitting } from '#renderer/app/Inbox/views-that-fit.ts'
import { showSplit, showView, useInbox } from '#renderer/state/inbox.ts'
import { useStatus } from '#renderer/state/status.ts'
import { Menu } from '#renderer/ui/Menu.tsx'
import { Tabs } from '#renderer/ui/Tabs.tsx'
import { visibleString } from '#renderer/ui/visible-text.ts'
import { locale, t } from '#renderer/ui/language.ts'

/** The views of the queue in one line, each with how many wait in it; those without room under "More". */
const views: readonly { readonly id: QueueView; readonly label: string }[] = [
  { id: 'all', label: t('All') },
  { id: 'checking', label: t('Checking') },
  { id: 'money', label: t('Money') },
  { id: 'replies', label: t('Replies') },
  { id: 'other', label: t('Other') },
]

const short = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 })
const none: readonly Split[] = []
const ofSplit = 'split-'
/** Most of the time there is nothing in these. */
const onlyIfAny: readonly string[] = ['checking', 'other', 'later']

type Item = { readonly id: string; readonly label: string; readonly hint: string; readonly count: number }

export function QueueViews({ panel }: { readonly panel: string }) {
  const counts = useInbox(({ queue }) => queue.counts)
  const view = useInbox(({ queue }) => queue.view)
  const split = useInbox((inbox) => inbox.split)
  const splits = useStatus(({ status }) => status?.queue.splits ?? none)
  const current = split === null ? view : ofSplit + split
  const items = useMemo(() => {
    const item = (id: string, label: string, count: number): Item => ({ id, label, hint: short.format(count), count })
    return [
      ...views.map(({ id, label }) => item(id, label, counts[id])),
      ...splits.map(({ id, name }) => item(ofSplit + id, visibleString(name), counts.splits[id] ?? 0)),
      item('later', t('Later'), counts.later),
    ].filter(({ id, count }) => id === current || !onlyIfAny.includes(id) || count > 0)
  }, [counts, splits, current])
  const line = useRef<HTMLDivElement>(null)
  const room = useRoom(line)
  const [open, setOpen] = useState(false)
  const shown = useMemo(() => {
    const places = room === null ? items.map((_, at) => at) : fitting(items.map(room.widthOf), at(items, current), room)
    return items.filter((_, place) => places.includes(place))
  }, [items, current, room])
  const rest = useMemo(() => items.filter((item) => !shown.includes(item)), [items, shown])
  // A saved view counts what stands in another one already.
  const waiting = rest.reduce((sum, { id, count }) => (id.startsWith(ofSplit) ? sum : sum + count), 0)
  return (
    <div ref={line} className="queue-views">
      <Tabs
        label={t('Views of the queue')}
        className="splits"
        panel={panel}
        current={current}
        onChoose={choose}
        items={shown}
      />
      {rest.length === 0 ? null : (
        <Menu
          label={t('More views')}
          className="queue-more"
          choices={rest}
          isOpen={open}
          onOpenChange={setOpen}
          onChoose={choose}
        >
          {t('More', {}, 'views')}
          {waiting === 0 ? null : <span className="tab-hint">{short.format(waiting)}</span>}
          <ChevronDown aria-hidden="true" />
        </Menu>
      )}
    </div>
  )
}

const at = (items: readonly Item[], current: string): number => items.findIndex(({ id }) => id === current)

function choose(id: string): void {
  const view = QueueViewSchema.safeParse(id)
  if (view.success) return showView(view.data)
  const split = useStatus.getState().status?.queue.splits.find((one) => ofSplit + one.id === id)
  if (split !== undefined) showSplit(split)
}

type Measured = {
  readonly line: number
  readonly gap: number
  readonly more: number
  readonly widthOf: (item: Item) => number
}

const gap = 11
const widest = 180

/** How much fits, in the letters of the screen; null until it was measured. */
function useRoom(line: React.RefObject<HTMLDivElement | null>): Measured | null {
  const [room, setRoom] = useState<Measured | null>(null)
  useEffect(() => {
    const element = line.current
    const drawing = document.createElement('canvas').getContext('2d')
    if (element === null || drawing === null) return undefined
    const observer = new ResizeObserver(([entry]) => {
      const { fontSize, fontFamily } = getComputedStyle(element)
      drawing.font = `600 ${fontSize} ${fontFamily}`
      const width = (text: string) => drawing.measureText(text).width
      setRoom({
        line: Math.floor(entry?.contentRect.width ?? 0),
        gap,
        more: width(t('More 99')) + 20,
        widthOf: ({ label, hint }) => Math.min(widest, Math.ceil(width(label) + width(hint)) + 4),
      })
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [line])
  return room
}
