import type { CommandId } from '#renderer/app/Palette/commands.ts'
import { ariaCombo, comboKeys, apple } from '#renderer/ui/combos.ts'
import { pressable, useKeymap } from '#renderer/ui/keymap.ts'
import { t } from '#renderer/ui/language.ts'

const caps: Readonly<Record<string, string>> = apple
  ? { Mod: '⌘', Shift: '⇧', Alt: '⌥', Enter: '⏎', Escape: 'esc', ArrowUp: '↑', ArrowDown: '↓' }
  : { Mod: t('Ctrl'), Shift: '⇧', Alt: t('Alt'), Enter: '⏎', Escape: 'esc', ArrowUp: '↑', ArrowDown: '↓' }

const words: Readonly<Record<string, string>> = {
  Mod: apple ? t('Command') : t('Control'),
  '.': t('period'),
  '/': t('slash'),
  '[': t('left bracket'),
  ']': t('right bracket'),
  '\\': t('backslash'),
  '?': t('question mark'),
  ':': t('colon'),
  '#': t('number sign'),
}

const isLetter = (key: string) => key.length === 1 && key !== key.toUpperCase()

/** One key cap. */
function Kbd({ of }: { readonly of: string }) {
  return <kbd>{caps[of] ?? (isLetter(of) ? of.toUpperCase() : of)}</kbd>
}

/** Keys pressed together or after each other, for eyes only: the control they stand in carries aria-keyshortcuts or a name. */
export function Keys({ keys }: { readonly keys: readonly string[] }) {
  return (
    <span className="keys" aria-hidden="true">
      {keys.map((key, at) => (
        // The same key may come twice.
        // oxlint-disable-next-line react/no-array-index-key
        <Kbd key={`${at} ${key}`} of={key} />
      ))}
    </span>
  )
}

/** The keys of a command as they are now; null where it has none that can be pressed. */
export const useCombo = (command: CommandId | undefined): string | null =>
  useKeymap((keymap) => (command === undefined ? null : (pressable(keymap, command)[0] ?? null)))

export function CommandKeys({ of }: { readonly of: CommandId }) {
  const combo = useCombo(of)
  return combo === null ? null : <Keys keys={comboKeys(combo)} />
}

/** For the control that does the same as the command. */
export function useAriaKeys(command: CommandId | undefined): string | undefined {
  const combo = useCombo(command)
  return combo === null ? undefined : ariaCombo(combo)
}

/** The same in words, for lists of shortcuts read aloud. */
export const comboWords = (combo: string): string =>
  comboKeys(combo)
    .map((key) => words[key] ?? (isLetter(key) ? key.toUpperCase() : key))
    .join(' ')
