import { expect, test } from 'vitest'
import { mentionsIn } from '#main/domain/mentions.ts'

const names = ['Jo', 'Jo Lindqvist', 'Marisol Keane', 'Änne']

test('who is named after an @, each once, in the order of the text', () => {
  expect(mentionsIn('@Marisol Keane and @jo lindqvist: see @Marisol Keane', names)).toEqual([
    'Marisol Keane',
    'Jo Lindqvist',
  ])
})

test('the longest name counts, and a longer word is nobody', () => {
  expect(mentionsIn('@Jo Lindqvist', names)).toEqual(['Jo Lindqvist'])
  expect(mentionsIn('@Jo, look', names)).toEqual(['Jo'])
  expect(mentionsIn('@Joan and @jolly', names)).toEqual([])
})

test('an address is no mention', () => {
  expect(mentionsIn('write to shop@jo.example', names)).toEqual([])
  expect(mentionsIn('(@änne)', names)).toEqual(['Änne'])
})
