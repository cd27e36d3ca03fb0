import '#renderer/jitless.ts'
import '#renderer/styles/base.css'
import '#renderer/styles/glyphs.css'
import '#renderer/styles/button.css'
import '#renderer/styles/chip.css'
import '#renderer/styles/tabs.css'
import '#renderer/styles/notice.css'
import '#renderer/styles/dialog.css'
import '#renderer/styles/frame.css'
import '#renderer/styles/top-bar.css'
import '#renderer/styles/rail.css'
import '#renderer/styles/status-bar.css'
import '#renderer/styles/frame-notices.css'
import '#renderer/styles/shortcuts.css'
import '#renderer/styles/list-row.css'
import '#renderer/styles/inbox.css'
import '#renderer/styles/queue.css'
import '#renderer/styles/queue-row.css'
import '#renderer/styles/conversation.css'
import '#renderer/styles/timeline.css'
import '#renderer/styles/rich-text.css'
import '#renderer/styles/composer.css'
import '#renderer/styles/evidence-pane.css'
import '#renderer/styles/start-report.css'
import '#renderer/styles/palette.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { I18nProvider } from 'react-aria-components'
import { Frame } from '#renderer/app/Frame.tsx'
import { commands } from '#renderer/app/Palette/commands.ts'
import { presets } from '#renderer/app/Palette/presets.ts'
import { startConnection } from '#renderer/connection.ts'
import { followCalls } from '#renderer/state/calls.ts'
import { followInbox } from '#renderer/state/inbox.ts'
import { followNotifications } from '#renderer/state/notifications.ts'
import { followBot } from '#renderer/state/bot.ts'
import { followStatus } from '#renderer/state/status.ts'
import { followUpdates } from '#renderer/state/updates.ts'
import { startPainting } from '#renderer/state/ui.ts'
import { regionalLocale } from '#renderer/ui/language.ts'
import { installCommands } from '#renderer/ui/keymap.ts'

installCommands(commands, presets)
startPainting()
startConnection()
followStatus()
followBot()
followUpdates()
followInbox()
followCalls()
followNotifications()

const root = document.getElementById('root')
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      {/* What the library says itself, it says in the language of the screen. */}
      <I18nProvider locale={regionalLocale}>
        <Frame />
      </I18nProvider>
    </StrictMode>,
  )
