import { useImperativeHandle, useRef, useState } from 'react'
import type { KeyboardEvent, ReactNode, Ref } from 'react'
import type { Category } from '#contract/quality.ts'
import { EntryOpener } from '#renderer/app/Quality/entry-opener.ts'
import { MarkRow } from '#renderer/app/Quality/MarkRow.tsx'
import { hasMark, markFrom, optionsOf, percentWords, shareOf, standingOf } from '#renderer/app/Quality/quality-words.ts'
import { SignalValue } from '#renderer/app/Quality/SignalValue.tsx'
import type { SheetInHand } from '#renderer/app/Quality/use-sheet.ts'
import { say } from '#renderer/state/live.ts'
import { Notice } from '#renderer/ui/Notice.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { said, saidName, t } from '#renderer/ui/language.ts'

/** What keys do with the category one stands on. */
export type SheetKeys = {
  readonly mark: (value: number | 'na') => void
  readonly step: (by: 1 | -1) => void
  /** Back to the category one was at. */
  readonly stand: () => void
  readonly note: () => void
  /** To the first category nothing was said about; false: there is none. */
  readonly toMissing: () => boolean
}

type Props = {
  readonly hand: SheetInHand
  readonly ref?: Ref<SheetKeys>
  /** Shows a row of the timeline. */
  readonly onEntry: ((entryId: string) => void) | null
  /** Verbs under the score. */
  readonly children: ReactNode
}

const failedWords = (failed: readonly string[], most: number): string => {
  const values = { count: failed.length, categories: failed.join(', '), most }
  return most === 0
    ? t('{{categories}} failed and are critical: the score is 0.', values)
    : t('{{categories}} failed and are critical: the score is at most {{most}}.', values)
}

/** A scorecard being filled in: a person's marks, and in a column of their own the automatic signals. */
export function ScoreSheet({ hand, ref, onEntry, children }: Props) {
  const { sheet, marks, failure } = hand
  const root = useRef<HTMLDivElement>(null)
  const [current, setCurrent] = useState(0)
  const [asked, setAsked] = useState(false)
  const categories = sheet?.scorecard.body.categories ?? []
  const answerOf = ({ id }: Category) => marks.answers.find(({ category }) => category === id) ?? null

  const stand = (index: number): void => {
    const category = categories[index]
    if (category === undefined) return
    setCurrent(index)
    const row = root.current?.querySelector(`[data-category="${CSS.escape(category.id)}"]`)
    const input = row?.querySelector<HTMLElement>('input:checked') ?? row?.querySelector<HTMLElement>('input')
    input?.focus()
  }
  const keys: SheetKeys = {
    mark: (value) => {
      const category = categories[current]
      if (category === undefined) return
      const fits = value === 'na' ? category.mayNotApply : hasMark(category, value)
      if (!fits) return
      hand.say(category.id, { mark: value })
      const isLow = (shareOf(category, value) ?? 1) < 0.5
      const label = optionsOf(category).find((option) => markFrom(option.value) === value)?.label ?? ''
      say(`${saidName(category.name)}: ${label}`)
      // A low mark asks for its root cause before one goes on.
      if (!isLow && current < categories.length - 1) stand(current + 1)
      else stand(current)
    },
    step: (by) => stand(Math.min(categories.length - 1, Math.max(0, current + by))),
    stand: () => stand(current),
    note: () => root.current?.querySelector<HTMLElement>('textarea')?.focus(),
    toMissing: () => {
      setAsked(true)
      const index = categories.findIndex((category) => (answerOf(category)?.mark ?? null) === null)
      if (index < 0) return false
      say(t('Still to be said: {{name}}', { name: categories[index]?.name ?? '' }))
      stand(index)
      return true
    },
  }
  useImperativeHandle(ref, () => keys)

  if (sheet === null)
    return failure === null ? (
      <p className="sheet-none tertiary" role="status">
        {t('Reading the scorecard…')}
      </p>
    ) : (
      <Notice tone="warn" role="alert" title={t('This cannot be scored.')}>
        {failure}
      </Notice>
    )
  const { body, version } = sheet.scorecard
  const standing = standingOf(body, marks)
  const signalFor = ({ signal }: Category) => sheet.signals.find(({ id }) => id === signal) ?? null
  const beside = new Set(categories.map(({ signal }) => signal))
  const others = sheet.signals.filter(({ id }) => !beside.has(id))
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLTextAreaElement) return
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (by === 0) return
    event.preventDefault()
    event.stopPropagation()
    keys.step(by)
  }
  return (
    <EntryOpener value={onEntry}>
      <div className="sheet" ref={root} onKeyDownCapture={press}>
        <div className="sheet-head">
          <span className="sheet-name">
            <VisibleText text={saidName(body.name)} />, v{version}
          </span>
          <span>{t('You')}</span>
          <span>{t('Auto')}</span>
        </div>
        {categories.map((category, index) => (
          <MarkRow
            key={category.id}
            category={category}
            answer={answerOf(category)}
            signal={signalFor(category)}
            current={index === current}
            wanted={asked && (answerOf(category)?.mark ?? null) === null}
            onSay={(change) => hand.say(category.id, change)}
            onFocus={() => setCurrent(index)}
          />
        ))}
        <div className="sheet-score">
          <span>{t('Score')}</span>
          <output aria-label={t('Score')}>
            <b data-failed={standing.failed.length > 0}>{percentWords(standing.percent)}</b> {t('of 100, weighted')}
          </output>
        </div>
        {standing.failed.length === 0 ? null : (
          <p className="sheet-failed" role="status">
            {failedWords(standing.failed, body.criticalCap)}
          </p>
        )}
        <label className="sheet-label" htmlFor="sheet-note">
          {t('Note')}
        </label>
        <textarea
          id="sheet-note"
          className="form-input"
          rows={2}
          placeholder={t('What should the next reader know?')}
          value={marks.note}
          onChange={(event) => hand.note(event.target.value)}
        />
        {failure === null ? null : (
          <p className="form-error" role="alert">
            {failure}{' '}
            <button type="button" className="text-link" onClick={() => void hand.readAgain()}>
              {t('Read again')}
            </button>
          </p>
        )}
        {children}
        {others.length === 0 ? null : (
          <section className="sheet-signals" aria-label={t('Automatic signals')}>
            <h3>{t('Automatic, not part of the score')}</h3>
            <dl>
              {others.map((signal) => (
                <div key={signal.id}>
                  <dt title={said(signal.detail)}>{said(signal.label)}</dt>
                  <dd>
                    <SignalValue signal={signal} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        )}
      </div>
    </EntryOpener>
  )
}
