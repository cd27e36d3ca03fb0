import { useState } from 'react'
import type { Proposal } from '#contract/proposal.ts'
import { Countdown, CountdownRing } from '#renderer/app/Inbox/dock/Countdown.tsx'
import { sentenceText } from '#renderer/app/Inbox/timeline-entries.ts'
import { takeUp } from '#renderer/state/inbox.ts'
import { dismissFailure, newestToTakeBack, takeBack, useLeaving } from '#renderer/state/leaving.ts'
import { openProposal } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { visibleString } from '#renderer/ui/visible-text.ts'
import '#renderer/styles/leaving.css'
import { t } from '#renderer/ui/language.ts'

/** What is signed and has not left, wherever one looks. It stands under the list, so that no row moves when it comes or goes. */
const shown = 3

export function Leaving() {
  const { leaving, failure } = useLeaving()
  const newest = newestToTakeBack(leaving)
  if (leaving.length === 0 && failure === null) return null
  return (
    <section className="leaving" aria-label={t('Leaving')}>
      {failure === null ? null : (
        <Notice
          tone="info"
          role="alert"
          action={
            <Button size="small" look="quiet" onClick={dismissFailure}>
              {t('Dismiss')}
            </Button>
          }
        >
          {failure}
        </Notice>
      )}
      {leaving.slice(0, shown).map((proposal) => (
        <LeavingRow key={proposal.id} proposal={proposal} isNewest={proposal.id === newest?.id} />
      ))}
      {leaving.length > shown ? (
        <p className="leaving-more">{t('and {{count}} more', { count: leaving.length - shown })}</p>
      ) : null}
    </section>
  )
}

function LeavingRow({ proposal, isNewest }: { readonly proposal: Proposal; readonly isNewest: boolean }) {
  const [busy, setBusy] = useState(false)
  const back = (): void => {
    setBusy(true)
    void takeBack(proposal.id)
      .then((done) => done && takeUp(proposal.id, proposal.conversationId))
      .finally(() => setBusy(false))
  }
  const rule =
    proposal.decision?.signer.by === 'rule' ? `, ${t('by rule {{name}}', { name: proposal.decision.signer.name })}` : ''
  const title = visibleString(sentenceText(proposal))
  return (
    <div className="leaving-row">
      <CountdownRing proposal={proposal} />
      <button type="button" className="leaving-what" onClick={() => openProposal(proposal.id, proposal.conversationId)}>
        <b>{title}</b>
        <span>
          <Countdown proposal={proposal} />
          {visibleString(rule)}
        </span>
      </button>
      <Button
        size="small"
        command={isNewest ? 'queue.takeBack' : undefined}
        unavailable={busy ? t('Taking it back') : null}
        onClick={back}
      >
        {t('Take it back')}
        <span className="visually-hidden">: {title}</span>
      </Button>
    </div>
  )
}
