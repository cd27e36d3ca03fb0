import { useState } from 'react'
import type { ReactNode } from 'react'
import type { Configuration } from '#contract/settings.ts'
import type { Refusal } from '#renderer/app/Settings/settings-model.ts'
import { saveSettings, useSettings } from '#renderer/app/Settings/use-settings.ts'
import { sameJson } from '#renderer/ui/SchemaForm/pointer.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { t } from '#renderer/ui/language.ts'

/** One page of settings: its title, its form on a draft of the document, and one bar that saves or drops the changes. */
export function SectionHead({
  title,
  words,
  action,
}: {
  readonly title: string
  readonly words: string
  readonly action?: ReactNode
}) {
  return (
    <header className="set-head">
      <div>
        <h2>{title}</h2>
        <p>{words}</p>
      </div>
      <span className="grow" />
      {action}
    </header>
  )
}

export type Editor = {
  readonly draft: Configuration
  readonly change: (next: Configuration) => void
  readonly errorAt: (path: string) => string | null
  readonly dirty: boolean
  readonly save: () => Promise<boolean>
  readonly reset: () => void
  readonly refusals: readonly Refusal[]
}

export function useEditor(configuration: Configuration): Editor {
  const [draft, setDraft] = useState<Configuration | null>(null)
  const [refusals, setRefusals] = useState<readonly Refusal[]>([])
  const held = draft ?? configuration
  return {
    draft: held,
    change: (next) => {
      setDraft(next)
      setRefusals([])
    },
    errorAt: (path) => refusals.find((refusal) => refusal.path === path)?.message ?? null,
    dirty: draft !== null && !sameJson(draft, configuration),
    save: async () => {
      const refused = await saveSettings(held)
      setRefusals(refused)
      if (refused.length > 0) return false
      setDraft(null)
      return true
    },
    reset: () => {
      setDraft(null)
      setRefusals([])
    },
    refusals,
  }
}

export function SaveBar({ editor }: { readonly editor: Editor }) {
  const saving = useSettings((state) => state.saving)
  if (!editor.dirty && editor.refusals.length === 0) return null
  return (
    <div className="set-save">
      <span role="status">
        {editor.refusals.length === 0
          ? t('Changed, not saved yet')
          : editor.refusals.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('. ')}
      </span>
      <span className="grow" />
      <Button look="quiet" onClick={editor.reset}>
        {t('Drop changes')}
      </Button>
      <Button look="solid" unavailable={saving ? t('Saving') : null} onClick={() => void editor.save()}>
        {saving ? t('Saving…') : t('Save changes')}
      </Button>
    </div>
  )
}
