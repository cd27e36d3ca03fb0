import { useEffect, useState } from 'react'
import type { ProposalEntry } from '#contract/audit.ts'
import type { Proposal, ProposalDetail } from '#contract/proposal.ts'
import type { Arguments } from '#contract/tool.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { ResultView } from '#renderer/app/Inbox/evidence/ResultView.tsx'
import { select } from '#renderer/state/activity.ts'
import { openProposal } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { StateChip } from '#renderer/ui/Chip.tsx'
import { Dial } from '#renderer/ui/Dial.tsx'
import { FieldDiff } from '#renderer/ui/Diff.tsx'
import { Fact } from '#renderer/ui/Fact.tsx'
import { sameJson } from '#renderer/ui/SchemaForm/pointer.ts'
import { clockSecondWords, exactWords } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { riskWords } from '#renderer/ui/words.ts'
import { said, saidOfActor, saidOfEvent, t } from '#renderer/ui/language.ts'

/** One entry of the ledger: what was proposed, what was signed, what ran, why, on which rule, and what proves it. */
const settleMs = 120

/** All of the proposal, once one has stayed at it for a moment. */
function useProposal(id: string, seq: number) {
  const [read, setRead] = useState<{ id: string; detail: ProposalDetail | null; failure: string | null } | null>(null)
  useEffect(() => {
    const asking = new AbortController()
    const timer = setTimeout(() => {
      theDesk()
        .proposals.get({ id }, { signal: asking.signal })
        .then(
          (detail) => setRead({ id, detail, failure: null }),
          (error: unknown) => {
            if (!asking.signal.aborted) setRead({ id, detail: null, failure: failureText(error) })
          },
        )
    }, settleMs)
    return () => {
      clearTimeout(timer)
      asking.abort()
    }
  }, [id, seq])
  return read?.id === id ? read : null
}

export function EntryDetail({ entry }: { readonly entry: ProposalEntry }) {
  const { seq, at, who, title, risk, state, rule, tool, customer, proposalId, conversationId } = entry
  const read = useProposal(proposalId, seq)
  const proposal = read?.detail?.proposal ?? null
  return (
    <div className="entry">
      <p className="entry-strip">
        <Dial risk={risk} />
        <b>R{risk}</b> {riskWords[risk]}
        <span className="grow" />
        <StateChip state={state} />
      </p>
      <h3>
        <VisibleText text={said(title)} />
      </h3>
      <p className="entry-what">
        <b>
          <VisibleText text={saidOfActor(who)} />
        </b>{' '}
        <VisibleText text={saidOfEvent(entry)} />
      </p>
      <dl className="entry-facts">
        <Fact name={t('When')} value={exactWords(at)} />
        <Fact name={t('Rule')} value={said(rule)} />
        <Fact name={t('Tool')} value={tool} />
        <Fact name={t('Customer')} value={customer} />
        <Fact name={t('Ledger entry')} value={String(seq)} />
        {proposal === null ? null : <Decided proposal={proposal} />}
      </dl>
      <p className="entry-verbs">
        <Button size="small" onClick={() => openProposal(proposalId, conversationId)}>
          {t('Open it in its conversation')}
        </Button>
      </p>
      <Versions entry={entry} />
      {read?.failure === null || read === null ? null : (
        <p className="form-error" role="alert">
          {read.failure}
        </p>
      )}
      {proposal === null ? null : <Receipts proposal={proposal} />}
      {read?.detail === null || read === null ? null : <Story history={read.detail.history} current={seq} />}
    </div>
  )
}

function Decided({ proposal: { decision, signatures } }: { readonly proposal: Proposal }) {
  const [first] = signatures
  const reasons = decision === null ? [] : [...decision.reasons, ...(decision.reason ? [decision.reason] : [])]
  return (
    <>
      {decision === null ? null : (
        <Fact name={t('Decided by')} value={`${decision.signer.name}, ${exactWords(decision.at)}`} />
      )}
      {first === undefined ? null : (
        <Fact name={t('Signed first')} value={`${first.signer.name}, ${exactWords(first.at)}`} />
      )}
      {reasons.length === 0 ? null : <Fact name={t('Reason')} value={reasons.join('. ')} />}
    </>
  )
}

/** Three versions of the arguments, each against the one before it. */
function Versions({ entry: { proposed, signed, executed } }: { readonly entry: ProposalEntry }) {
  const meant = signed ?? executed
  return (
    <section className="entry-section" aria-label={t('Arguments')}>
      <h4>{t('Proposed')}</h4>
      <ResultView result={proposed} label={t('Proposed arguments')} />
      {meant === null ? <p className="entry-note">{t('This entry signs nothing, and nothing ran yet.')}</p> : null}
      {signed === null ? null : (
        <Compared title={t('Signed')} before={proposed} after={signed} same={t('Signed as proposed.')} />
      )}
      {executed === null ? (
        signed === null ? null : (
          <p className="entry-note">{t('Nothing ran yet.')}</p>
        )
      ) : (
        <Compared
          title={t('Executed')}
          before={signed ?? proposed}
          after={executed}
          same={signed === null ? t('What ran is what was proposed.') : t('What ran is what was signed here.')}
        />
      )}
    </section>
  )
}

type ComparedProps = {
  readonly title: string
  readonly before: Arguments
  readonly after: Arguments
  readonly same: string
}

function Compared({ title, before, after, same }: ComparedProps) {
  return (
    <>
      <h4>{title}</h4>
      {sameJson(before, after) ? <p className="entry-note">{same}</p> : <FieldDiff before={before} after={after} />}
    </>
  )
}

function Receipts({ proposal: { attempts, outcome } }: { readonly proposal: Proposal }) {
  if (attempts.length === 0 && outcome === null) return null
  return (
    <section className="entry-section" aria-label={t('Receipts')}>
      <h4>{t('What proves it')}</h4>
      <dl className="entry-facts">
        {attempts.map(({ number, sentAt, idempotencyKey }) => (
          <Fact
            key={number}
            name={t('Attempt {{number}}', { number })}
            value={
              sentAt === null
                ? t('not sent, key {{key}}', { key: idempotencyKey })
                : t('sent {{at}}, key {{key}}', { at: exactWords(sentAt), key: idempotencyKey })
            }
          />
        ))}
        {outcome?.receipt === null || outcome === null ? null : (
          <Fact
            name={t('Receipt')}
            value={[outcome.receipt.status, outcome.receipt.remoteId, said(outcome.receipt.summary)]
              .filter((part) => part !== null && part !== '')
              .join(', ')}
          />
        )}
        {outcome?.error === null || outcome === null ? null : (
          <Fact name={t('Error')} value={`${outcome.error.code}: ${said(outcome.error.message)}`} />
        )}
        {outcome?.resolvedBy === null || outcome === null ? null : (
          <Fact name={t('Settled by')} value={outcome.resolvedBy} />
        )}
      </dl>
    </section>
  )
}

/** Everything that happened to this proposal, oldest first; what is in the list can be gone to. */
function Story({ history, current }: { readonly history: ProposalDetail['history']; readonly current: number }) {
  return (
    <section className="entry-section" aria-label={t('All entries of this proposal')}>
      <h4>{t('From beginning to end')}</h4>
      <ol className="entry-story">
        {history.map(({ seq, type, at, who, summary }) => (
          <li key={seq}>
            <button type="button" aria-current={seq === current ? 'true' : undefined} onClick={() => select(seq)}>
              <time dateTime={new Date(at).toISOString()}>{clockSecondWords(at)}</time>
              <span>
                <b>
                  <VisibleText text={saidOfActor(who)} />
                </b>{' '}
                <VisibleText text={saidOfEvent({ type, summary })} />
              </span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  )
}
