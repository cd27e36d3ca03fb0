import { expect, test } from 'vitest'
import { ConfigurationSchema } from '#contract/settings.ts'
import { UpdateFailureSchema, UpdateHindranceSchema, type UpdateStep } from '#contract/updates.ts'
import { failureWords, hindranceWords, lookedWords, stepWords, updateNoticeWords } from '#renderer/app/update-words.ts'

const steps: readonly UpdateStep[] = [
  { at: 'hindered', by: 'no_address' },
  { at: 'off' },
  { at: 'idle' },
  { at: 'looking' },
  { at: 'found', version: '0.2.0' },
  { at: 'downloading', version: '0.2.0', percent: 46 },
  { at: 'ready', version: '0.2.0' },
  { at: 'installing', version: '0.2.0' },
]

test('nobody looks for newer versions unless the settings say so', () => {
  expect(ConfigurationSchema.parse({ version: 1 }).settings.updates).toBe('off')
  expect(ConfigurationSchema.safeParse({ version: 1, settings: { updates: 'always' } }).success).toBe(false)
})

test('every step, hindrance and failure has words of its own', () => {
  const said = [
    ...steps.map(stepWords),
    ...UpdateFailureSchema.options.map((because) => failureWords[because]),
    ...UpdateHindranceSchema.options.slice(0, 2).map((by) => hindranceWords[by]),
  ]
  expect(new Set(said).size).toBe(said.length)
  expect(stepWords({ at: 'hindered', by: 'no_address' })).toContain('This build has no address for updates.')
  expect(stepWords({ at: 'downloading', version: '0.2.0', percent: 46 })).toBe('Version 0.2.0 is being downloaded.')
})

test('a person is asked when something was found and when it is ready, once for each version', () => {
  expect(steps.filter((step) => updateNoticeWords(step, null) !== null).map(({ at }) => at)).toEqual(['found', 'ready'])
  expect(updateNoticeWords({ at: 'found', version: '0.2.0' }, '0.2.0')).toBeNull()
  expect(updateNoticeWords({ at: 'found', version: '0.3.0' }, '0.2.0')?.title).toContain('0.3.0')
})

test('when somebody last looked, or that nobody has', () => {
  const at = new Date(2026, 10, 22, 14, 2).getTime()
  expect(lookedWords({ lookedAt: null }, at)).toBe('Not since the start')
  expect(lookedWords({ lookedAt: at }, at + 1000)).toMatch(/^Today .*0?2/)
})
