import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CallView } from '#contract/call.ts'
import { typed, type Ran } from '#test/support/typed.ts'
import { startWorld, type World } from '#test/support/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

/** The command line as a person runs it, beside a desk that runs. */
const here = (...words: string[]): Promise<Ran> => typed(['calls', ...words, '--profile', world.profileDirectory])

test('a typed call from the command line: begun, kept, gone on with, ended', async () => {
  const begun = await here(
    'start',
    '--agent',
    'shop line',
    '--text',
    '--caller',
    'Ada',
    '--say',
    'Hello',
    '--keep',
    '--json',
  )
  expect(begun).toMatchObject({ code: 0, err: '' })
  const { call, lines } = JSON.parse(begun.out) as CallView
  expect(call).toMatchObject({ state: 'live', medium: 'text', caller: 'Ada' })
  expect(lines.map(({ lane, kind }) => [lane, kind])).toEqual([
    ['caller', 'typed'],
    ['agent', 'speech'],
  ])
  const said = await here('say', call.id, 'It is order 10415')
  expect(said.code).toBe(0)
  expect(said.out).toMatch(/Shop Line: .*Order 10415/)
  expect(said.out).toMatch(/· Looked up order 10415 by rule/)
  const ended = await here('end', call.id)
  expect(ended).toMatchObject({ code: 0, out: expect.stringContaining('Call ended here') })
  const listed = await here('list')
  expect(listed.out).toContain(call.id)
  expect((await here('show', call.id, '--json')).out).toContain('"state": "ended"')
  expect((await here('say', call.id, 'Still there?')).code).toBe(4)
})

test('an agent nobody knows is named as such', async () => {
  const { code, err } = await here('start', '--agent', 'Nobody', '--text')
  expect(code).toBe(3)
  expect(err).toContain('Shop Line')
})
