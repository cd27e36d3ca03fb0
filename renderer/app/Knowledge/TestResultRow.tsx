import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import type { TestAnswer, TestResult } from '#contract/batch-test.ts'
import { changeWords, testVerdictWords } from '#renderer/app/Knowledge/batch-test-words.ts'
import { Chip } from '#renderer/ui/Chip.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

const verdictTones = { passed: 'ok', failed: 'danger', answered: 'neutral', could_not_ask: 'warn' } as const
const changeTones = { worse: 'danger', better: 'ok', different: 'line', same: 'line', new: 'line' } as const

/** A question, how its answer came out, and what is different from the answer before. */
export function TestResultRow({ result }: { readonly result: TestResult }) {
  const [isOpen, setOpen] = useState(false)
  const { question, verdict, change, answer, before, changes, checks, trouble } = result
  const [first] = [...checks.flatMap(({ passed, detail, label }) => (passed ? [] : [detail ?? label])), ...changes]
  return (
    <li className="batch-result">
      <div className="batch-result-row">
        <button type="button" className="batch-result-title" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <ChevronDown />
          <span>
            <VisibleText text={question.question} />
            <small>
              <VisibleText text={trouble ?? first ?? answer?.text.slice(0, 160) ?? ''} />
            </small>
          </span>
        </button>
        <span className="batch-result-sure">
          {answer?.confidence === undefined || answer.confidence === null
            ? ''
            : t('{{percent}} % sure', { percent: Math.round(answer.confidence.value * 100) })}
        </span>
        <span className="batch-result-chips">
          {verdict === 'could_not_ask' || change === 'same' ? null : (
            <Chip tone={changeTones[change]}>{changeWords[change]}</Chip>
          )}
          <Chip tone={verdictTones[verdict]}>{testVerdictWords[verdict]}</Chip>
        </span>
      </div>
      {isOpen ? (
        <div className="batch-result-more">
          {checks.length === 0 ? null : (
            <ul className="batch-checks">
              {checks.map(({ label, passed, detail }) => (
                <li key={label}>
                  <span aria-hidden="true">{passed ? '✓' : '✕'}</span>
                  <span>
                    <span className="visually-hidden">{passed ? t('Holds') : t('Does not hold')}: </span>
                    <VisibleText text={label} />
                    {detail === null ? null : (
                      <small>
                        <VisibleText text={detail} />
                      </small>
                    )}
                  </span>
                </li>
              ))}
            </ul>
          )}
          {changes.length === 0 ? null : <p className="secondary">{changes.join(' ')}</p>}
          <div className="batch-answers">
            {answer === null ? null : <Answer title={t('Now')} answer={answer} />}
            {before === null ? null : <Answer title={t('Before')} answer={before} />}
          </div>
        </div>
      ) : null}
    </li>
  )
}

function Answer({ title, answer }: { readonly title: string; readonly answer: TestAnswer }) {
  const names = answer.sources.map(({ title: name, documentId }) => name ?? documentId ?? t('A source without a name'))
  return (
    <section aria-label={title} className="batch-answer">
      <p className="tertiary">{answer.answered === false ? t('{{title}}, it did not know', { title }) : title}</p>
      <p className="batch-answer-text">
        <VisibleText text={answer.text} />
      </p>
      <p className="secondary">
        {names.length === 0 ? t('No source') : t('Sources: {{sources}}', { sources: [...new Set(names)].join(', ') })}
      </p>
    </section>
  )
}
