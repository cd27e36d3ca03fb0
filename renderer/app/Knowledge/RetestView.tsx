import type { AskedAnswer, Retest } from '#contract/knowledge.ts'
import { sureWords } from '#renderer/app/Knowledge/knowledge-words.ts'
import { Notice } from '#renderer/ui/Notice.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

/** Each question before the document was there, and since. */
export function RetestView({ retest }: { readonly retest: Retest }) {
  const { state, questions, trouble } = retest
  const asked = questions.filter(({ after }) => after !== null).length
  return (
    <section className="knowledge-retest" aria-label={t('Asked again')}>
      <h3>
        {state === 'indexing'
          ? t('The service is indexing it')
          : state === 'asking'
            ? t('Asked again: {{asked}} of {{total}}', { asked, total: questions.length })
            : state === 'failed'
              ? t('It was not indexed')
              : t('Asked again: {{count}} questions', { count: questions.length })}
      </h3>
      {trouble === null ? null : <Notice tone="warn">{trouble}</Notice>}
      {questions.map(({ question, before, after }) => (
        <div key={question} className="knowledge-pair">
          <q>
            <VisibleText text={question} />
          </q>
          <Side label={t('Before')} missing={t('was not asked')} answer={before} />
          <Side label={t('Now')} missing={t('not asked yet')} answer={after} />
        </div>
      ))}
    </section>
  )
}

type SideProps = { readonly label: string; readonly missing: string; readonly answer: AskedAnswer | null }

function Side({ label, missing, answer }: SideProps) {
  const sources = answer?.sources.map(({ title, documentId }) => title ?? documentId ?? t('a source')) ?? []
  return (
    <div className="knowledge-side" data-good={answer !== null && answer.answered !== false && sources.length > 0}>
      <small>
        {label}: {answer === null ? missing : sureWords(answer)}
      </small>
      {answer === null || answer.text === '' ? null : (
        <p>
          <VisibleText text={answer.text} />
        </p>
      )}
      {answer === null || answer.trouble !== null ? null : (
        <small>
          {sources.length === 0 ? t('No source') : t('From {{sources}}', { sources: sources.slice(0, 3).join(', ') })}
        </small>
      )}
    </div>
  )
}
