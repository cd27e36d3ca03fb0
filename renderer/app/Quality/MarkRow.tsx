import { useId } from 'react'
import type { Answer, Category, Signal } from '#contract/quality.ts'
import { markFrom, optionsOf, shareOf } from '#renderer/app/Quality/quality-words.ts'
import { SignalValue } from '#renderer/app/Quality/SignalValue.tsx'
import { Segments } from '#renderer/app/Settings/fields.tsx'
import { saidName, t } from '#renderer/ui/language.ts'

type Props = {
  readonly category: Category
  readonly answer: Answer | null
  readonly signal: Signal | null
  readonly current: boolean
  /** It is asked for and was not said. */
  readonly wanted: boolean
  readonly onSay: (change: Partial<Answer>) => void
  readonly onFocus: () => void
}

/** One category: what a person says of it, and beside it what was computed. */
export function MarkRow({ category, answer, signal, current, wanted, onSay, onFocus }: Props) {
  const notes = useId()
  const name = saidName(category.name)
  const mark = answer?.mark ?? null
  const isLow = (shareOf(category, mark) ?? 1) < 0.5
  const hasMore = isLow || (answer !== null && (answer.causes.length > 0 || answer.note !== ''))
  const turn = (cause: string): void => {
    const causes = answer?.causes ?? []
    onSay({ causes: causes.includes(cause) ? causes.filter((one) => one !== cause) : [...causes, cause] })
  }
  return (
    <div
      className="mark-row"
      role="group"
      aria-label={category.critical ? t('{{name}}, critical', { name }) : name}
      data-category={category.id}
      data-current={current}
      data-wanted={wanted}
      onFocus={onFocus}
    >
      <div className="mark-name">
        <span>{name}</span>
        {category.critical ? <small data-failed={category.critical && isLow}>{t('critical')}</small> : null}
      </div>
      <Segments
        label={name}
        value={mark === null ? null : String(mark)}
        options={optionsOf(category)}
        onChange={(value) => onSay({ mark: markFrom(value) })}
      />
      <SignalValue signal={signal} />
      {current && category.guidance !== '' ? <p className="mark-guidance">{saidName(category.guidance)}</p> : null}
      {hasMore ? (
        <div className="mark-more">
          {category.causes.length === 0 ? null : (
            <div className="mark-causes" role="group" aria-label={t('Root causes: {{name}}', { name })}>
              {category.causes.map((cause) => (
                <button
                  key={cause}
                  type="button"
                  className="cause"
                  aria-pressed={answer?.causes.includes(cause) === true}
                  onClick={() => turn(cause)}
                >
                  {saidName(cause)}
                </button>
              ))}
            </div>
          )}
          <label className="visually-hidden" htmlFor={notes}>
            {t('What was wrong: {{name}}', { name })}
          </label>
          <input
            id={notes}
            className="form-input mark-note"
            placeholder={t('What was wrong')}
            value={answer?.note ?? ''}
            onChange={(event) => onSay({ note: event.target.value })}
          />
        </div>
      ) : null}
    </div>
  )
}
