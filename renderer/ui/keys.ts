import { useEffect, useRef } from 'react'

/**
 * The one place keys are read. Parts of the screen register a map under a scope; the innermost scope that knows a key gets
 * it. Bare keys (no Control, Command or Alt) are dead while a text field has the focus, on controls that use the key
 * themselves, and, when single keys are off, altogether. A dialog takes all keys from what lies under it.
 */

export type Scope = 'app' | 'inbox' | 'evidence' | 'dock' | 'dialog'
const ranks: Readonly<Record<Scope, number>> = { app: 0, inbox: 1, evidence: 2, dock: 3, dialog: 9 }

export type Binding = {
  /** For the sheet of shortcuts; empty: not listed. */
  readonly label: string
  readonly run: (event: KeyboardEvent) => void
  /** May be held down. Off for everything that decides. */
  readonly repeat?: boolean
  /** A text field has its own use for this chord: there it is left to the field. */
  readonly restsInText?: boolean
  /** Works over an open dialog as well: for what must be in reach at any time. */
  readonly always?: boolean
}
/** Combos: "a", "Shift+Z", "Mod+Enter", "g i", "F6", "?", ".", "1". Mod is Control, or Command on a Mac. */
export type KeyMap = Readonly<Record<string, Binding>>

type Entry = { readonly scope: Scope; readonly order: number; map: KeyMap }

const entries = new Set<Entry>()
let lastOrder = 0
let singleKeys = true
let prefix: { readonly key: string; readonly at: number } | null = null
let listening = false

export const setSingleKeys = (on: boolean): void => {
  singleKeys = on
}

const textTypes = new Set(['checkbox', 'radio', 'button', 'submit', 'reset', 'range', 'color', 'file', 'image'])

export function isTextField(element: EventTarget | null): boolean {
  if (!(element instanceof HTMLElement)) return false
  if (element.isContentEditable || element instanceof HTMLTextAreaElement) return true
  return element instanceof HTMLInputElement && !textTypes.has(element.type)
}

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'> & { readonly code?: string }

/**
 * "Mod+Shift+Z" and the like. Shift counts for letters, named keys and, in a chord, the full stop, which keyboards write as
 * different characters with it; all other characters already contain it.
 */
export function comboOf(event: Pressed): string {
  const letter = /^\p{L}$/u.test(event.key)
  const named = event.key.length > 1
  const mod = event.ctrlKey || event.metaKey
  const stop = mod && event.shiftKey && (event.code === 'Period' || event.key === '.')
  const shift = event.shiftKey && (letter || named || stop)
  const key = stop ? '.' : letter ? (shift ? event.key.toUpperCase() : event.key.toLowerCase()) : event.key
  return [mod ? 'Mod' : '', event.altKey ? 'Alt' : '', shift ? 'Shift' : '', key]
    .filter((part) => part !== '')
    .join('+')
}

const isBare = (event: KeyboardEvent) => !event.ctrlKey && !event.metaKey && !event.altKey
const isPrintable = (event: KeyboardEvent) => event.key.length === 1

/** Keys a focused control means to use itself. */
function belongsToControl(event: KeyboardEvent): boolean {
  if (!(event.target instanceof HTMLElement)) return false
  if (event.key === 'Enter' || event.key === ' ')
    return event.target.closest('button,a[href],summary,select,input,[role=tab],[role=radio],[role=switch]') !== null
  if (event.target.closest('select,[role=menu],[role=combobox],[aria-haspopup=listbox]') !== null)
    return isPrintable(event)
  return false
}

/** A dialog that did not register, or a list that a control has opened over everything (`data-trigger` names the control). */
const foreignDialog = (target: EventTarget | null) =>
  target instanceof Element && target.closest('[role=dialog],[role=alertdialog],[role=menu],[data-trigger]') !== null

function find(combo: string, floor: number): Binding | undefined {
  return [...entries]
    .sort((one, two) => ranks[two.scope] - ranks[one.scope] || two.order - one.order)
    .map((entry) => ({ binding: entry.map[combo], inReach: ranks[entry.scope] >= floor }))
    .find(({ binding, inReach }) => binding !== undefined && (inReach || binding.always === true))?.binding
}

const startsSequence = (key: string, floor: number) =>
  [...entries].some(
    (entry) => ranks[entry.scope] >= floor && Object.keys(entry.map).some((combo) => combo.startsWith(`${key} `)),
  )

export function handleKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return
  const bare = isBare(event)
  const stays = event.key === 'Escape' || /^F\d+$/.test(event.key)
  if (bare && !stays && (isTextField(event.target) || belongsToControl(event))) return
  if (bare && isPrintable(event) && !singleKeys) return
  const modal = [...entries].some((entry) => entry.scope === 'dialog') || foreignDialog(event.target)
  const floor = modal ? ranks.dialog : 0
  const combo = comboOf(event)
  const before = prefix !== null && event.timeStamp - prefix.at < 1500 ? prefix.key : null
  prefix = null
  const binding = (before === null ? undefined : find(`${before} ${combo}`, floor)) ?? find(combo, floor)
  if (binding === undefined) {
    if (bare && isPrintable(event) && startsSequence(combo, floor)) prefix = { key: combo, at: event.timeStamp }
    return
  }
  if (binding.restsInText === true && isTextField(event.target)) return
  event.preventDefault()
  if (event.repeat && binding.repeat !== true) return
  binding.run(event)
}

/** Registers keys while the component is on screen. The map may be new on every render. */
export function useKeys(scope: Scope, map: KeyMap): void {
  const entry = useRef<Entry | null>(null)
  useEffect(() => {
    if (entry.current !== null) entry.current.map = map
  })
  useEffect(() => {
    if (!listening) {
      listening = true
      window.addEventListener('keydown', handleKey)
    }
    lastOrder += 1
    const own: Entry = { scope, order: lastOrder, map }
    entry.current = own
    entries.add(own)
    return () => {
      entries.delete(own)
      entry.current = null
    }
    // The map of the moment is kept by the effect above; registering again would change who is innermost.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [scope])
}

export type Listed = { readonly scope: Scope; readonly combo: string; readonly label: string }

/** What can be pressed now, outermost first: the sheet of shortcuts. */
export function listKeys(): readonly Listed[] {
  return [...entries]
    .filter((entry) => entry.scope !== 'dialog')
    .sort((one, two) => ranks[one.scope] - ranks[two.scope] || one.order - two.order)
    .flatMap((entry) =>
      Object.entries(entry.map)
        .filter(([, binding]) => binding.label !== '')
        .map(([combo, binding]) => ({ scope: entry.scope, combo, label: binding.label })),
    )
}

/** "Mod+Shift+Z" and "g i" as single caps. */
export const comboKeys = (combo: string): readonly string[] => combo.split(/[+ ]/).filter((part) => part !== '')
