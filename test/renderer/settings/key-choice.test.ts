import { expect, test } from 'vitest'
import { KeyChoiceSchema, type KeyChoice } from '#contract/preferences.ts'
import { commands } from '#renderer/app/Palette/commands.ts'
import { presets } from '#renderer/app/Palette/presets.ts'
import { canYield, giveKey, judgeKey, withKeys } from '#renderer/app/Settings/Shortcuts/key-choice.ts'
import { presetKeys, resolveKeys } from '#renderer/ui/keymap.ts'

const fresh: KeyChoice = { preset: 'default', changed: {} }
const base = presetKeys(commands, presets, 'default')
const give = (choice: KeyChoice, id: string, combo: string, replaced: string | null) => {
  const { combos } = resolveKeys(commands, presets, choice)
  return giveKey({ choice, definitions: commands, presets, combos }, id, combo, replaced)
}
const inForce = (choice: KeyChoice) => resolveKeys(commands, presets, choice)

test('a free key takes the place of the one it was pressed for, or comes as one more', () => {
  const replaced = give(fresh, 'decision.edit', 'q', 'e')
  expect(replaced.changed).toEqual({ 'decision.edit': ['q'] })
  expect(give(replaced, 'decision.edit', 'Mod+Shift+E', null).changed).toEqual({
    'decision.edit': ['q', 'Mod+Shift+E'],
  })
})

test('a key that is taken names who has it and where, and is given up by all of them', () => {
  const verdict = judgeKey(commands, base, 'queue.next', 'a')
  expect(verdict).toEqual({
    kind: 'taken',
    by: [{ id: 'decision.sign', title: 'Approve', where: 'on a decision that waits', yields: true }],
  })
  expect(canYield(verdict)).toBe(true)
  const choice = give(fresh, 'queue.next', 'a', 'j')
  expect(choice.changed).toEqual({ 'queue.next': ['a'], 'decision.sign': [] })
  expect(inForce(choice).problems).toEqual([])
  const sequence = inForce(give(fresh, 'queue.next', 'g', 'j'))
  expect([sequence.combos['go.inbox'], sequence.combos['go.settings'], sequence.problems]).toEqual([['Mod+1'], [], []])
})

test('what cannot be given away is refused with the reason, and one’s own key is no conflict', () => {
  expect(judgeKey(commands, base, 'decision.edit', 'Mod+w')).toMatchObject({ kind: 'refused' })
  expect(judgeKey(commands, base, 'decision.edit', 'e')).toEqual({ kind: 'own' })
  expect(judgeKey(commands, base, 'onboarding.sample', 'e')).toEqual({ kind: 'free' })
})

test('what equals the preset again is no change any more', () => {
  const changed = withKeys(fresh, base, 'decision.edit', ['q'])
  expect(withKeys(changed, base, 'decision.edit', ['e'])).toEqual(fresh)
})

test('what is stored is bounded', () => {
  const many = Object.fromEntries(Array.from({ length: 401 }, (_, at) => [`c${at}`, ['a']]))
  expect(KeyChoiceSchema.safeParse({ changed: many }).success).toBe(false)
  expect(KeyChoiceSchema.safeParse({ preset: 'emacs' }).success).toBe(false)
  expect(KeyChoiceSchema.parse({})).toEqual(fresh)
})
