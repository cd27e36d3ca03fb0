import {
  Ban,
  CircleQuestionMark,
  CircleSlash2,
  CircleX,
  FlaskConical,
  Loader,
  MessageSquareReply,
  Timer,
  TimerOff,
  TimerReset,
  Undo2,
  Users,
} from 'lucide-react'
import { memo, useState } from 'react'
import type { Proposal } from '#contract/proposal.ts'
import { theDesk } from '#renderer/connection.ts'
import type { CommandId } from '#renderer/app/Palette/commands.ts'
import { Countdown } from '#renderer/app/Inbox/dock/Countdown.tsx'
import { restWords } from '#renderer/app/Inbox/dock/waiting-words.ts'
import { outcomeText, sentenceText } from '#renderer/app/Inbox/timeline-entries.ts'
import { takeUp } from '#renderer/state/inbox.ts'
import { takeBack } from '#renderer/state/leaving.ts'
import { openProposal, useUi } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { CountersignMark } from '#renderer/ui/CountersignMark.tsx'
import { Dial } from '#renderer/ui/Dial.tsx'
import { useNow } from '#renderer/ui/Time.tsx'
import { visibleString } from '#renderer/ui/visible-text.ts'
import { t } from '#renderer/ui/language.ts'

function Glyph({ proposal }: { readonly proposal: Proposal }) {
  if (proposal.snoozed !== null) return <TimerReset />
  switch (proposal.state) {
    case 'succeeded':
      return proposal.decision?.signer.by === 'person' ? (
        <CountersignMark width={17} />
      ) : (
        <Dial risk={proposal.risk} size={13} />
      )
    case 'unknown':
      return <CircleQuestionMark />
    case 'failed':
      return <CircleX />
    case 'rejected':
    case 'blocked':
      return <Ban />
    case 'answered':
      return <MessageSquareReply />
    case 'superseded':
      return <CircleSlash2 />
    case 'expired':
      return <TimerOff />
    case 'undo_pending':
    case 'undone':
    case 'undo_failed':
      return <Undo2 />
    case 'dry_run':
      return <FlaskConical />
    case 'awaiting_second':
      return <Users />
    case 'executing':
      return <Loader />
    case 'scheduled':
      return <Timer />
    case 'pending':
    case 'received':
      return <CountersignMark state="proposed" width={17} />
  }
}

/** One line: what it was, what became of it. Pressed, the dock shows it again; what waits has its way back beside it. */
export const ProposalEntry = memo(function ProposalEntry({ proposal }: { readonly proposal: Proposal }) {
  const shown = useUi((ui) => ui.proposalId === proposal.id)
  const text = `${sentenceText(proposal)}${outcomeText(proposal)}`
  return (
    <div className="timeline-row">
      <button
        type="button"
        className={`timeline-proposal timeline-proposal-${proposal.state}`}
        aria-pressed={shown}
        title={visibleString(text)}
        onClick={() => openProposal(proposal.id, proposal.conversationId)}
      >
        <span className="timeline-glyph" aria-hidden="true">
          <Glyph proposal={proposal} />
        </span>
        <span className="timeline-line">
          <b>{visibleString(sentenceText(proposal))}</b>
          {visibleString(outcomeText(proposal))}
        </span>
      </button>
      {proposal.snoozed !== null ? <Resting proposal={proposal} rest={proposal.snoozed} /> : null}
      {proposal.state === 'scheduled' && proposal.dueAt !== null ? <LeavingEnd proposal={proposal} /> : null}
    </div>
  )
})

function LeavingEnd({ proposal }: { readonly proposal: Proposal }) {
  const back = async () => {
    if (await takeBack(proposal.id)) takeUp(proposal.id, proposal.conversationId)
  }
  return (
    <>
      <Countdown proposal={proposal} />
      <Way verb={t('Take it back')} command="queue.takeBack" act={back} />
    </>
  )
}

type Rest = NonNullable<Proposal['snoozed']>

function Resting({ proposal, rest }: { readonly proposal: Proposal; readonly rest: Rest }) {
  const now = useNow()
  const wake = async () => {
    await theDesk().proposals.wake({ id: proposal.id })
    takeUp(proposal.id, proposal.conversationId)
  }
  return (
    <>
      <span>{restWords(rest, now)}</span>
      <Way verb={t('Take up again')} act={wake} />
    </>
  )
}

type WayProps = { readonly verb: string; readonly command?: CommandId; readonly act: () => Promise<void> }

/** What came to nothing is seen where it stands: the line does not change. */
function Way({ verb, command, act }: WayProps) {
  const [busy, setBusy] = useState(false)
  const press = (): void => {
    setBusy(true)
    void act()
      .catch(() => {})
      .finally(() => setBusy(false))
  }
  return (
    <Button size="small" command={command} unavailable={busy ? verb : null} onClick={press}>
      {verb}
    </Button>
  )
}
