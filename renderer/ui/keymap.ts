import { create } from 'zustand'
import type { KeyChoice, KeyPreset } from '#contract/preferences.ts'
import { clash, isSingle, normalCombo, refusalOf } from '#renderer/ui/combos.ts'
import { t } from '#renderer/ui/language.ts'

/**
 * Which keys do what. Commands are declared once (renderer/app/Palette/commands.ts); what a person changed comes from the
 * settings. Buttons, palette, menus, the sheet of shortcuts and the reader of keys all look here.
 */

/** Where a command can be pressed. Two commands in one place cannot have one key. */
export type Area =
  | 'everywhere'
  | 'inbox'
  | 'evidence'
  | 'dock'
  | 'decision'
  | 'checking'
  | 'panel'
  | 'composer'
  | 'onboarding'
  | 'settings'
  | 'policies'
  | 'activity'
  | 'playground'
  | 'calls'
  | 'transcripts'
  | 'search'
  | 'quality'
  | 'review'
  | 'agents'
  | 'knowledge'
  | 'dialog'

const places: Readonly<Record<Area, { readonly within: Area | null; readonly rank: number; readonly words: string }>> =
  {
    everywhere: { within: null, rank: 0, words: t('everywhere') },
    inbox: { within: 'everywhere', rank: 1, words: t('in the inbox') },
    onboarding: { within: 'everywhere', rank: 1, words: t('at the first start') },
    settings: { within: 'everywhere', rank: 1, words: t('in the settings') },
    policies: { within: 'everywhere', rank: 1, words: t('in the policies') },
    playground: { within: 'everywhere', rank: 1, words: t('in the playground') },
    activity: { within: 'everywhere', rank: 1, words: t('in the activity') },
    calls: { within: 'everywhere', rank: 1, words: t('in the calls') },
    transcripts: { within: 'everywhere', rank: 1, words: t('in the transcripts') },
    search: { within: 'transcripts', rank: 3, words: t('in the search of the transcripts') },
    quality: { within: 'everywhere', rank: 1, words: t('in the quality section') },
    review: { within: 'quality', rank: 2, words: t('on an item in review') },
    knowledge: { within: 'everywhere', rank: 1, words: t('under Knowledge') },
    agents: { within: 'everywhere', rank: 1, words: t('under Agents') },
    evidence: { within: 'inbox', rank: 2, words: t('beside a decision') },
    dock: { within: 'inbox', rank: 3, words: t('on a decision') },
    decision: { within: 'dock', rank: 3, words: t('on a decision that waits') },
    checking: { within: 'dock', rank: 3, words: t('on an outcome to check') },
    panel: { within: 'dock', rank: 3, words: t('in an open panel') },
    composer: { within: 'inbox', rank: 3, words: t('where you write yourself') },
    dialog: { within: null, rank: 9, words: t('in a dialog') },
  }

export const rankOf = (area: Area): number => places[area].rank
export const areaWords = (area: Area): string => places[area].words

const isWithin = (inner: Area, outer: Area): boolean => {
  for (let area: Area | null = inner; area !== null; area = places[area].within) if (area === outer) return true
  return false
}
export const meet = (one: Area, other: Area): boolean =>
  isWithin(one, other) ||
  isWithin(other, one) ||
  (one === 'evidence' && isWithin(other, 'inbox')) ||
  (other === 'evidence' && isWithin(one, 'inbox'))

export type Definition = {
  readonly title: string
  /** Its heading in lists. */
  readonly section: string
  readonly area: Area
  readonly keys: readonly string[]
  /** What has to be there first, for those who look for it where it is not: "Open a decision that waits for you". */
  readonly needs?: string
  /** Its keys cannot be changed. */
  readonly fixed?: true
  /** Signs: it is found in the palette, and never runs from there. */
  readonly decides?: true
  /** May be held down. Off for everything that decides. */
  readonly repeat?: true
  /** A text field has its own use for this chord: there it is left to the field. */
  readonly restsInText?: true
  /** Counts for as long as it is down, so that who brings it reads the key: up as well as down. */
  readonly held?: true
  /** Works over an open dialog as well: for what must be in reach at any time. */
  readonly always?: true
  /** For what can be done anywhere. Without it a component brings it with `useCommands` while it is on screen. */
  readonly run?: () => void
}
export type Definitions = Readonly<Record<string, Definition>>
export type Presets = Readonly<Record<KeyPreset, Readonly<Record<string, readonly string[]>>>>
export type Combos = Readonly<Record<string, readonly string[]>>

/** The keys of a preset, before anybody changed one. */
export const presetKeys = (definitions: Definitions, presets: Presets, preset: KeyPreset): Combos =>
  Object.fromEntries(Object.entries(definitions).map(([id, { keys }]) => [id, presets[preset][id] ?? keys]))

/** Commands that could be meant by the same key in the same place. */
export function conflictsOf(definitions: Definitions, combos: Combos, id: string, combo: string): readonly string[] {
  const area = definitions[id]?.area
  if (area === undefined) return []
  return Object.entries(definitions).flatMap(([other, definition]) =>
    other !== id && meet(area, definition.area) && combos[other]?.some((taken) => clash(taken, combo)) === true
      ? [other]
      : [],
  )
}

export type Resolved = { readonly combos: Combos; readonly problems: readonly string[] }

/** The keys in force. What is stored and cannot be is left out, said, and the preset's key stands in its place. */
export function resolveKeys(definitions: Definitions, presets: Presets, choice: KeyChoice): Resolved {
  const base = presetKeys(definitions, presets, choice.preset)
  const problems: string[] = choice.unread === true ? [t('The keys that were stored could not be read.')] : []
  let combos = base
  for (const [id, wanted] of Object.entries(choice.changed)) {
    const definition = definitions[id]
    if (definition === undefined) {
      problems.push(t('There is no command called “{{id}}”.', { id }))
      continue
    }
    if (definition.fixed === true) {
      problems.push(t('The keys of “{{title}}” cannot be changed.', { title: definition.title }))
      continue
    }
    const read = wanted.map((combo) => ({
      combo,
      normal: normalCombo(combo),
      refusal: base[id]?.includes(combo) === true ? null : refusalOf(combo, definition.held === true),
    }))
    const bad = read.find(({ normal, refusal }) => normal === null || refusal !== null)
    if (bad !== undefined) {
      problems.push(
        t('“{{title}}” cannot have “{{combo}}”. {{refusal}}', {
          title: definition.title,
          combo: bad.combo,
          refusal: bad.refusal ?? '',
        }).trim(),
      )
      continue
    }
    combos = { ...combos, [id]: read.flatMap(({ normal }) => normal ?? []) }
  }
  for (const id of Object.keys(choice.changed)) {
    const clashing = (combos[id] ?? []).find((combo) => conflictsOf(definitions, combos, id, combo).length > 0)
    if (clashing === undefined) continue
    const [other = ''] = conflictsOf(definitions, combos, id, clashing)
    problems.push(
      t('“{{clashing}}” stood for “{{title}}” and “{{other}}”.', {
        clashing,
        title: definitions[id]?.title ?? id,
        other: definitions[other]?.title ?? other,
      }),
    )
    const own = (base[id] ?? []).filter((combo) => conflictsOf(definitions, combos, id, combo).length === 0)
    combos = { ...combos, [id]: own }
  }
  return { combos, problems }
}

type Keymap = Resolved & { readonly definitions: Definitions; readonly presets: Presets; readonly singleKeys: boolean }

const noPresets: Presets = { default: {}, vim: {}, gmail: {} }

export const useKeymap = create<Keymap>()(() => ({
  definitions: {},
  presets: noPresets,
  combos: {},
  problems: [],
  singleKeys: true,
}))

let choice: KeyChoice = { preset: 'default', changed: {} }

/** Once, where the page begins. */
export function installCommands(definitions: Definitions, presets: Presets): void {
  useKeymap.setState({ definitions, presets, ...resolveKeys(definitions, presets, choice) })
}

export function applyKeys(next: KeyChoice, singleKeys: boolean): void {
  const { definitions, presets, singleKeys: before } = useKeymap.getState()
  if (JSON.stringify(next) === JSON.stringify(choice) && singleKeys === before) return
  choice = next
  useKeymap.setState({ singleKeys, ...resolveKeys(definitions, presets, next) })
}

/** What can be pressed for it now: nothing that is turned off. */
export const pressable = (keymap: Pick<Keymap, 'combos' | 'singleKeys'>, id: string): readonly string[] => {
  const combos = keymap.combos[id] ?? []
  return keymap.singleKeys ? combos : combos.filter((combo) => !isSingle(combo))
}
