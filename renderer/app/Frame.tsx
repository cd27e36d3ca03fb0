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
import { fetchSections, Onboarding, Settings } from '#renderer/app/sections.tsx'
import { Shortcuts } from '#renderer/app/Shortcuts/Shortcuts.tsx'
import { followLinks } from '#renderer/state/links.ts'
import { useStatus } from '#renderer/state/status.ts'
import { go, turnTheme, useUi } from '#renderer/state/ui.ts'
import { useKeys } from '#renderer/ui/keys.ts'

const panes = ['rail', 'queue', 'conversation', 'dock', 'evidence', 'section'] as const

/** F6 from pane to pane, in the order of reading; panes that are not on screen are passed over. */
function cyclePanes(step: 1 | -1): void {
  const shown = panes.flatMap((name) => [...document.querySelectorAll<HTMLElement>(`[data-pane="${name}"]`)])
  const at = shown.findIndex((pane) => pane.contains(document.activeElement))
  const start = at === -1 && step === -1 ? 0 : at
  shown[(start + step + shown.length) % shown.length]?.focus()
}

/** The window: chrome around one sheet of paper. */
export function Frame() {
  const section = useUi((ui) => ui.section)
  const palette = useUi((ui) => ui.palette)
  const shortcuts = useUi((ui) => ui.shortcuts)
  const workspace = useStatus(({ status }) => status?.workspace)

  useEffect(() => {
    document.title = workspace === undefined ? 'Countersign' : `${workspace} · Countersign`
  }, [workspace])

  useEffect(fetchSections, [])

  useEffect(followLinks, [])

  useKeys('app', {
    'Mod+k': { label: 'Search or run a command', run: () => useUi.setState({ palette: 'all' }) },
    '/': { label: 'Search messages', run: () => useUi.setState({ palette: 'search' }) },
    '?': { label: 'Shortcuts of this screen', run: () => useUi.setState({ shortcuts: true }) },
    'g i': { label: 'Go to Inbox', run: () => go('inbox') },
    'g s': { label: 'Go to Settings', run: () => go('settings') },
    F6: { label: 'Next pane', run: () => cyclePanes(1) },
    'Shift+F6': { label: 'Previous pane', run: () => cyclePanes(-1) },
    'Mod+\\': { label: 'Light or dark', run: turnTheme },
  })

  if (section === 'onboarding')
    return (
      <div className="frame-whole">
        <main id="main" tabIndex={-1}>
          <Suspense fallback={null}>
            <Onboarding />
          </Suspense>
        </main>
        <LiveRegions />
      </div>
    )
  return (
    <div className="frame">
      <a className="skip-link" href="#main">
        Skip to the work
      </a>
      <TopBar />
      <Rail />
      <div className="frame-body">
        <FrameNotices />
        <main className="frame-main" id="main" tabIndex={-1}>
          {section === 'inbox' ? <Inbox /> : null}
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
    </div>
  )
}
