import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { FileCheck2, FileDown, RotateCw } from 'lucide-react'
import { ActivityFilters } from '#renderer/app/Activity/ActivityFilters.tsx'
import { ActivityList } from '#renderer/app/Activity/ActivityList.tsx'
import { EntryDetail } from '#renderer/app/Activity/EntryDetail.tsx'
import { ExportPanel } from '#renderer/app/Activity/ExportPanel.tsx'
import { RemovalDetail } from '#renderer/app/Activity/RemovalDetail.tsx'
import { VerifyPanel } from '#renderer/app/Activity/VerifyPanel.tsx'
import { useConnection } from '#renderer/connection.ts'
import {
  anything,
  followActivity,
  isManyFresh,
  narrow,
  readNewest,
  showFresh,
  useActivity,
} from '#renderer/state/activity.ts'
import { focusPane } from '#renderer/state/panes.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import '#renderer/styles/activity.css'
import '#renderer/styles/activity-detail.css'
import '#renderer/styles/diff.css'
import '#renderer/styles/evidence.css'
import '#renderer/styles/settings-fields.css'
import { t } from '#renderer/ui/language.ts'

/** Who decided what, when, on which rule; and the proof that it was so. Nothing here changes anything. */
type Side = 'entry' | 'verify' | 'export'

export function Activity() {
  const { entries, before, selected, failure, fresh } = useActivity()
  const [side, setSide] = useState<Side>('entry')
  const open = useConnection((connection) => connection.state === 'open')
  useEffect(() => {
    const { before, loading } = useActivity.getState()
    if (open && before === undefined && !loading) void readNewest()
  }, [open])
  useEffect(
    () =>
      useActivity.subscribe((now, then) => {
        if (now.selected !== then.selected && then.selected !== null) setSide('entry')
      }),
    [],
  )
  useEffect(followActivity, [])
  const entry = entries.find(({ seq }) => seq === selected) ?? null
  return (
    <div className="activity">
      <ActivityFilters />
      <div className="paper activity-paper">
        <section className="activity-main" aria-label={t('Activity')}>
          <header className="activity-head">
            <h2>{t('What happened')}</h2>
            <span className="tertiary small" role="status">
              {entries.length === 0
                ? ''
                : before === null
                  ? t('{{count}} entries', { count: entries.length })
                  : t('{{count}} newest entries', { count: entries.length })}
            </span>
            <span className="grow" />
            <Button
              size="small"
              look="quiet"
              aria-label={t('Read again')}
              title={t('Read again')}
              onClick={() => void readNewest()}
            >
              <RotateCw />
            </Button>
            <Button size="small" aria-pressed={side === 'verify'} onClick={() => setSide('verify')}>
              <FileCheck2 />
              {t('Verify…')}
            </Button>
            <Button size="small" aria-pressed={side === 'export'} onClick={() => setSide('export')}>
              <FileDown />
              {t('Export…')}
            </Button>
          </header>
          {open ? null : (
            <Notice tone="offline" role="status">
              {t('The desk is away. What was read stays; it is read on when the desk is back.')}
            </Notice>
          )}
          {failure === null ? null : (
            <Notice
              tone="warn"
              role="alert"
              title={t('The ledger could not be read.')}
              action={
                <Button size="small" onClick={() => void readNewest()}>
                  {t('Try again')}
                </Button>
              }
            >
              {failure}
            </Notice>
          )}
          <div role="status">
            {fresh.length === 0 ? null : (
              <button
                type="button"
                className="activity-fresh"
                onClick={() => {
                  showFresh()
                  focusPane('queue')
                }}
              >
                {isManyFresh(fresh)
                  ? t('More than {{count}} new entries', { count: fresh.length })
                  : t('{{count}} new entries', { count: fresh.length })}
              </button>
            )}
          </div>
          <Body />
        </section>
        <aside className="activity-side" aria-label={labels[side]} data-pane="evidence" tabIndex={-1}>
          {side === 'verify' ? (
            <VerifyPanel />
          ) : side === 'export' ? (
            <ExportPanel />
          ) : entry === null ? null : entry.proposalId === null ? (
            <RemovalDetail entry={entry} />
          ) : (
            <EntryDetail entry={entry} />
          )}
        </aside>
      </div>
    </div>
  )
}

const labels: Readonly<Record<Side, string>> = { entry: t('This entry'), verify: t('Verify'), export: t('Export') }

function Body(): ReactNode {
  const { entries, before, loading, filter } = useActivity()
  if (entries.length > 0) return <ActivityList />
  if (before === undefined || loading)
    return (
      <p className="activity-none tertiary" role="status" data-pane="queue" tabIndex={-1}>
        {t('Reading the ledger…')}
      </p>
    )
  const isNarrow = Object.entries(anything).some(([name, value]) => Reflect.get(filter, name) !== value)
  return (
    <div className="activity-none" data-pane="queue" tabIndex={-1}>
      <p>
        {isNarrow
          ? t('Nothing like that has happened.')
          : t('Nothing has happened yet. Every proposal and decision will stand here.')}
      </p>
      {isNarrow ? <Button onClick={() => narrow(anything)}>{t('Show everything')}</Button> : null}
    </div>
  )
}
