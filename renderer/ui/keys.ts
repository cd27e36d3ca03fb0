import { useEffect, useRef } from 'react'
import type { CommandId } from '#renderer/app/Palette/commands.ts'
import { comboOf, isBare, isNoKey } from '#renderer/ui/combos.ts'
import { pressable, rankOf, useKeymap, type Definition } from '#renderer/ui/keymap.ts'

/**
 * The one place keys are read. Parts of the screen bring what their commands do; the innermost command that has the key
 * gets it. Bare keys (no Control, Command or Alt) are dead while a text field has the focus, on controls that use the key
 * themselves, and, when single keys are off, altogether. A dialog takes all keys from what lies under it.
 */

/** `event` is null where no key was pressed: it was chosen in the palette. */
export type Run = (event: KeyboardEvent | null) => void
export type Runs = Readonly<Partial<Record<CommandId, Run>>>

type Entry = { readonly order: number; runs: Runs }

const entries = new Set<Entry>()
let lastOrder = 0
let prefix: { readonly key: string; readonly at: number } | null = null
let listening = false

const textTypes = new Set(['checkbox', 'radio', 'button', 'submit', 'reset', 'range', 'color', 'file', 'image'])

export function isTextField(element: EventTarget | null): boolean {
  if (!(element instanceof HTMLElement)) return false
  if (element.isContentEditable || element instanceof HTMLTextAreaElement) return true
  return element instanceof HTMLInputElement && !textTypes.has(element.type)
}

const isPrintable = (event: KeyboardEvent) => event.key.length === 1

/** Keys a focused control means to use itself. */
export function belongsToControl(event: KeyboardEvent): boolean {
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

type Live = { readonly id: string; readonly definition: Definition; readonly order: number; readonly run: Run }

/** What could be done now. */
function liveCommands(): readonly Live[] {
  const { definitions } = useKeymap.getState()
  const brought = [...entries].flatMap(({ order, runs }) =>
    Object.entries(runs).flatMap(([id, run]) => {
      const definition = definitions[id]
      return definition === undefined ? [] : [{ id, definition, order, run }]
    }),
  )
  const always = Object.entries(definitions).flatMap(([id, definition]) => {
    const { run } = definition
    return run === undefined ? [] : [{ id, definition, order: 0, run: () => run() }]
  })
  return [...always, ...brought]
}

const inner = (one: Live, two: Live) =>
  rankOf(two.definition.area) - rankOf(one.definition.area) || two.order - one.order

/** Whether a dialog lies over everything, so that no key of the screen below is meant. */
export const isCovered = (target: EventTarget | null): boolean =>
  foreignDialog(target) || liveCommands().some(({ definition }) => definition.area === 'dialog')

/** Those a key can reach, innermost first: all but what lies under a dialog. */
function inReach(target: EventTarget | null): readonly Live[] {
  const live = liveCommands()
  const modal = live.some(({ definition }) => definition.area === 'dialog') || foreignDialog(target)
  return live
    .filter(({ definition }) => !modal || definition.area === 'dialog' || definition.always === true)
    .toSorted(inner)
}

export function handleKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || isNoKey(event)) return
  const keymap = useKeymap.getState()
  const bare = isBare(event)
  const stays = event.key === 'Escape' || /^F\d+$/.test(event.key)
  if (bare && !stays && (isTextField(event.target) || belongsToControl(event))) return
  if (bare && isPrintable(event) && !keymap.singleKeys) return
  const combo = comboOf(event)
  const before = prefix !== null && event.timeStamp - prefix.at < 1500 ? prefix.key : null
  prefix = null
  const live = inReach(event.target)
  const meant = (wanted: string) => live.find(({ id }) => pressable(keymap, id).includes(wanted))
  const found = (before === null ? undefined : meant(`${before} ${combo}`)) ?? meant(combo)
  if (found === undefined) {
    const begins = ({ id }: Live) => pressable(keymap, id).some((own) => own.startsWith(`${combo} `))
    if (bare && isPrintable(event) && live.some(begins)) prefix = { key: combo, at: event.timeStamp }
    return
  }
  // Who brings it listens to the key itself.
  if (found.definition.held === true) return
  if (found.definition.restsInText === true && isTextField(event.target)) return
  event.preventDefault()
  if (event.repeat && found.definition.repeat !== true) return
  found.run(event)
}

/**
 * A focused button takes Enter with any modifier for itself, and a radio lets nobody else see it: the chord that saves or
 * signs is read before they are asked.
 */
export function handleChord(event: KeyboardEvent): void {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || isTextField(event.target)) return
  handleKey(event)
  if (event.defaultPrevented) event.stopPropagation()
}

/** What these commands do while the component is on screen. The functions may be new on every render. */
export function useCommands(runs: Runs): void {
  const entry = useRef<Entry | null>(null)
  useEffect(() => {
    if (entry.current !== null) entry.current.runs = runs
  })
  useEffect(() => {
    if (!listening) {
      listening = true
      window.addEventListener('keydown', handleChord, { capture: true })
      window.addEventListener('keydown', handleKey)
    }
    lastOrder += 1
    const own: Entry = { order: lastOrder, runs }
    entry.current = own
    entries.add(own)
    return () => {
      entries.delete(own)
      entry.current = null
    }
    // What they do at the moment is kept by the effect above; registering again would change who is innermost.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [])
}

/** What can be done on this screen now, dialogs left out: by command, the innermost who brought it. */
export const runnable = (): ReadonlyMap<string, Run> =>
  new Map(
    liveCommands()
      .filter(({ definition }) => definition.area !== 'dialog')
      .toSorted((one, two) => inner(two, one))
      .map(({ id, run }) => [id, run]),
  )
