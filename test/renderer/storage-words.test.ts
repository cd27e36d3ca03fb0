import { describe, expect, test } from 'vitest'
import type { StorageStatus } from '#contract/storage.ts'
import { roomWords, storageWords } from '#renderer/app/storage-words.ts'

const storage = (more: Partial<StorageStatus>): StorageStatus => ({
  state: 'ok',
  since: null,
  freeBytes: null,
  unrecorded: 0,
  ...more,
})
const since = new Date(2026, 10, 22, 14, 2).getTime()

describe('what is said of the disk', () => {
  test('nothing while it is well, and nothing twice where the database is damaged', () => {
    expect(storageWords(storage({}))).toBeNull()
    expect(storageWords(storage({ state: 'damaged', since }))).toBeNull()
  })

  test('little room is a warning, with how much', () => {
    const words = storageWords(storage({ state: 'low', since, freeBytes: 812_400_000 }))
    expect(words).toMatchObject({ title: 'The disk is almost full: 812 MB left.', isUrgent: false })
    expect(storageWords(storage({ state: 'low', since }))?.title).toBe('The disk is almost full.')
  })

  test.each([
    ['full', /^The disk is full since .*02/, /Make room/],
    ['read_only', /^The disk cannot be written since .*02/, /folder writable/],
  ] as const)('%s: what happened, what did not, what to do', (state, title, remedy) => {
    const words = storageWords(storage({ state, since }))
    expect(words?.title).toMatch(title)
    expect(words?.body).toMatch(/Nothing new is read or sent/)
    expect(words?.body).toMatch(remedy)
    expect(words?.body).toMatch(/goes on by itself/)
    expect(words?.isUrgent).toBe(true)
  })

  test('an outcome that is not recorded is said with everything else, and alone', () => {
    expect(storageWords(storage({ state: 'full', since, unrecorded: 1 }))?.body).toContain(
      'What came of 1 action is known',
    )
    expect(storageWords(storage({ state: 'damaged', unrecorded: 2 }))).toMatchObject({
      title: 'Not everything is recorded.',
      body: expect.stringMatching(/^What came of 2 actions are known/),
    })
  })
})

test('room in the unit a person would use', () => {
  expect([0, 999_999_999, 1_000_000_000, 12_340_000_000].map(roomWords)).toEqual([
    '0 MB',
    '999 MB',
    '1.0 GB',
    '12.3 GB',
  ])
})
