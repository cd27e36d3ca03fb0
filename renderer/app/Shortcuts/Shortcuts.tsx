import { useState } from 'react'
import { openSettings, useUi } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { comboKeys } from '#renderer/ui/combos.ts'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { comboWords, Keys } from '#renderer/ui/Kbd.tsx'
import { pressable, useKeymap } from '#renderer/ui/keymap.ts'
import { runnable } from '#renderer/ui/keys.ts'
import { t } from '#renderer/ui/language.ts'

type Row = { readonly id: string; readonly title: string; readonly combos: readonly string[] }
type Group = { readonly section: string; readonly rows: readonly Row[] }

/** What has a key and can be done now, in the order of the commands; the screen's own come first. */
function groupsNow(): readonly Group[] {
  const keymap = useKeymap.getState()
  const live = runnable()
  const rows = Object.entries(keymap.definitions).flatMap(([id, { title, section }]) => {
    const combos = pressable(keymap, id)
    return live.has(id) && combos.length > 0 ? [{ id, title, section, combos }] : []
  })
  return [...new Set(rows.map(({ section }) => section))].map((section) => ({
    section,
    rows: rows.filter((row) => row.section === section),
  }))
}

/** What can be pressed on this screen, now: read from the commands and who brought them, so it cannot be out of date. */
export function Shortcuts() {
  const [groups] = useState(groupsNow)
  const singleKeys = useKeymap((keymap) => keymap.singleKeys)
  const close = () => useUi.setState({ shortcuts: false })
  return (
    <Dialog title={t('Shortcuts of this screen')} className="dialog shortcuts" onClose={close}>
      <div className="shortcut-groups">
        {groups.map(({ section, rows }) => (
          <section key={section} aria-label={section}>
            <h3>{section}</h3>
            <dl>
              {rows.map(({ id, title, combos }) => (
                <div key={id}>
                  <dt>{title}</dt>
                  <dd>
                    {combos.map((combo) => (
                      <Keys key={combo} keys={comboKeys(combo)} />
                    ))}
                    <span className="visually-hidden">{combos.map(comboWords).join(', or ')}</span>
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
            ? t('Single letters rest while you type, and can be turned off in the settings.')
            : t('Single letters are turned off in the settings.')}
        </p>
        <Button onClick={() => (close(), openSettings('shortcuts'))}>{t('Change keys…')}</Button>
        <Button autoFocus onClick={close}>
          {t('Close')}
        </Button>
      </div>
    </Dialog>
  )
}
