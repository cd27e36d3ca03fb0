import { useMemo } from 'react'
import { Leaving } from '#renderer/app/Inbox/Leaving.tsx'
import { QueueList } from '#renderer/app/Inbox/QueueList.tsx'
import type { QueueView } from '#contract/index.ts'
import { showView, useInbox } from '#renderer/state/inbox.ts'
import { oldestOf } from '#renderer/state/queue.ts'
import { CountersignMark } from '#renderer/ui/CountersignMark.tsx'
import { ageWords, useNow } from '#renderer/ui/Time.tsx'
import { Tabs } from '#renderer/ui/Tabs.tsx'
import { plural } from '#renderer/ui/words.ts'

const views: readonly { readonly id: QueueView; readonly label: string }[] = [
  { id: 'all', label: 'All' },
  { id: 'checking', label: 'Checking' },
  { id: 'money', label: 'Money' },
  { id: 'replies', label: 'Replies' },
  { id: 'other', label: 'Other' },
]

const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })

/** What waits for a person, most urgent first. */
export function Queue() {
  const queue = useInbox((inbox) => inbox.queue)
  const loading = useInbox((inbox) => inbox.loading)
  const { counts } = queue
  return (
    <section className="queue" aria-label="Queue">
      <div className="queue-head">
        <h1>Inbox</h1>
      </div>
      <Tabs
        label="Views of the queue"
        className="splits"
        panel="queue-panel"
        current={queue.view}
        onChoose={showView}
        items={views.map(({ id, label }) => ({ id, label, hint: short.format(counts[id]) }))}
      />
      <div className="queue-panel" id="queue-panel" role="tabpanel" aria-labelledby={`queue-panel-${queue.view}`}>
        {loading ? <div className="progress-line" /> : null}
        {queue.rows.length > 0 ? <QueueList queue={queue} /> : queue.loaded ? <Empty view={queue.view} /> : null}
      </div>
      <Leaving />
      <Foot />
    </section>
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
          ? `${pending} pending, ${counts.checking} to check`
          : plural(pending, 'pending', 'pending')}
      </span>
      <span className="grow" />
      {oldest === null ? null : <span>Oldest {ageWords(now - oldest)}</span>}
    </div>
  )
}

function Empty({ view }: { readonly view: QueueView }) {
  return (
    <div className="queue-empty">
      <CountersignMark width={30} />
      <h2>{view === 'all' ? 'Nothing needs you' : 'Nothing in this view'}</h2>
      <p>
        {view === 'all'
          ? 'The agent keeps reading. What it proposes will appear here.'
          : 'Other views may hold decisions.'}
      </p>
      {view === 'all' ? null : (
        <button type="button" className="text-link" onClick={() => showView('all')}>
          Show all
        </button>
      )}
    </div>
  )
}
