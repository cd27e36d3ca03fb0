import { Search, ShieldCheck } from 'lucide-react'
import { useStatus } from '#renderer/state/status.ts'
import { openPolicies, usePolicies } from '#renderer/state/policies.ts'
import { useUi } from '#renderer/state/ui.ts'
import { Avatar } from '#renderer/ui/Avatar.tsx'
import { CommandKeys, useAriaKeys } from '#renderer/ui/Kbd.tsx'
import { initials, presetWords } from '#renderer/ui/words.ts'
import { t } from '#renderer/ui/language.ts'

/** The widest preset in force, and how many rules stand beside it. */
function PresetName() {
  const preset = usePolicies(({ view }) => view?.preset ?? null)
  if (preset === null) return null
  return (
    <button
      type="button"
      className="top-bar-preset"
      title={t('The rules in force: open Policies')}
      onClick={() => openPolicies({ kind: 'presets' })}
    >
      <ShieldCheck />
      {presetWords(preset)}
    </button>
  )
}

/** Where we are, how to find things, who signs. */
export function TopBar() {
  const status = useStatus((state) => state.status)
  const findKeys = useAriaKeys('palette.open')
  const inApp = location.protocol === 'app:'
  return (
    <header className={inApp ? 'top-bar top-bar-native' : 'top-bar'}>
      {status === null ? null : (
        <>
          <span className="workspace">
            <span className="workspace-mark" aria-hidden="true">
              {initials(status.workspace)}
            </span>
            <span className="workspace-name">{status.workspace}</span>
          </span>
          <span
            className={`environment environment-${status.environment.toLowerCase()}`}
            title={t('Environment of the agent')}
          >
            {status.environment}
          </span>
          {status.dryRun ? (
            <span className="environment environment-dry-run" title={t('The whole desk rehearses: nothing leaves it')}>
              {t('DRY RUN')}
            </span>
          ) : null}
          {status.sample ? <span className="environment environment-sample">{t('SAMPLE')}</span> : null}
        </>
      )}
      <button
        type="button"
        className="omni"
        aria-haspopup="dialog"
        aria-keyshortcuts={findKeys}
        onClick={() => useUi.setState({ palette: 'all' })}
      >
        <Search />
        <span className="grow">{t('Search or run a command')}</span>
        <CommandKeys of="palette.open" />
      </button>
      {status === null ? null : (
        <span className="top-bar-end">
          <PresetName />
          <span className="small tertiary">{status.operator}</span>
          <Avatar name={status.operator} of="operator" />
        </span>
      )}
    </header>
  )
}
