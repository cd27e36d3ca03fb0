import { create } from 'zustand'
import type { Beginning } from '#contract/policy.ts'
import type { Configuration, SecretStatus } from '#contract/settings.ts'
import type { ToolView } from '#contract/tool.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { checkConfiguration } from '#renderer/app/Settings/settings-model.ts'
import type { Refusal } from '#renderer/app/Settings/settings-model.ts'

/** The configuration as the desk holds it, and the status of its keys. Saving sends the whole document, checked first. */
type Held = {
  readonly configuration: Configuration | null
  readonly tools: readonly ToolView[]
  readonly secrets: readonly SecretStatus[]
  readonly failure: string | null
  readonly saving: boolean
  readonly savedAt: number | null
}

export const useSettings = create<Held>()(() => ({
  configuration: null,
  tools: [],
  secrets: [],
  failure: null,
  saving: false,
  savedAt: null,
}))

export async function loadSettings(): Promise<void> {
  try {
    const [{ configuration, tools }, { secrets }] = await Promise.all([
      theDesk().settings.get({}),
      theDesk().settings.secrets({}),
    ])
    useSettings.setState({ configuration, tools, secrets, failure: null })
  } catch (error) {
    useSettings.setState({ failure: failureText(error) })
  }
}

/** Saves the document as changed. Resolves to what is wrong with it; empty when it was saved. */
export const saveSettings = (next: Configuration): Promise<readonly Refusal[]> => importSettings(next, {})

/** The same for a desk that begins: with its first rules. */
export const beginDesk = (next: Configuration, begin: Beginning): Promise<readonly Refusal[]> =>
  importSettings(next, { begin })

async function importSettings(next: Configuration, more: { readonly begin?: Beginning }): Promise<readonly Refusal[]> {
  const checked = checkConfiguration(next)
  if (!checked.ok) return checked.refusals
  useSettings.setState({ saving: true })
  try {
    await theDesk().settings.import({ configuration: checked.value, ...more })
    useSettings.setState({ savedAt: Date.now() })
    await loadSettings()
    return []
  } catch (error) {
    return [{ path: '', message: failureText(error) }]
  } finally {
    useSettings.setState({ saving: false })
  }
}

export const noteSecret = (status: SecretStatus): void =>
  useSettings.setState(({ secrets }) => ({
    secrets: [...secrets.filter((held) => held.name !== status.name), status],
  }))
