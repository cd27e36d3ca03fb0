import { useEffect } from 'react'
import { ClipboardCheck, ListChecks, MessageSquareText } from 'lucide-react'
import { Label } from 'react-aria-components'
import { CalibrationView } from '#renderer/app/Quality/CalibrationView.tsx'
import { FeedbackList } from '#renderer/app/Quality/FeedbackList.tsx'
import { NewQueue } from '#renderer/app/Quality/NewQueue.tsx'
import { QueueList } from '#renderer/app/Quality/QueueList.tsx'
import { ReviewDesk } from '#renderer/app/Quality/ReviewDesk.tsx'
import { ScorecardEditor } from '#renderer/app/Quality/ScorecardEditor.tsx'
import { Scorecards } from '#renderer/app/Quality/Scorecards.tsx'
import { useConnection } from '#renderer/connection.ts'
import { loadQuality, showQuality, useQuality, useReviewer, type QualityView } from '#renderer/state/quality.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { Select } from '#renderer/ui/Select.tsx'
import '#renderer/styles/form.css'
import '#renderer/styles/form-input.css'
import '#renderer/styles/settings-fields.css'
import '#renderer/styles/quality.css'
import '#renderer/styles/quality-forms.css'
import '#renderer/styles/quality-review.css'
import '#renderer/styles/quality-sheet.css'
import '#renderer/styles/quality-tables.css'
import { t } from '#renderer/ui/language.ts'

/** What was done is looked at again: queues, scorecards, calibrations, and what operators are told. */
const places: readonly {
  readonly label: string
  readonly view: QualityView
  readonly kinds: readonly QualityView['kind'][]
  readonly Icon: typeof ListChecks
}[] = [
  {
    label: t('Queues'),
    view: { kind: 'queues' },
    kinds: ['queues', 'new_queue', 'review', 'calibration'],
    Icon: ListChecks,
  },
  { label: t('Scorecards'), view: { kind: 'scorecards' }, kinds: ['scorecards', 'scorecard'], Icon: ClipboardCheck },
  { label: t('Feedback'), view: { kind: 'feedback' }, kinds: ['feedback'], Icon: MessageSquareText },
]

export function Quality() {
  const { view, names, failure } = useQuality()
  const reviewer = useReviewer()
  const open = useConnection((connection) => connection.state === 'open')
  useEffect(() => {
    if (open) void loadQuality()
  }, [open])
  return (
    <div className="quality">
      <nav className="quality-nav" aria-label={t('Quality')} data-pane="queue" tabIndex={-1}>
        <h1>{t('Quality')}</h1>
        {places.map(({ label, view: place, kinds, Icon }) => (
          <button
            key={label}
            type="button"
            className="quality-link"
            aria-current={kinds.includes(view.kind) ? 'page' : undefined}
            onClick={() => showQuality(place)}
          >
            <Icon />
            {label}
          </button>
        ))}
        <span className="grow" />
        {names.length < 2 ? null : (
          <Select
            className="quality-reviewer"
            options={names.map((name) => ({ id: name, label: name }))}
            value={reviewer}
            onChange={(chosen) => {
              useQuality.setState({ chosen, items: [] })
              // Another person does not look at what this one was in the middle of.
              if (view.kind === 'review') showQuality({ kind: 'queues' })
            }}
          >
            {(control) => (
              <>
                <Label>{t('Reviewing as')}</Label>
                {control}
              </>
            )}
          </Select>
        )}
      </nav>
      <div className="paper quality-paper">
        {open ? null : (
          <Notice tone="offline" role="status">
            {t('The desk is away. What was scored is kept there; the rest stays on this page.')}
          </Notice>
        )}
        {failure === null ? null : (
          <Notice
            tone="warn"
            role="alert"
            action={
              <Button size="small" onClick={() => void loadQuality()}>
                {t('Read again')}
              </Button>
            }
          >
            {failure}
          </Notice>
        )}
        {reviewer === null ? null : <Shown view={view} reviewer={reviewer} />}
      </div>
    </div>
  )
}

function Shown({ view, reviewer }: { readonly view: QualityView; readonly reviewer: string }) {
  switch (view.kind) {
    case 'queues':
      return <QueueList reviewer={reviewer} />
    case 'new_queue':
      return <NewQueue />
    case 'review':
      return <ReviewDesk queueId={view.queueId} position={view.position} reviewer={reviewer} />
    case 'calibration':
      return <CalibrationView key={`${view.queueId} ${reviewer}`} queueId={view.queueId} reviewer={reviewer} />
    case 'scorecards':
      return <Scorecards />
    case 'scorecard':
      return <ScorecardEditor key={`${view.card?.id} ${view.card?.version}`} card={view.card} />
    case 'feedback':
      return <FeedbackList key={reviewer} reviewer={reviewer} />
  }
}
