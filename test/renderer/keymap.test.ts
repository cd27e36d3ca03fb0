import { describe, expect, test } from 'vitest'
import { commands } from '#renderer/app/Palette/commands.ts'
import { presets } from '#renderer/app/Palette/presets.ts'
import { KeyPresetSchema } from '#contract/preferences.ts'
import { comboOf, isBare, isNoKey, isSingle, normalCombo, refusalOf, type Pressed } from '#renderer/ui/combos.ts'
import { conflictsOf, pressable, presetKeys, resolveKeys, type Definitions } from '#renderer/ui/keymap.ts'

const all: Definitions = commands
const press = (key: string, more: Partial<Pressed> = {}): Pressed => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
})
const altGraph = { ctrlKey: true, altKey: true, getModifierState: (name: string) => name === 'AltGraph' }

describe('keys as they are pressed', () => {
  test('a character written with AltGr is that character, and bare', () => {
    expect([comboOf(press('[', altGraph)), isBare(press('[', altGraph))]).toEqual(['[', true])
    expect(isBare(press('[', { ctrlKey: true, altKey: true }))).toBe(false)
  })
  test('letters go by what the layout writes; another script by where they lie', () => {
    expect(comboOf(press('a', { code: 'KeyQ' }))).toBe('a')
    expect(comboOf(press('ф', { code: 'KeyA' }))).toBe('a')
    expect(comboOf(press('Ф', { code: 'KeyA', shiftKey: true, ctrlKey: true }))).toBe('Mod+Shift+A')
    expect(comboOf(press('é', { code: 'Digit2' }))).toBe('é')
  })
  test('a modifier by itself, a dead key and an input method press nothing', () => {
    expect(
      ['Shift', 'AltGraph', 'CapsLock', 'Dead', 'Process', 'Unidentified'].map((key) => isNoKey(press(key))),
    ).toEqual(Array(6).fill(true))
    expect(isNoKey(press('e'))).toBe(false)
  })
})

describe('keys in writing', () => {
  test.each([
    ['Shift+z', 'Shift+Z'],
    ['Z', 'z'],
    ['Mod+Shift+k', 'Mod+Shift+K'],
    ['g i', 'g i'],
    ['Mod++', 'Mod++'],
    ['g i j', null],
    ['', null],
    ['Nothing', null],
    ['Mod+', null],
    ['Shift+Mod+k', null],
  ])('%j is %j', (combo, normal) => expect(normalCombo(combo)).toBe(normal))

  test.each([
    ['Mod+w', 'The browser keeps'],
    ['Mod+Shift+N', 'The browser keeps'],
    ['Mod+3', 'The browser keeps'],
    ['Mod+r', 'The browser uses'],
    ['Mod+c', 'It edits text'],
    ['Alt+a', 'Alt writes'],
    ['F5', 'F5 belongs'],
    ['Tab', 'Tab moves'],
    ['ArrowDown', 'It moves in lists'],
    ['Escape', 'Escape always'],
    ['g Escape', 'Escape always'],
    ['Mod+g i', 'Two keys after each other'],
  ])('%s is refused: %s…', (combo, why) => expect(refusalOf(combo)).toContain(why))

  test.each([
    ['g i', 'Two keys after each other cannot be held'],
    ['Mod+k', 'A key that is held stands alone'],
    ['Mod+Shift+K', 'A key that is held stands alone'],
  ])('%s is refused where it is held: %s…', (combo, why) => {
    expect(refusalOf(combo, true)).toContain(why)
    expect(refusalOf(combo)).toBeNull()
  })
  test('what can be held', () => {
    expect(['Space', 'v', 'F9', 'Shift+V'].map((combo) => refusalOf(combo, true))).toEqual(Array(4).fill(null))
  })

  test('what goes off with the single keys, and what stays', () => {
    expect(['a', 'Shift+A', '?', 'g i', '1'].map(isSingle)).toEqual(Array(5).fill(true))
    expect(['Mod+a', 'F6', 'Enter', 'Escape'].map(isSingle)).toEqual(Array(4).fill(false))
  })
})

describe.each(KeyPresetSchema.options)('the preset %s', (preset) => {
  const combos = presetKeys(all, presets, preset)
  const free = Object.entries(all).filter(([, { fixed }]) => fixed !== true)
  test('gives no key to two commands in one place, and none that cannot be given', () => {
    for (const [id] of free)
      for (const combo of combos[id] ?? []) {
        expect([id, combo, conflictsOf(all, combos, id, combo)]).toEqual([id, combo, []])
        expect([id, combo, normalCombo(combo)]).toEqual([id, combo, combo])
        // A browser keeps the numbers for its tabs: in the app they are a second way.
        if (!/^Mod\+[1-9]$/.test(combo) || combos[id]?.length === 1)
          expect([id, combo, refusalOf(combo, all[id]?.held)]).toEqual([id, combo, null])
      }
  })
  test('without single keys every decision still has a key, and nothing is left but chords and named keys', () => {
    const keymap = { combos, singleKeys: false }
    expect(
      Object.keys(all)
        .flatMap((id) => pressable(keymap, id))
        .filter(isSingle),
    ).toEqual([])
    for (const id of ['decision.signStrong', 'decision.send', 'palette.open', 'desk.pause', 'queue.takeBack'])
      expect(pressable(keymap, id)).not.toEqual([])
  })
  test('names commands that there are', () => {
    expect(Object.keys(presets[preset]).filter((id) => all[id] === undefined)).toEqual([])
  })
})

describe('keys of one’s own', () => {
  const resolve = (changed: Readonly<Record<string, string[]>>) =>
    resolveKeys(all, presets, { preset: 'default', changed: { ...changed } })
  test('take the place of the preset’s; two commands may change places', () => {
    const { combos, problems } = resolve({ 'decision.edit': ['r'], 'decision.reject': ['e'], 'queue.next': [] })
    expect([combos['decision.edit'], combos['decision.reject'], combos['queue.next'], problems]).toEqual([
      ['r'],
      ['e'],
      [],
      [],
    ])
  })
  test('a stored map that cannot be is said, and the preset stands in its place', () => {
    const { combos, problems } = resolve({
      'decision.edit': ['Mod+w'],
      'decision.reject': ['nonsense'],
      'queue.next': ['a'],
      'dialog.close': ['q'],
      'made.up': ['q'],
    })
    expect(problems).toHaveLength(5)
    expect([combos['decision.edit'], combos['decision.reject'], combos['queue.next'], combos['dialog.close']]).toEqual([
      ['e'],
      ['r'],
      ['j'],
      ['Escape'],
    ])
    expect(problems.join(' ')).toContain('“Next decision” and “Approve”')
  })
  test('what could not be read at all is said', () => {
    const { problems } = resolveKeys(all, presets, { preset: 'vim', changed: {}, unread: true })
    expect(problems).toEqual(['The keys that were stored could not be read.'])
  })
  test('a conflict names every command that could be meant, over all places that are on screen together', () => {
    const { combos } = resolve({})
    expect(conflictsOf(all, combos, 'queue.next', 'a')).toEqual(['decision.sign'])
    expect(conflictsOf(all, combos, 'evidence.why', 'e')).toEqual(['decision.edit'])
    expect(conflictsOf(all, combos, 'queue.next', 'g')).toEqual(expect.arrayContaining(['go.inbox', 'go.settings']))
    expect(conflictsOf(all, combos, 'onboarding.sample', 'a')).toEqual([])
  })
})
