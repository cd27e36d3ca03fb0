import { afterAll, beforeAll, expect, test } from 'vitest'
import { disabledKey, mainKey, narrowKey, spareKey } from '#main/sandbox/sample-keys.ts'
import { startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'

/** Models, tokens and keys of one desk, against the sandbox's own. */
let rig: DeskInProcess
beforeAll(async () => {
  rig = await startDesk()
})
afterAll(() => rig.stop())

test('the list is kept with its age and read with the service away', async () => {
  expect(await rig.desk().models.list({})).toEqual({ models: [], at: null, trouble: null })
  const list = await rig.desk().models.refresh({})
  expect(list.trouble).toBeNull()
  expect(list.models.find((model) => model.id === 'grok-4-1-fast-non-reasoning')).toMatchObject({
    kind: 'language',
    context: { tokens: 2_000_000, source: 'service' },
    price: { promptPerMillion: 0.2, cachedPromptPerMillion: 0.05, completionPerMillion: 0.5, perSearch: 0.025 },
  })
  expect(list.models.at(-1)).toMatchObject({ id: 'grok-2-image-1212', kind: 'other' })
  await rig.restart(() =>
    rig.sandbox.control.fault({ service: 'xai', path: '/v1/*', kind: 'status', status: 403, times: 2 }),
  )
  const refused = await rig.desk().models.refresh({})
  expect(refused).toMatchObject({ at: list.at, models: list.models, trouble: { code: 'forbidden' } })
  rig.sandbox.control.clearFaults()
  expect(await rig.desk().models.get({ id: 'grok-4' })).toMatchObject({ id: 'grok-4-0709' })
  await expect(rig.desk().models.get({ id: 'grok-nope' })).rejects.toMatchObject({ code: 'not_found' })
})

test('tokens of a text join to the text, and say what it would cost', async () => {
  const text = 'Grüße aus Zürich, 🙂 two words'
  const { count, tokens, promptCost } = await rig.desk().models.tokenize({ text })
  expect(tokens).toHaveLength(count)
  expect(Buffer.from(tokens.flatMap((token) => token.bytes)).toString('utf8')).toBe(text)
  expect(promptCost).toBeCloseTo((count / 1e6) * 0.2, 12)
  expect(await rig.desk().models.tokenize({ text: '' })).toMatchObject({ count: 0 })
  await expect(rig.desk().models.tokenize({ text, model: 'grok-nope' })).rejects.toMatchObject({ code: 'not_found' })
})

const keyNamed = async (name: string) => (await rig.desk().models.keys({})).keys.find((key) => key.name === name)

test('a key says what it may do, when it was used, and who stands in for one that is missing', async () => {
  expect(await keyNamed('voice')).toMatchObject({ verdict: 'unchecked', standIn: 'xai', status: { state: 'missing' } })
  expect(await rig.desk().models.checkKey({ name: 'management' })).toMatchObject({ verdict: 'usable', standIn: null })
  const ordinary = rig.sandbox.keys.xai ?? ''
  expect(await rig.desk().models.rotate({ name: 'management', value: ordinary })).toMatchObject({
    replaced: false,
    refusal: expect.stringContaining('management key'),
  })
  expect(await rig.desk().models.checkKey({ name: 'xai' })).toMatchObject({
    verdict: 'usable',
    title: 'Larch & Ledge sample',
    models: ['*'],
    createdAt: Date.parse('2026-01-05T09:12:04.610Z'),
  })
  const { use } = (await keyNamed('xai')) ?? {}
  expect(use).toMatchObject({ slowedDown: 0 })
  expect(use?.calls).toBeGreaterThan(0)
  const { lastAt = null } = use ?? {}
  await rig.restart()
  expect((await keyNamed('xai'))?.use).toMatchObject({ calls: 0, lastAt })
  rig.sandbox.control.fault({
    service: 'xai',
    path: '/v1/language-models',
    kind: 'status',
    status: 429,
    retryAfter: '0',
  })
  await rig.desk().models.refresh({})
  expect((await keyNamed('xai'))?.use).toMatchObject({ slowedDown: 1 })
})

test('a new key takes the place of the old one only when the service has taken it', async () => {
  const rotate = (value: string) => rig.desk().models.rotate({ name: 'xai', value })
  const hint = async () => (await keyNamed('xai'))?.status.hint
  for (const [value, refusal] of [
    ['xai-nobody-knows-this-key', /does not know this key/],
    [disabledKey, /key is enabled/],
    [narrowKey, /all models/],
  ] as const) {
    const refused = await rotate(value)
    expect(refused.replaced).toBe(false)
    expect(refused.refusal).toMatch(refusal)
    expect(await hint()).toBe(mainKey.slice(-4))
  }
  rig.sandbox.control.fault({ service: 'xai', path: '/v1/api-key', kind: 'status', status: 403, skip: 1 })
  expect(await rotate(spareKey)).toMatchObject({ replaced: false })
  expect(await hint()).toBe(mainKey.slice(-4))
  expect(await rotate(spareKey)).toMatchObject({
    replaced: true,
    refusal: null,
    health: { title: 'Larch & Ledge spare' },
  })
  expect(await hint()).toBe(spareKey.slice(-4))
  expect(await rig.desk().models.refresh({})).toMatchObject({ trouble: null })
})
