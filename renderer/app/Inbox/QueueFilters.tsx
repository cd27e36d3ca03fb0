import { Plus, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { QueueFilter } from '#contract/queue.ts'
import { chipsOf, choicesOf, isFiltering, tidy, turnChip } from '#renderer/app/Inbox/filter-words.ts'
import { theDesk } from '#renderer/connection.ts'
import { showFilter, useInbox } from '#renderer/state/inbox.ts'
import { deleteSplit, dismissDeleted, renameSplit, saveSplit, undoDelete, useSplits } from '#renderer/state/splits.ts'
import { useStatus } from '#renderer/state/status.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Menu } from '#renderer/ui/Menu.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import '#renderer/styles/queue-filters.css'
import { t } from '#renderer/ui/language.ts'

/** What the view in sight is cut down to, as chips one can add and take away, and the name it is saved under. */
export function QueueFilters() {
  const { filter } = useInbox((inbox) => inbox.queue)
  const split = useInbox((inbox) => inbox.split)
  const { open, deleted, failure } = useSplits()
  return (
    <>
      {open || (isFiltering(filter) && split === null) ? <Bar filter={filter} split={split} /> : null}
      {failure === null ? null : (
        <Notice
          tone="info"
          role="alert"
          action={
            <Button size="small" look="quiet" onClick={dismissDeleted}>
              {t('Dismiss')}
            </Button>
          }
        >
          {failure}
        </Notice>
      )}
      {deleted === null ? null : (
        <Notice
          tone="info"
          role="status"
          action={
            <>
              <Button size="small" onClick={() => void undoDelete()}>
                {t('Undo')}
              </Button>
              <Button size="small" look="quiet" onClick={dismissDeleted}>
                {t('Dismiss')}
              </Button>
            </>
          }
        >
          {t('Deleted the view {{name}}.', { name: deleted.split.name })}
        </Notice>
      )}
    </>
  )
}

const nothing = { tools: [], tags: [] }

function Bar({ filter, split }: { readonly filter: QueueFilter; readonly split: string | null }) {
  const [adding, setAdding] = useState(false)
  const [facets, setFacets] = useState<{ readonly tools: readonly string[]; readonly tags: readonly string[] }>(nothing)
  useEffect(() => {
    // What cannot be read now is not offered; the loss of the connection has its own notice.
    if (adding)
      void theDesk()
        .inbox.facets({})
        .then(setFacets, () => {})
  }, [adding])
  const matching = useInbox((inbox) => inbox.queue.matching)
  return (
    <div className="queue-filters" role="group" aria-label={t('Filters')}>
      <div className="filter-chips">
        {chipsOf(filter).map(({ id, label }) => (
          <button
            key={id}
            type="button"
            className="filter-chip"
            aria-label={t('Remove {{name}}', { name: label })}
            onClick={() => showFilter(turnChip(filter, id))}
          >
            {label}
            <X aria-hidden="true" />
          </button>
        ))}
        <Menu
          label={t('Add a filter')}
          className="filter-add"
          choices={choicesOf(filter, facets)}
          isOpen={adding}
          onOpenChange={setAdding}
          onChoose={(id) => showFilter(turnChip(filter, id))}
        >
          <Plus aria-hidden="true" />
          {t('Filter')}
        </Menu>
      </div>
      <Text filter={filter} />
      {split === null ? <Save filter={filter} matching={matching} /> : <Saved key={split} id={split} />}
    </div>
  )
}

function Text({ filter }: { readonly filter: QueueFilter }) {
  const [typed, setTyped] = useState(filter.text ?? '')
  useEffect(() => {
    if (typed === (filter.text ?? '')) return
    const timer = setTimeout(() => showFilter(tidy({ ...filter, text: typed })), 200)
    return () => clearTimeout(timer)
  }, [typed, filter])
  return (
    <input
      type="search"
      className="form-input filter-text"
      aria-label={t('Title or customer contains')}
      placeholder={t('Title or customer')}
      maxLength={200}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
    />
  )
}

function Save({ filter, matching }: { readonly filter: QueueFilter; readonly matching: number }) {
  const [name, setName] = useState('')
  if (!isFiltering(filter)) return null
  return (
    <form
      className="filter-save"
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() !== '') void saveSplit(name, filter)
      }}
    >
      <input
        className="form-input"
        aria-label={t('Name of the view')}
        placeholder={t('Name for these {{matching}}', { matching })}
        maxLength={40}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Button size="small" type="submit" unavailable={name.trim() === '' ? t('Give it a name first') : null}>
        {t('Save as view')}
      </Button>
    </form>
  )
}

/** A saved view in sight: another name for it, or an end. */
function Saved({ id }: { readonly id: string }) {
  const split = useStatus(({ status }) => status?.queue.splits.find((one) => one.id === id))
  const [typed, setTyped] = useState<string | null>(null)
  if (split === undefined) return null
  const name = typed ?? split.name
  return (
    <form
      className="filter-save"
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() !== '' && name.trim() !== split.name) void renameSplit(id, name)
      }}
    >
      <input
        className="form-input"
        aria-label={t('Name of the view')}
        maxLength={40}
        value={name}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Button size="small" type="submit">
        {t('Rename')}
      </Button>
      <Button size="small" look="quiet" onClick={() => void deleteSplit(id)}>
        {t('Delete')}
      </Button>
    </form>
  )
}
