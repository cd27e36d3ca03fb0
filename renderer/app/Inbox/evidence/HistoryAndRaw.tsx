import type { ProposalDetail } from '#contract/proposal.ts'
import type { Json } from '#contract/tool.ts'
import { Pairs } from '#renderer/app/Inbox/evidence/Pairs.tsx'
import { clockSecondWords, exactWords } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { countHidden } from '#renderer/ui/visible-text.ts'
import { locale, saidOfActor, saidOfEvent, t } from '#renderer/ui/language.ts'

/** The ledger of one proposal, and everything about it as it was sent and received. */
export function History({ detail }: { readonly detail: ProposalDetail }) {
  return (
    <>
      <div className="evidence-head">
        <h3>{t('Ledger')}</h3>
        <span>{t('{{count}} entries, none can be changed', { count: detail.history.length })}</span>
      </div>
      <ol className="ledger">
        {detail.history.map((entry) => (
          <li key={entry.seq}>
            <time dateTime={new Date(entry.at).toISOString()} title={exactWords(entry.at)}>
              {clockSecondWords(entry.at)}
            </time>
            <div>
              <p>
                <VisibleText text={saidOfEvent(entry)} />
              </p>
              <small>
                <VisibleText text={saidOfActor(entry.who)} /> <span className="mono">#{entry.seq}</span> {entry.type}
              </small>
            </div>
          </li>
        ))}
      </ol>
    </>
  )
}

function Block({ title, value }: { readonly title: string; readonly value: Json }) {
  const text = JSON.stringify(value, null, 2)
  const hidden = countHidden(text)
  return (
    <section className="raw-block">
      <div className="evidence-head">
        <h3>{title}</h3>
        <span>
          {t('{{length}} characters', { length: text.length.toLocaleString(locale) })}
          {hidden === 0 ? null : `, ${t('{{hidden}} hidden', { hidden })}`}
        </span>
      </div>
      <pre className="evidence-json" tabIndex={0} role="group" aria-label={title}>
        <VisibleText text={text} />
      </pre>
    </section>
  )
}

export function Raw({ detail }: { readonly detail: ProposalDetail }) {
  const { proposal, raw } = detail
  const ids: readonly (readonly [string, string])[] = [
    ['proposal', proposal.id],
    ['turn', proposal.turnId],
    ['call', proposal.callId ?? t('made by the desk')],
    ['tool', proposal.tool],
    ['revision', String(proposal.revision)],
    ['arguments', proposal.argsHash],
    ['context', proposal.fingerprint],
    ...proposal.attempts.map((attempt) => [`attempt ${attempt.number}`, attempt.idempotencyKey] as const),
  ]
  return (
    <>
      <div className="evidence-head">
        <h3>{t('Identity')}</h3>
      </div>
      <Pairs rows={ids} ids />
      <Block title={t('Arguments')} value={proposal.arguments} />
      {proposal.revision > 0 ? <Block title={t('Arguments as proposed')} value={proposal.proposedArguments} /> : null}
      {proposal.executedArguments === null ? null : (
        <Block title={t('Arguments as sent')} value={proposal.executedArguments} />
      )}
      {raw === null ? (
        <p className="secondary">{t('This turn kept no request: it was made by the desk or by a person.')}</p>
      ) : (
        <>
          <Block title={t('Response of the agent')} value={raw.response} />
          <Block title={t('Request to the agent')} value={raw.request} />
        </>
      )}
    </>
  )
}
