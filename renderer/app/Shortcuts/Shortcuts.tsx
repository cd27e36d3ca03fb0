import { useState } from 'react'
import { useStatus } from '#renderer/state/status.ts'
import { useUi } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { Keys, keyWords } from '#renderer/ui/Kbd.tsx'
import { comboKeys, listKeys, type Scope } from '#renderer/ui/keys.ts'

const scopeWords: Readonly<Record<Scope, string>> = {
  app: 'Everywhere',
  inbox: 'Inbox',
  evidence: 'Evidence',
  dock: 'This decision',
  dialog: 'Dialog',
}
const scopes: readonly Scope[] = ['dock', 'inbox', 'evidence', 'app']

/** What can be pressed on this screen, now: read from the keys that are registered, so it cannot be out of date. */
export function Shortcuts() {
  const [listed] = useState(listKeys)
  const singleKeys = useStatus(({ status }) => status?.settings.singleKeys ?? true)
  const close = () => useUi.setState({ shortcuts: false })
  return (
    <Dialog title="Shortcuts of this screen" className="dialog shortcuts" onClose={close}>
      <div className="shortcut-groups">
        {scopes
          .filter((scope) => listed.some((one) => one.scope === scope))
          .map((scope) => (
            <section key={scope} aria-label={scopeWords[scope]}>
              <h3>{scopeWords[scope]}</h3>
              <dl>
                {listed
                  .filter((one) => one.scope === scope)
                  .map((one) => (
                    <div key={one.combo}>
                      <dt>{one.label}</dt>
                      <dd>
                        <Keys keys={comboKeys(one.combo)} />
                        <span className="visually-hidden">{keyWords(comboKeys(one.combo))}</span>
                      </dd>
                    </div>
                  ))}
              </dl>
            </section>
          ))}
      </div>
      <div className="dialog-actions">
        <p className="small tertiary grow">
          {singleKeys
            ? 'Single letters rest while you type, and can be turned off in the settings.'
            : 'Single letters are turned off in the settings.'}
        </p>
        <Button autoFocus onClick={close}>
          Close
        </Button>
      </div>
    </Dialog>
  )
}
