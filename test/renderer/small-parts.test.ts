import { describe, expect, it } from 'vitest'
import { matches, rangesOf } from '#renderer/app/Palette/found.ts'
import { comboKeys, comboOf } from '#renderer/ui/combos.ts'
import { ageWords, agoWords, dayWords } from '#renderer/ui/Time.tsx'
import { initials } from '#renderer/ui/words.ts'

const key = (name: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) =>
  comboOf({ key: name, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held })

describe('combos', () => {
  it('takes letters by what they write and Shift where it means something', () => {
    expect(key('a')).toBe('a')
    expect(key('A')).toBe('a')
    expect(key('Z', { shiftKey: true })).toBe('Shift+Z')
    expect(key('?', { shiftKey: true })).toBe('?')
    expect(key('F6', { shiftKey: true })).toBe('Shift+F6')
    expect(key('Enter', { ctrlKey: true })).toBe('Mod+Enter')
    expect(key('k', { metaKey: true })).toBe('Mod+k')
    expect(key('\\', { ctrlKey: true })).toBe('Mod+\\')
    const chord = { ctrlKey: true, metaKey: false, altKey: false, shiftKey: true, code: 'Period' }
    expect(['>', ':', '.'].map((written) => comboOf({ ...chord, key: written }))).toEqual(Array(3).fill('Mod+Shift+.'))
    expect(comboOf({ ...chord, key: '>', ctrlKey: false })).toBe('>')
  })
  it('splits into caps', () => {
    expect(comboKeys('Mod+Shift+Z')).toEqual(['Mod', 'Shift', 'Z'])
    expect(comboKeys('g i')).toEqual(['g', 'i'])
  })
})

describe('times', () => {
  it('says ages shortly', () => {
    expect([0, 59_000, 60_000, 59 * 60_000, 108 * 60_000, 120 * 60_000, 26 * 3_600_000].map(ageWords)).toEqual([
      'now',
      'now',
      '1 min',
      '59 min',
      '1 h 48',
      '2 h',
      '1 d',
    ])
    expect([4000, 150_000].map(agoWords)).toEqual(['4 s ago', '2 min ago'])
  })
  it('says days', () => {
    const now = new Date(2026, 2, 10, 9).getTime()
    expect(dayWords(now, now)).toBe('Today')
    expect(dayWords(new Date(2026, 2, 9, 23).getTime(), now)).toBe('Yesterday')
    expect(dayWords(new Date(2026, 0, 2).getTime(), now)).toBe('2 January')
    expect(dayWords(new Date(2025, 0, 2).getTime(), now)).toBe('2 January 2025')
  })
})

it('finds words anywhere and says where', () => {
  expect(matches('Refund $184.00 Ana Ruiz', 'ana refund')).toBe(true)
  expect(matches('Refund $184.00 Ana Ruiz', 'ana reply')).toBe(false)
  expect(rangesOf('Refund Ana', 'ana ref')).toEqual([
    [0, 3],
    [7, 10],
  ])
})

it('makes initials of names', () => {
  expect(['Ana Ruiz', 'Larch & Ledge', 'Saoirse Ní Bhriain', 'élodie', '42'].map(initials)).toEqual([
    'AR',
    'LL',
    'SB',
    'É',
    '?',
  ])
})
