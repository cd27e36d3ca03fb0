import { ArrowDownWideNarrow, ListFilter } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Leaving } from '#renderer/app/Inbox/Leaving.tsx'
import { QueueList } from '#renderer/app/Inbox/QueueList.tsx'
import { QueueOrderSchema, type QueueOrder, type QueueView } from '#contract/queue.ts'
import { QueueFilters } from '#renderer/app/Inbox/QueueFilters.tsx'
import { QueueViews } from '#renderer/app/Inbox/QueueViews.tsx'
import { SameAsk } from '#renderer/app/Inbox/SameAsk.tsx'
import { showView, useInbox } from '#renderer/state/inbox.ts'
import { oldestOf } from '#renderer/state/queue.ts'
import { setOrder, turnFilters, useSplits } from '#renderer/state/splits.ts'
import { CountersignMark } from '#renderer/ui/CountersignMark.tsx'
import { ageWords, useNow } from '#renderer/ui/Time.tsx'
import { useAriaKeys } from '#renderer/ui/Kbd.tsx'
import { Menu } from '#renderer/ui/Menu.tsx'
import { t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'

const orders: readonly { readonly id: QueueOrder; readonly label: string }[] = [
  { id: 'urgency', label: t('Most urgent first') },
  { id: 'newest', label: t('Newest first') },
  { id: 'oldest', label: t('Oldest first') },
  { id: 'risk', label: t('Highest risk first') },
]

/** What waits for a person, most urgent first. */
export function Queue() {
  const queue = useInbox((inbox) => inbox.queue)
  const loading = useInbox((inbox) => inbox.loading)
  const split = useInbox((inbox) => inbox.split)
  const current = split === null ? queue.view : `split-${split}`
  return (
    <section className="queue" aria-label={t('Queue')}>
      <Head />
      <QueueViews panel="queue-panel" />
      <QueueFilters />
      <div className="queue-panel" id="queue-panel" role="tabpanel" aria-labelledby={`queue-panel-${current}`}>
        {loading ? <div className="progress-line" /> : null}
        {queue.rows.length > 0 ? <QueueList queue={queue} /> : queue.loaded ? <Empty view={queue.view} /> : null}
      </div>
      <SameAsk />
      <Leaving />
      <Foot />
    </section>
  )
}

function Head() {
  const order = useInbox((inbox) => inbox.queue.order)
  const open = useSplits((splits) => splits.open)
  const [sorting, setSorting] = useState(false)
  const keys = useAriaKeys('queue.filters')
  return (
    <div className="queue-head">
      <h1>{t('Inbox')}</h1>
      <span className="grow" />
      <button
        type="button"
        className="queue-icon"
        aria-pressed={open}
        aria-label={t('Filters')}
        aria-keyshortcuts={keys}
        title={t('Filters')}
        onClick={turnFilters}
      >
        <ListFilter aria-hidden="true" />
      </button>
      <Menu
        label={t('Order of the queue')}
        className="queue-icon"
        choices={orders.map((one) => (one.id === order ? { ...one, hint: 'now' } : one))}
        isOpen={sorting}
        onOpenChange={setSorting}
        onChoose={(id) => void setOrder(QueueOrderSchema.parse(id))}
      >
        <ArrowDownWideNarrow aria-hidden="true" />
        <span className="visually-hidden">
          <Phrase text="Order: {{label}}" values={{ label: orders.find(({ id }) => id === order)?.label }} />
        </span>
      </Menu>
    </div>
  )
}

function Foot() {
  const queue = useInbox((inbox) => inbox.queue)
  const oldest = useMemo(() => oldestOf(queue), [queue])
  const { counts } = queue
  const now = useNow()
  const pending = counts.all - counts.checking
  return (
    <div className="queue-foot">
      <span>
        {counts.checking > 0
          ? t('{{pending}} pending, {{checking}} to check', { pending, checking: counts.checking })
          : t('{{count}} pending', { count: pending })}
      </span>
      <span className="grow" />
      {oldest === null ? null : <span>{t('Oldest {{age}}', { age: ageWords(now - oldest) })}</span>}
    </div>
  )
}

function Empty({ view }: { readonly view: QueueView }) {
  return (
    <div className="queue-empty">
      <CountersignMark width={30} />
      <h2>{view === 'all' ? t('Nothing needs you') : t('Nothing in this view')}</h2>
      <p>
        {view === 'all'
          ? t('The agent keeps reading. What it proposes will appear here.')
          : t('Other views may hold decisions.')}
      </p>
      {view === 'all' ? null : (
        <button type="button" className="text-link" onClick={() => showView('all')}>
          {t('Show all')}
        </button>
      )}
    </div>
  )
}
