import { expect, test } from 'vitest'
import { deepestLevel, placeTooDeep } from '#rpc/depth.ts'
import { failure, raw, world } from '#test/support/rpc-world.ts'

/** What is nested deeper than anybody speaks is refused by its place, before anything that calls itself looks at it. */
const nested = (levels: number): unknown => JSON.parse(`${'{"a":['.repeat(levels / 2)}1${']}'.repeat(levels / 2)}`)

test('a place is the beginning of the way to it', () => {
  expect(placeTooDeep(nested(deepestLevel))).toBeNull()
  expect(placeTooDeep(nested(deepestLevel + 2))).toBe('a.0.a.0.a.0…')
  expect(placeTooDeep({ fine: 1, rules: [{ when: nested(200) }] })).toBe('rules.0.when.a.0.a…')
  expect(placeTooDeep({ a: { b: {} } }, 2)).toBe('a.b')
  expect(placeTooDeep(JSON.parse(`${'['.repeat(500_000)}${']'.repeat(500_000)}`))).toContain('…')
  for (const flat of [null, undefined, 'x', 5, [], {}]) expect(placeTooDeep(flat)).toBeNull()
})

test.each([130, 1000, 2500, 3500])('%i levels are refused in words, and the wire goes on', async (levels) => {
  const { client, logged } = world()
  const refused = await failure(client.fail({ how: nested(levels) as string }))
  expect(refused).toMatchObject({
    code: 'invalid_input',
    message: `how.a.0.a.0.a…: nested deeper than ${deepestLevel} levels.`,
    data: { fields: [{ path: 'how.a.0.a.0.a…', message: `nested deeper than ${deepestLevel} levels` }] },
  })
  expect(logged).toContainEqual(['warn', 'rpc.refused', { path: 'fail', code: 'too deep' }])
  expect(await client.math.double({ value: 4 })).toEqual({ value: 8 })
})

test('a frame that cannot even be written out again is over the limit', async () => {
  const { send, answers, client } = raw()
  send({ type: 'call', id: 7, path: 'fail', input: { how: nested(2500) } })
  await expect.poll(() => answers).toHaveLength(1)
  expect(answers[0]).toMatchObject({ type: 'end', id: 7, error: { code: 'invalid_input' } })
  expect(await client.math.double({ value: 1 })).toEqual({ value: 2 })
})
