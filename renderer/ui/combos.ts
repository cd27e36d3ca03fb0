import { t } from '#renderer/ui/language.ts'

/**
 * Keys in writing: "a", "Shift+Z", "Mod+Enter", "g i", "F6", "?". Mod is Control, or Command on a Mac. Letters are what the
 * layout writes, not where they lie; a key that is held while it is written (Shift of "?") is not named twice.
 */

export type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'> & {
  readonly code?: string
  readonly getModifierState?: (name: string) => boolean
}

export const apple = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent)

/** In its own window the desk has no tabs to step through. */
const inApp = typeof location !== 'undefined' && location.protocol === 'app:'

const modifiers = new Set([
  'Shift',
  'Control',
  'Alt',
  'AltGraph',
  'Meta',
  'CapsLock',
  'NumLock',
  'Fn',
  'OS',
  'Hyper',
  'Super',
])
/** Half a character: a dead key, one that an input method took, one the system does not name. */
const unfinished = new Set(['Dead', 'Process', 'Unidentified', 'Compose'])

/** Presses nothing by itself. */
export const isNoKey = ({ key }: Pick<Pressed, 'key'>): boolean => modifiers.has(key) || unfinished.has(key)

/** AltGr, or Option on a Mac, only helped to write the character: it is not held. */
const isWritten = (event: Pressed): boolean =>
  event.key.length === 1 &&
  (event.getModifierState?.('AltGraph') === true || (apple && event.altKey && !event.ctrlKey && !event.metaKey))

export function isBare(event: Pressed): boolean {
  return isWritten(event) || (!event.ctrlKey && !event.metaKey && !event.altKey)
}

/** What a key of another script stands for on the keys of a Latin one. */
function letterOf(event: Pressed): string {
  const isForeign = /^\p{L}$/u.test(event.key) && !/^\p{Script=Latin}$/u.test(event.key)
  const latin = isForeign ? /^Key([A-Z])$/.exec(event.code ?? '')?.[1] : undefined
  return latin === undefined ? event.key : latin.toLowerCase()
}

/**
 * Shift counts for letters, named keys and, in a chord, the full stop, which keyboards write as different characters with
 * it; all other characters already contain it.
 */
export function comboOf(event: Pressed): string {
  const written = isWritten(event)
  const name = letterOf(event)
  const letter = /^\p{L}$/u.test(name)
  const mod = !written && (event.ctrlKey || event.metaKey)
  const stop = mod && event.shiftKey && (event.code === 'Period' || name === '.')
  const shift = event.shiftKey && (letter || name.length > 1 || stop)
  const key = stop ? '.' : letter ? (shift ? name.toUpperCase() : name.toLowerCase()) : name
  return [mod ? 'Mod' : '', event.altKey && !written ? 'Alt' : '', shift ? 'Shift' : '', key === ' ' ? 'Space' : key]
    .filter((part) => part !== '')
    .join('+')
}

type Stroke = { readonly mod: boolean; readonly alt: boolean; readonly shift: boolean; readonly key: string }

const named =
  /^(Enter|Escape|Tab|Space|Backspace|Delete|Insert|Home|End|PageUp|PageDown|Arrow(Up|Down|Left|Right)|F([1-9]|1\d|2[0-4]))$/

function readStroke(text: string): Stroke | null {
  const found = /^(Mod\+)?(Alt\+)?(Shift\+)?(.+)$/u.exec(text)
  const key = found?.[4] ?? ''
  if (found === null || !(named.test(key) || (/^\S$/u.test(key) && !/^\p{C}$/u.test(key)))) return null
  return { mod: found[1] !== undefined, alt: found[2] !== undefined, shift: found[3] !== undefined, key }
}

const isLetter = (key: string) => /^\p{L}$/u.test(key)
const write = ({ mod, alt, shift, key }: Stroke): string => {
  const letter = isLetter(key) ? (shift ? key.toUpperCase() : key.toLowerCase()) : key
  return `${mod ? 'Mod+' : ''}${alt ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${letter}`
}

const strokesOf = (combo: string): readonly (Stroke | null)[] => combo.split(' ').map(readStroke)

/** The one way to write it, or null where it is no key or more than two after each other. */
export function normalCombo(combo: string): string | null {
  const strokes = strokesOf(combo.trim())
  if (strokes.length > 2) return null
  return strokes.some((stroke) => stroke === null)
    ? null
    : strokes.flatMap((stroke) => (stroke === null ? [] : [write(stroke)])).join(' ')
}

/** A character by itself, or a row of them: what goes off with the single keys. */
export const isSingle = (combo: string): boolean => {
  const [first] = strokesOf(combo)
  return first !== null && first !== undefined && !first.mod && !first.alt && first.key.length === 1
}

const ofTheBrowser = new Set(['t', 'n', 'w', 'q', 'T', 'N', 'W', 'Q', 'Tab', 'PageUp', 'PageDown', 'F4'])
const ofTheView = new Set(['r', 'R', 'l', '+', '-', '=', '0', 'p'])
const ofText = new Set(['a', 'c', 'x', 'v', 'Backspace', 'Delete', 'Home', 'End'])
const ofTheSystem = /^F(1|3|5|7|10|11|12)$/
const ofLists = /^(Arrow(Up|Down|Left|Right)|Home|End|PageUp|PageDown|Space|Tab|Backspace|Delete|Insert)$/

/**
 * Why a key cannot be given away, or null. One that is held is one key whose coming up is heard; it may be Space, which is left
 * alone where a list or a button has the focus.
 */
export function refusalOf(combo: string, held = false): string | null {
  const strokes = strokesOf(combo)
  const [first] = strokes
  if (normalCombo(combo) === null || first === null || first === undefined) return t('This key has no name here.')
  if (strokes.some((stroke) => stroke?.key === 'Escape')) return t('Escape always steps back one level.')
  if (
    strokes.length > 1 &&
    strokes.some((stroke) => stroke === null || stroke.mod || stroke.alt || stroke.key.length > 1)
  )
    return t('Two keys after each other have to be plain characters.')
  const { mod, alt, shift, key } = first
  if (held && strokes.length > 1) return t('Two keys after each other cannot be held down.')
  if (held && mod) return t('A key that is held stands alone: let go in another order, nobody hears it come up.')
  if (alt) return t('Alt writes characters on many keyboards, or opens a menu.')
  if (!mod && key === 'Tab') return t('Tab moves the focus.')
  if (ofTheSystem.test(key)) return t('{{key}} belongs to the browser or the system.', { key })
  if (mod && (ofTheBrowser.has(key) || (!inApp && /^[1-9]$/.test(key))))
    return t('The browser keeps this one for its tabs and windows.')
  if (mod && !shift && ofTheView.has(key)) return t('The browser uses it: to load, print, find an address, or zoom.')
  if (mod && ofText.has(key)) return t('It edits text, in every field.')
  if (mod && ofLists.test(key)) return t('It moves the caret, in every field.')
  if (!mod && ofLists.test(key) && !(held && key === 'Space')) return t('It moves in lists and presses buttons.')
  return null
}

/** One is the other, or begins it: both cannot be pressed in the same place. */
export const clash = (one: string, other: string): boolean =>
  one === other || one.startsWith(`${other} `) || other.startsWith(`${one} `)

/** "Mod+Shift+Z" and "g i" as single caps. */
export const comboKeys = (combo: string): readonly string[] =>
  combo.split(' ').flatMap((stroke) => {
    const read = readStroke(stroke)
    if (read === null) return stroke.split('+').filter((part) => part !== '')
    return [read.mod ? 'Mod' : '', read.alt ? 'Alt' : '', read.shift ? 'Shift' : '', read.key].filter(
      (part) => part !== '',
    )
  })

/** For aria-keyshortcuts, which knows no rows of keys. */
export const ariaCombo = (combo: string): string | undefined =>
  combo.includes(' ') ? undefined : combo.replace('Mod', apple ? 'Meta' : 'Control')
