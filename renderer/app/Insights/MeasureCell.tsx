import { useState } from 'react'
import { Info } from 'lucide-react'
import type { Measure } from '#contract/insights.ts'
import { change, figure, unitName } from '#renderer/app/Insights/insight-words.ts'
import { Rows } from '#renderer/app/Insights/Rows.tsx'
import { Popover } from '#renderer/ui/Popover.tsx'
import { t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'
import { lowered } from '#renderer/ui/words.ts'

type Props = { readonly measure: Measure; readonly currency: string; readonly fewest: number }

/** One measure: its value, how it moved, what it is made of, and, when asked, what it counts. */
export function MeasureCell({ measure, currency, fewest }: Props) {
  const [open, setOpen] = useState(false)
  const { name, kind, value, tooFew, note, definition } = measure
  const moved = change(measure, currency)
  return (
    <li className="insights-cell">
      <div className="insights-cell-name">
        <h3>{name}</h3>
        <Popover
          label={name}
          isOpen={open}
          onOpenChange={setOpen}
          className="insights-about"
          face={
            <>
              <Info aria-hidden="true" />
              <span className="visually-hidden">{t('What {{name}} counts', { name })}</span>
            </>
          }
        >
          <p className="insights-definition">{definition}</p>
        </Popover>
      </div>
      <p className="insights-value" data-none={value === null}>
        {value === null ? (tooFew ? t('Too few to say') : t('None yet')) : figure(kind, value, currency)}
      </p>
      <p className="insights-made-of">
        <MadeOf measure={measure} />
      </p>
      {tooFew ? <p className="tertiary small">{t('Said from {{fewest}} on.', { fewest })}</p> : null}
      {moved === null ? null : <p className="tertiary small">{moved}</p>}
      {note === null ? null : <p className="tertiary small">{note}</p>}
    </li>
  )
}

function MadeOf({ measure }: { readonly measure: Measure }) {
  const { id, name, unit, rows, of } = measure
  const what = lowered(name)
  if (of !== null)
    return (
      <>
        <Phrase
          text={
            id === 'slowest' && measure.value !== null
              ? '{{rows}} of {{all}} {{unit}} took longer'
              : '{{rows}} of {{all}} {{unit}}'
          }
          values={{
            rows: <Rows {...rows} unit={unit} what={what} />,
            all: <Rows {...of} unit={unit} what={t('all that {{what}} is a share of', { what })} />,
            unit: unitName(unit, of.count),
          }}
        />
      </>
    )
  return (
    <>
      <Rows {...rows} unit={unit} what={what} /> {unitName(unit, rows.count)}
    </>
  )
}
