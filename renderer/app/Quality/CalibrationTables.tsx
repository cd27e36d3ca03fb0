import type { Calibration } from '#contract/quality.ts'
import { alphaWords, figure, percentWords } from '#renderer/app/Quality/quality-words.ts'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { said, t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'

/** Agreement by category, scores by item, and marks far from the others. */
export function CalibrationTables({ seen }: { readonly seen: Calibration }) {
  const names = seen.reviewers.map(({ reviewer }) => reviewer)
  return (
    <>
      <h3 className="quality-sub">{t('By category')}</h3>
      <div className="quality-table-room">
        <table className="quality-table">
          <thead>
            <tr>
              <th scope="col">{t('Category')}</th>
              <th scope="col">{t('Equal')}</th>
              <th scope="col">{t('Alpha')}</th>
              <th scope="col">
                <span className="visually-hidden">{t('Which means')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {seen.categories.map(({ category, name, percent, alpha }) => (
              <tr key={category}>
                <th scope="row">{name}</th>
                <td>{percent === null ? '–' : `${figure(percent)} %`}</td>
                <td>{figure(alpha, 2)}</td>
                <td className="tertiary">{alphaWords(alpha)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <h3 className="quality-sub">{t('By item')}</h3>
      <div className="quality-table-room">
        <table className="quality-table">
          <thead>
            <tr>
              <th scope="col">{t('Item')}</th>
              {names.map((name) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
              <th scope="col">{t('Apart')}</th>
            </tr>
          </thead>
          <tbody>
            {seen.rows.map(({ position, title, percents, spread }) => (
              <tr key={position}>
                <th scope="row">
                  {position}. <VisibleText text={said(title)} />
                </th>
                {percents.map((percent, index) => (
                  <td key={names[index]}>{percentWords(percent)}</td>
                ))}
                <td data-wide={spread !== null && spread >= 25}>{percentWords(spread)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {seen.outliers.length === 0 ? null : (
        <>
          <h3 className="quality-sub">{t('Far from the others')}</h3>
          <ul className="calibration-outliers">
            {seen.outliers.map(({ position, category, reviewer, mark, others }) => (
              <li key={`${position} ${category} ${reviewer}`}>
                <Phrase
                  text="{{reviewer}} gave {{category}} {{mark}} on item {{position}}; others gave {{others}}."
                  values={{ reviewer: <b>{reviewer}</b>, category, mark: <b>{mark}</b>, position, others }}
                />
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}
