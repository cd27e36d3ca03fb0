import type { SavedSearch } from '#contract/transcript.ts'
import { openSearch } from '#renderer/state/transcript-search.ts'
import type { Definition } from '#renderer/ui/keymap.ts'
import { pressable, useKeymap } from '#renderer/ui/keymap.ts'
import { runnable } from '#renderer/ui/keys.ts'
import { t } from '#renderer/ui/language.ts'

/** A command as the palette shows it: with its key as it is now, and why it cannot be run here, if so. */
export type PaletteCommand = {
  readonly id: string
  readonly title: string
  readonly section: string
  readonly combo: string | null
  /** What has to be there first; null: it can be run. */
  readonly missing: string | null
  /** It signs: from here one only gets to where it is signed. */
  readonly decides: boolean
  readonly run: () => void
}

const here = new Set(['palette.open', 'dialog.close'])

/** All commands; those that can be run now come first. To be asked while the screen below the palette is still there. */
export function paletteCommands(): readonly PaletteCommand[] {
  const keymap = useKeymap.getState()
  const live = runnable()
  const all = Object.entries(keymap.definitions)
    .filter(([id]) => !here.has(id))
    .map(([id, definition]): PaletteCommand => {
      const run = live.get(id)
      return {
        id,
        title: definition.title,
        section: definition.section,
        combo: pressable(keymap, id)[0] ?? null,
        missing: run === undefined ? missingFor(definition) : null,
        decides: definition.decides === true,
        run: () => (definition.decides === true ? focusVerb() : run?.(null)),
      }
    })
  return [...all.filter(({ missing }) => missing === null), ...all.filter(({ missing }) => missing !== null)]
}

const missingFor = ({ needs }: Definition): string => needs ?? t('Not on this screen')

/** The palette opens and never decides: the verb gets the focus, a person presses it. */
function focusVerb(): void {
  const verb = document.querySelector<HTMLElement>('#decision-dock [data-verb=primary], #decision-dock .button-solid')
  ;(verb ?? document.getElementById('decision-dock'))?.focus()
}

/** Searches with a name are found like commands. */
export const savedCommands = (searches: readonly SavedSearch[]): readonly PaletteCommand[] =>
  searches.map((search) => ({
    id: `saved.${search.id}`,
    title: t('Search transcripts: {{name}}', { name: search.name }),
    section: t('Transcripts'),
    combo: null,
    missing: null,
    decides: false,
    run: () => openSearch(search),
  }))
