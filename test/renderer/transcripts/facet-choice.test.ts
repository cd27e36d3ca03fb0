import { describe, expect, test } from 'vitest'
import { barOf, clearFacet, turnFacet } from '#renderer/app/Transcripts/facet-choice.ts'
import { tokensIn } from '#test/support/query-tokens.ts'

/** A facet writes into the search, and takes out of it; everything else in it stays as it was written. */

const turn = (text: string, field: string, value: string, chosen = false): string =>
  turnFacet(text, tokensIn(text), field, { value, chosen })

describe('choosing', () => {
  test.each([
    ['', 'decision', 'edited', 'decision:edited'],
    ['pole', 'decision', 'edited', 'pole decision:edited'],
    ['decision:edited pole', 'decision', 'approved', 'decision:edited|approved pole'],
    ['', 'by', 'Jo Lindqvist', 'by:"Jo Lindqvist"'],
    ['by:"Jo Lindqvist"', 'by', 'Kwame "K" Asante', 'by:"Jo Lindqvist"|"Kwame \\"K\\" Asante"'],
    ['pole OR tent', 'has', 'audio', '(pole OR tent) has:audio'],
    ['(pole OR tent)', 'has', 'audio', '(pole OR tent) has:audio'],
    ['-decision:edited pole', 'decision', 'edited', 'pole'],
  ])('in %j %s %s gives %j', (text, field, value, next) => expect(turn(text, field, value)).toBe(next))
})

describe('choosing again', () => {
  test.each([
    ['decision:edited', 'decision', 'edited', ''],
    ['pole decision:edited|approved', 'decision', 'edited', 'pole decision:approved'],
    ['decision:EDITED pole', 'decision', 'edited', 'pole'],
    ['by:me pole', 'by', 'Jo Lindqvist', 'pole'],
    ['has:audio has:note', 'has', 'note', 'has:audio '],
  ])('takes it out of %j: %s %s gives %j', (text, field, value, next) =>
    expect(turn(text, field, value, true)).toBe(next),
  )
})

describe('risk', () => {
  test.each([
    ['', '3', 'risk:3'],
    ['risk:3', '4', 'risk:>=3'],
    ['risk:>=3', '2', 'risk:>=2'],
    ['risk:>=3', '4', 'risk:3'],
    ['risk:>=3', '1', 'risk:1|3|4'],
    ['risk:1|3|4', '1', 'risk:>=3'],
    ['risk:1..2', '3', 'risk:1|2|3'],
    ['risk:0', '1', 'risk:<=1'],
    ['risk:4 pole', '4', 'pole'],
    ['risk:<4', '4', ''],
    ['pole risk:>=2 risk:<=3', '2', 'pole risk:3'],
  ])('in %j R%s gives %j', (text, tier, next) => expect(turn(text, 'risk', tier).trim()).toBe(next))
})

test('a facet is cleared whole', () => {
  const text = 'decision:edited pole -decision:expired risk:3'
  expect(clearFacet(text, tokensIn(text), 'decision')).toBe('pole risk:3')
})

test('a bar shows also what is rare', () => {
  expect([barOf(0, 100), barOf(1, 100_000), barOf(25, 100), barOf(100, 100), barOf(0, 0)]).toEqual([0, 3, 28, 56, 0])
})
