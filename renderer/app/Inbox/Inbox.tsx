import { useEffect } from 'react'
import { Conversation } from '#renderer/app/Inbox/Conversation.tsx'
import { EvidencePane } from '#renderer/app/Inbox/evidence/EvidencePane.tsx'
import { EvidenceStrip } from '#renderer/app/Inbox/EvidenceStrip.tsx'
import { PaneEdge } from '#renderer/app/Inbox/PaneEdge.tsx'
import { Queue } from '#renderer/app/Inbox/Queue.tsx'
import { SignTogether } from '#renderer/app/Inbox/SignTogether.tsx'
import { StartReport } from '#renderer/app/Inbox/StartReport.tsx'
import { useMedia } from '#renderer/app/use-media.ts'
import { moveSelection, takeUp } from '#renderer/state/inbox.ts'
import { takeBackNewest } from '#renderer/state/leaving.ts'
import { focusPane } from '#renderer/state/panes.ts'
import { Later } from '#renderer/state/later.ts'
import { turnFilters } from '#renderer/state/splits.ts'
import { openTogether, pickSelected } from '#renderer/state/together.ts'
import { useStatus } from '#renderer/state/status.ts'
import { useUi } from '#renderer/state/ui.ts'
import { useWidths } from '#renderer/state/widths.ts'
import { useCommands } from '#renderer/ui/keys.ts'
import { t } from '#renderer/ui/language.ts'

const takeBackAndOpen = (): void =>
  void takeBackNewest().then((proposal) => {
    if (proposal !== null) takeUp(proposal.id, proposal.conversationId)
  })

/** Queue, conversation, evidence. The decision stands under the conversation, where a composer would be. */
export function Inbox() {
  const proposalId = useUi((ui) => ui.proposalId)
  const queueOpen = useUi((ui) => ui.queueOpen)
  const evidenceOpen = useUi((ui) => ui.evidenceOpen)
  const reportWanted = useUi((ui) => ui.startReport)
  const report = useStatus(({ status }) => status?.startReport ?? null)
  const drawer = useMedia('(max-width: 1180px)')
  const { queue, evidence } = useWidths()
  const widths = { ['--queue-w' as string]: `${queue}px`, ['--evidence-w' as string]: `${evidence}px` }

  useEffect(() => useUi.setState({ evidenceOpen: !drawer }), [drawer])

  useCommands({
    'queue.next': () => moveSelection(1),
    'queue.previous': () => moveSelection(-1),
    'queue.first': () => moveSelection(-Infinity),
    'queue.last': () => moveSelection(Infinity),
    'queue.open': () => focusPane('dock'),
    'queue.focus': () => focusPane('queue'),
    'queue.takeBack': takeBackAndOpen,
    'queue.filters': turnFilters,
    'queue.pick': pickSelected,
    'queue.together': openTogether,
    'queue.fold': () => useUi.setState(({ queueOpen: open }) => ({ queueOpen: !open })),
    'evidence.fold': () => useUi.setState(({ evidenceOpen: open }) => ({ evidenceOpen: !open })),
  })

  // Dismissed was the one before: the next one is to be seen.
  useEffect(() => {
    if (report === null) useUi.setState({ startReport: true })
  }, [report])

  const showReport = report !== null && reportWanted
  const side = showReport ? (
    <StartReport report={report} />
  ) : proposalId === null ? null : (
    <EvidencePane proposalId={proposalId} />
  )
  return (
    <Later>
      <SignTogether />
      <div className="inbox" style={drawer ? undefined : widths}>
        {queueOpen ? <Queue /> : null}
        {queueOpen && !drawer ? <PaneEdge pane="queue" /> : null}
        <div className="paper">
          <Conversation />
          {side !== null && drawer ? <EvidenceStrip open={evidenceOpen} /> : null}
          {side !== null && evidenceOpen && !drawer ? <PaneEdge pane="evidence" /> : null}
          {side !== null && evidenceOpen ? (
            <aside
              className={drawer ? 'evidence-pane evidence-drawer' : 'evidence-pane'}
              aria-label={t('Evidence')}
              data-pane="evidence"
              tabIndex={-1}
            >
              {side}
            </aside>
          ) : null}
        </div>
      </div>
    </Later>
  )
}
