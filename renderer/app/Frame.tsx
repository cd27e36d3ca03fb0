import { Suspense, useEffect } from 'react'
import { theDesk } from '#renderer/connection.ts'
import { FrameNotices } from '#renderer/app/FrameNotices.tsx'
import { LinkDialog } from '#renderer/app/LinkDialog.tsx'
import { LiveRegions } from '#renderer/app/LiveRegions.tsx'
import { Rail } from '#renderer/app/FrameRail.tsx'
import { StatusBar } from '#renderer/app/FrameStatusBar.tsx'
import { TopBar } from '#renderer/app/FrameTopBar.tsx'
import { Inbox } from '#renderer/app/Inbox/Inbox.tsx'
import { Palette } from '#renderer/app/Palette/Palette.tsx'
import {
  Activity,
  Agents,
  Calls,
  fetchSections,
  Insights,
  Knowledge,
  MakeTest,
  Onboarding,
  Playground,
  Policies,
  Quality,
  RequestDialog,
  Settings,
  Transcripts,
} from '#renderer/app/sections.tsx'
import { Shortcuts } from '#renderer/app/Shortcuts/Shortcuts.tsx'
import { useInbox } from '#renderer/state/inbox.ts'
import { followLinks } from '#renderer/state/links.ts'
import { followPolicies } from '#renderer/state/policies.ts'
import { useProposalTest } from '#renderer/state/proposal-test.ts'
import { useStatus } from '#renderer/state/status.ts'
import { useUi } from '#renderer/state/ui.ts'
import { t } from '#renderer/ui/language.ts'

/** The window: chrome around one sheet of paper. */
export function Frame() {
  const section = useUi((ui) => ui.section)
  const palette = useUi((ui) => ui.palette)
  const shortcuts = useUi((ui) => ui.shortcuts)
  const request = useUi((ui) => ui.request)
  const testing = useProposalTest(({ of }) => of !== null)
  const waiting = useInbox(({ queue }) => queue.counts.all)
  const hasQueue = useInbox(({ queue }) => queue.loaded)
  const workspace = useStatus(({ status }) => status?.workspace)

  useEffect(() => {
    const name = workspace === undefined ? t('Countersign') : t('{{workspace}} · Countersign', { workspace })
    document.title = waiting === 0 ? name : `(${waiting}) ${name}`
  }, [workspace, waiting])

  useEffect(() => (hasQueue ? fetchSections() : undefined), [hasQueue])

  useEffect(followLinks, [])

  useEffect(followPolicies, [])

  if (section === 'onboarding')
    return (
      <div className="frame-whole">
        <main id="main" tabIndex={-1}>
          <Suspense fallback={null}>
            <Onboarding />
          </Suspense>
        </main>
        <LiveRegions />
        {palette === 'closed' ? null : <Palette />}
        {shortcuts ? <Shortcuts /> : null}
      </div>
    )
  return (
    <div className="frame">
      <a className="skip-link" href="#main">
        {t('Skip to the work')}
      </a>
      <TopBar />
      <Rail />
      <div className="frame-body">
        <FrameNotices />
        <main className="frame-main" id="main" tabIndex={-1}>
          {section === 'inbox' ? <Inbox /> : null}
          {section === 'calls' ? (
            <Suspense fallback={null}>
              <Calls />
            </Suspense>
          ) : null}
          {section === 'transcripts' ? (
            <Suspense fallback={null}>
              <Transcripts />
            </Suspense>
          ) : null}
          {section === 'activity' ? (
            <Suspense fallback={null}>
              <Activity />
            </Suspense>
          ) : null}
          {section === 'quality' ? (
            <Suspense fallback={null}>
              <Quality />
            </Suspense>
          ) : null}
          {section === 'knowledge' ? (
            <Suspense fallback={null}>
              <Knowledge />
            </Suspense>
          ) : null}
          {section === 'agents' ? (
            <Suspense fallback={null}>
              <Agents />
            </Suspense>
          ) : null}
          {section === 'insights' ? (
            <Suspense fallback={null}>
              <Insights />
            </Suspense>
          ) : null}
          {section === 'playground' ? (
            <Suspense fallback={null}>
              <Playground />
            </Suspense>
          ) : null}
          {section === 'policies' ? (
            <Suspense fallback={null}>
              <Policies />
            </Suspense>
          ) : null}
          {section === 'settings' ? (
            <Suspense fallback={null}>
              <Settings />
            </Suspense>
          ) : null}
        </main>
      </div>
      <StatusBar />
      <LiveRegions />
      <LinkDialog onOpen={(url) => void theDesk().app.openExternal({ url })} />
      {palette === 'closed' ? null : <Palette />}
      {shortcuts ? <Shortcuts /> : null}
      {testing ? (
        <Suspense fallback={null}>
          <MakeTest />
        </Suspense>
      ) : null}
      {request ? (
        <Suspense fallback={null}>
          <RequestDialog />
        </Suspense>
      ) : null}
    </div>
  )
}
