import { expect, test } from 'vitest'
import { fitting } from '#renderer/app/Inbox/views-that-fit.ts'

const room = { line: 320, gap: 10, more: 60 }

test('what fits stands in the line, to the last pixel, and nothing is kept for a word that is not needed', () => {
  expect(fitting([100, 100, 100], 0, room)).toEqual([0, 1, 2])
  expect(fitting([], -1, room)).toEqual([])
})

test('what does not fit leaves room for the word that opens it', () => {
  expect(fitting([100, 100, 101], 0, room)).toEqual([0, 1])
  expect(fitting([40, 60, 70, 60, 50, 90, 50], 0, room)).toEqual([0, 1, 2])
})

test('the current view is in the line, at the place of others if need be', () => {
  expect(fitting([40, 60, 70, 60, 50, 90, 50], 6, room)).toEqual([0, 1, 2, 6])
  expect(fitting([40, 60, 70, 60, 50, 90, 50], 5, room)).toEqual([0, 1, 5])
  expect(fitting([40, 60, 400], 2, room)).toEqual([2])
})
