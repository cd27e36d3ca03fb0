import { expect, test } from 'vitest'
import { segmentsOf, soughtPlaces, wordAt, wordPlaces } from '#renderer/app/Transcripts/word-places.ts'

const line = { heard: 'the glue, the tail', startMs: 1000, endMs: 2400 }
const word = (text: string, startMs: number) => ({ text, startMs, endMs: startMs + 200 })

test('a word that comes twice is found twice, in its order, and one that is not in the text is left out', () => {
  const words = [word('the', 1000), word('glue', 1200), word('gum', 1300), word('the', 1500), word('tail', 1700)]
  const places = wordPlaces({ ...line, words })
  expect(places.map(({ from, to, startMs }) => [line.heard.slice(from, to), from, startMs])).toEqual([
    ['the', 0, 1000],
    ['glue', 4, 1200],
    ['the', 10, 1500],
    ['tail', 14, 1700],
  ])
})

test('without times of words they share the time of their line by their letters', () => {
  const places = wordPlaces({ ...line, words: [] })
  expect(places.map(({ from, to }) => line.heard.slice(from, to))).toEqual(['the', 'glue,', 'the', 'tail'])
  expect(places[0]?.startMs).toBe(1000)
  expect(places.at(-1)?.endMs).toBeCloseTo(2400)
  expect((places[1]?.endMs ?? 0) - (places[1]?.startMs ?? 0)).toBeCloseTo((1400 * 5) / 15)
  expect(wordPlaces({ heard: '', startMs: 0, endMs: 100, words: [] })).toEqual([])
})

test('the word of a moment is the last that began, and none outside its line', () => {
  const places = wordPlaces({ ...line, words: [word('the', 1000), word('glue', 1200), word('tail', 1900)] })
  expect([999, 1000, 1199, 1200, 1500, 2450, 2451].map((at) => wordAt(places, line, at))).toEqual([
    -1, 0, 0, 1, 1, 2, -1,
  ])
})

test('sought words are found without case and accents, wherever they stand, and places stay those of the text', () => {
  expect(soughtPlaces('Café, CAFE', ['cafe'])).toEqual([
    [0, 4],
    [6, 10],
  ])
  expect(soughtPlaces('damaged', ['dam*', ''])).toEqual([[0, 3]])
  expect(soughtPlaces('ßtraße', ['e'])).toEqual([[5, 6]])
})

test('a text is cut wherever a word, a hit or a redaction begins or ends, and nothing of it is lost', () => {
  const text = 'one skin arrived'
  const segments = segmentsOf(text, wordPlaces({ heard: text, startMs: 0, endMs: 100, words: [] }), [[5, 7]], [[9, 16]])
  expect(segments.map((one) => one.text).join('')).toBe(text)
  expect(segments.map(({ text: piece, hit, redacted, word: of }) => [piece, hit, redacted, of])).toEqual([
    ['one', false, false, 0],
    [' ', false, false, null],
    ['s', false, false, 1],
    ['ki', true, false, 1],
    ['n', false, false, 1],
    [' ', false, false, null],
    ['arrived', false, true, 2],
  ])
})
