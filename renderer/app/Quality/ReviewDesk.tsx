import { useEffect, useRef, useState } from 'react'
import { EyeOff } from 'lucide-react'
import type { ReviewItem, ReviewQueue } from '#contract/quality.ts'
import { AfterScore } from '#renderer/app/Quality/AfterScore.tsx'
import { ReviewTimeline } from '#renderer/app/Quality/ReviewTimeline.tsx'
import { ScoreSheet, type SheetKeys } from '#renderer/app/Quality/ScoreSheet.tsx'
import { SkipDialog } from '#renderer/app/Quality/SkipDialog.tsx'
import { useSheet } from '#renderer/app/Quality/use-sheet.ts'
import { say } from '#renderer/state/live.ts'
import { goOn, goTo, loadQuality, showQuality, useQuality } from '#renderer/state/quality.ts'
import { selectEntry } from '#renderer/state/transcripts.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Chip } from '#renderer/ui/Chip.tsx'
import { isTextField, useCommands } from '#renderer/ui/keys.ts'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

/** A queue from item to item, all of it by keyboard: what happened on the left, the scorecard on the right. */
export function ReviewDesk({
  queueId,
  position,
  reviewer,
}: {
  readonly queueId: string
  readonly position: number | null
  readonly reviewer: string
}) {
  const { queues, items } = useQuality()
  const queue = queues?.find(({ id }) => id === queueId)
  const item = items.find((one) => one.position === position)
  if (queue === undefined || item === undefined)
    return (
      <p className="sheet-none tertiary" role="status">
        {t('Reading the queue…')}
      </p>
    )
  return <Item key={`${queueId} ${position} ${reviewer}`} queue={queue} item={item} reviewer={reviewer} />
}

type Props = { readonly queue: ReviewQueue; readonly item: ReviewItem; readonly reviewer: string }

function Item({ queue, item, reviewer }: Props) {
  const { items } = useQuality()
  const keys = useRef<SheetKeys>(null)
  const [skipping, setSkipping] = useState(false)
  const { id, plan } = queue
  const { position } = item
  const hand = useSheet({
    subject: item.subject,
    reviewer,
    scorecardId: null,
    queue: { id, position },
    calibration: plan.calibrators.length > 0 ? id : null,
  })
  const score = hand.sheet?.score ?? null
  const isIn = score !== null && score.marks !== null && !hand.isDraft
  const blind = hand.sheet?.blind ?? plan.blind

  // Who comes to an item stands on its first category; arrows and digits mean it from there.
  const isRead = hand.sheet !== null
  useEffect(() => {
    if (isRead) keys.current?.stand()
  }, [isRead])

  const submit = async (): Promise<void> => {
    if (hand.sheet === null || keys.current?.toMissing() === true) return
    if (!isIn && (await hand.submit()) === null) return
    say(t('Score submitted.'))
    await goOn(id, position)
  }
  const back = (): void => {
    if (position === 1) say(t('This is the first item.'))
    else goTo(id, position - 1)
  }
  const leave = (): void => {
    showQuality({ kind: 'queues' })
    void loadQuality()
  }
  useCommands({
    'review.mark1': () => keys.current?.mark(1),
    'review.mark2': () => keys.current?.mark(2),
    'review.mark3': () => keys.current?.mark(3),
    'review.mark4': () => keys.current?.mark(4),
    'review.mark5': () => keys.current?.mark(5),
    'review.yes': () => keys.current?.mark(2),
    'review.na': () => keys.current?.mark('na'),
    'review.next': () => keys.current?.step(1),
    'review.previous': () => keys.current?.step(-1),
    'review.note': () => keys.current?.note(),
    'review.submit': () => void submit(),
    'review.skip': () => setSkipping(true),
    'review.back': back,
    'review.leave': () => {
      if (isTextField(document.activeElement)) keys.current?.stand()
      else leave()
    },
  })
  return (
    <section className="review-desk" aria-label={t('Review: {{name}}', { name: plan.name })}>
      <header className="quality-head">
        <h2>
          <VisibleText text={plan.name} />
        </h2>
        <span className="tertiary" role="status">
          {t('Item {{position}} of {{count}}', { position, count: items.length })}
        </span>
        <progress max={queue.items} value={queue.done} aria-label={t('Done')} />
        {blind ? (
          <Chip tone="line">
            <EyeOff />
            {t('Blind')}
          </Chip>
        ) : null}
        <span className="grow" />
        <Button size="small" look="quiet" command="review.back" onClick={back}>
          {t('Back')}
        </Button>
        <Button size="small" look="quiet" command="review.skip" onClick={() => setSkipping(true)}>
          {t('Skip…')}
        </Button>
        <Button size="small" look="quiet" command="review.leave" onClick={leave}>
          {t('Leave')}
        </Button>
      </header>
      <div className="review-panes">
        <ReviewTimeline item={item} blind={blind} entryId={entryOf(hand.sheet, item)} />
        <aside
          className="review-sheet"
          aria-label={t('Scorecard')}
          data-pane="evidence"
          tabIndex={-1}
          onKeyDownCapture={(event) => {
            // A radio keeps Enter to itself; here it means the whole card.
            const isRadio = event.target instanceof HTMLInputElement && event.target.type === 'radio'
            if (event.key !== 'Enter' || !isRadio || event.ctrlKey || event.metaKey || event.altKey) return
            event.preventDefault()
            event.stopPropagation()
            if (!event.repeat) void submit()
          }}
        >
          {item.state === 'skipped' ? (
            <p className="tertiary">
              {t('You skipped this: {{reason}}.', {
                reason: item.skipReason === null || item.skipReason === '' ? t('no reason given') : item.skipReason,
              })}
            </p>
          ) : null}
          {item.state === 'by_other' ? <p className="tertiary">{t('Somebody else has scored this already.')}</p> : null}
          <ScoreSheet hand={hand} ref={keys} onEntry={selectEntry}>
            {hand.sheet === null ? null : (
              <>
                <div className="sheet-verbs">
                  <Button look="solid" command="review.submit" onClick={() => void submit()}>
                    {isIn
                      ? t('Next')
                      : score?.marks === null || score === null
                        ? t('Submit, next')
                        : t('Submit change, next')}
                  </Button>
                  <Button look="quiet" command="review.note" onClick={() => keys.current?.note()}>
                    {t('Note')}
                  </Button>
                </div>
                <AfterScore sheet={hand.sheet} onChanged={() => void hand.readAgain()} />
              </>
            )}
          </ScoreSheet>
        </aside>
      </div>
      {skipping ? (
        <SkipDialog
          queueId={id}
          position={position}
          reviewer={reviewer}
          onClose={() => setSkipping(false)}
          onSkipped={() => void goOn(id, position)}
        />
      ) : null}
    </section>
  )
}

function entryOf(sheet: ReturnType<typeof useSheet>['sheet'], { subject }: ReviewItem): string | null {
  const own = sheet?.subjects.find((one) => one.subject.kind === subject.kind && one.subject.id === subject.id)
  return own?.entryId ?? null
}
