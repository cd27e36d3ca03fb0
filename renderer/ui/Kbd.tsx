const apple = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent)

const caps: Readonly<Record<string, string>> = apple
  ? { Mod: '⌘', Shift: '⇧', Alt: '⌥', Enter: '⏎', Escape: 'esc', ArrowUp: '↑', ArrowDown: '↓' }
  : { Mod: 'Ctrl', Shift: '⇧', Alt: 'Alt', Enter: '⏎', Escape: 'esc', ArrowUp: '↑', ArrowDown: '↓' }

const words: Readonly<Record<string, string>> = {
  Mod: apple ? 'Command' : 'Control',
  '.': 'period',
  '/': 'slash',
  '[': 'left bracket',
  ']': 'right bracket',
  '\\': 'backslash',
  '?': 'question mark',
}

const isLetter = (key: string) => key.length === 1 && key !== key.toUpperCase()

/** One key cap. */
export function Kbd({ of }: { readonly of: string }) {
  return <kbd>{caps[of] ?? (isLetter(of) ? of.toUpperCase() : of)}</kbd>
}

/** Keys pressed together or after each other, for eyes only: the control they stand in carries aria-keyshortcuts or a name. */
export function Keys({ keys }: { readonly keys: readonly string[] }) {
  return (
    <span className="keys" aria-hidden="true">
      {keys.map((key) => (
        <Kbd key={key} of={key} />
      ))}
    </span>
  )
}

/** The same in words, for lists of shortcuts read aloud. */
export const keyWords = (keys: readonly string[]): string =>
  keys.map((key) => words[key] ?? (isLetter(key) ? key.toUpperCase() : key)).join(' ')
