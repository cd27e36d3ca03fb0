import { afterAll, beforeAll, expect, test } from 'vitest'
import { readyMade } from '#main/domain/query/ready-made.ts'
import { typed, type Ran } from '#test/support/typed.ts'
import { startWorld, type World } from '#test/support/world.ts'

/** Searches from the command line, beside a running desk. */
let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

const search = (...words: readonly string[]): Promise<Ran> =>
  typed(['--profile', world.profileDirectory, 'search', ...words])

test('searches are saved, listed and removed by name; a name is there once', async () => {
  const saved = await search('save', 'Big refunds', 'tool:refund_order arg.amount:>100', '--order', 'risk')
  expect(saved).toEqual({ code: 0, out: 'Saved: Big refunds\n', err: '' })
  expect(await search('save', 'big REFUNDS', 'risk:4')).toMatchObject({ code: 4 })
  expect(await search('save', 'big REFUNDS', 'risk:4', '--replace')).toMatchObject({ code: 0 })
  const { searches } = JSON.parse((await search('saved', '--json')).out) as { searches: readonly { name: string }[] }
  expect(searches.map(({ name }) => name)).toEqual([...readyMade.map(({ name }) => name), 'big REFUNDS'])
  expect(await search('remove', 'Big refunds')).toMatchObject({ code: 0 })
  expect(await search('remove', 'Big refunds')).toMatchObject({ code: 3 })
  expect((await search('saved')).out).toContain('decision:edited')
})

test('what is not understood is pointed at, with the code of a wrong request, and nothing is done', async () => {
  const wrong = await search('save', 'Wrong', 'decison:edited refund')
  expect(wrong).toMatchObject({ code: 2, out: '' })
  expect(wrong.err.split('\n')).toEqual(
    expect.arrayContaining(['  decison:edited refund', '  ^^^^^^^', expect.stringContaining('Did you mean decision?')]),
  )
  const asJson = await search('save', 'Wrong', 'decison:edited refund', '--json')
  expect(JSON.parse(asJson.err)).toMatchObject({
    error: { code: 'invalid_input', data: { problems: [{ from: 0, to: 7, suggestion: 'decision' }] } },
  })
  expect((await search('saved')).out).not.toContain('Wrong')
})

test('a search, its count and its facets, as text and as JSON; a part not understood only when that is said', async () => {
  const found = await search('decision:approved OR the*', '--json', '--limit', '5')
  expect(found).toMatchObject({ code: 0, err: '' })
  expect(JSON.parse(found.out)).toMatchObject({ hits: expect.any(Array), problems: [] })
  expect((await search('the*', '--count')).out).toMatch(/^\d+(?: or more)? found, in \d+(?: or more)? conversations\n$/)
  expect(JSON.parse((await search('the*', '--facets', '--json')).out)).toHaveProperty('facets')
  expect(await search('decison:edited the*')).toMatchObject({ code: 2, out: '' })
  expect(await search('decison:edited the*', '--anyway', '--count')).toMatchObject({ code: 0, err: '' })
})
