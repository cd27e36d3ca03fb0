import { expect, test } from 'vitest'
import { modelNamed, readModel } from '#main/clients/xai/catalog.ts'
import { chatNeeds, permissionsOf } from '#main/clients/xai/key.ts'
import { costOf, promptCost } from '#main/domain/model-cost.ts'

const listed = {
  id: 'grok-3',
  fingerprint: 'fp_90ab12cd34',
  created: 1743724800,
  owned_by: 'xai',
  version: '1.0.0',
  input_modalities: ['text'],
  output_modalities: ['text'],
  prompt_text_token_price: '30000',
  cached_prompt_text_token_price: 7500,
  prompt_image_token_price: 0,
  completion_text_token_price: 150000,
  search_price: 250000000,
  aliases: ['grok-3-latest', 'grok-3-beta'],
}

test('prices are said in dollars, per million tokens and per search', () => {
  expect(readModel(listed, 'language')).toMatchObject({
    id: 'grok-3',
    createdAt: 1743724800000,
    context: null,
    price: {
      promptPerMillion: 3,
      cachedPromptPerMillion: 0.75,
      imagePromptPerMillion: null,
      completionPerMillion: 15,
      perSearch: 0.025,
    },
  })
  const bare = readModel({ id: 'grok-3-mini', created: '2026-01-05T00:00:00Z' }, 'other')
  expect(bare).toMatchObject({ price: { promptPerMillion: null }, context: { tokens: 131_072, source: 'known' } })
  expect(readModel({ id: 'grok-3-mini', context_length: '64000' }, 'other')?.context).toEqual({
    tokens: 64_000,
    source: 'service',
  })
  expect(readModel({ object: 'model' }, 'language')).toBeNull()
})

test('an alias names its model, and an id comes before an alias', () => {
  const models = [listed, { id: 'grok-3-beta' }].flatMap((one) => readModel(one, 'language') ?? [])
  expect(modelNamed(models, 'grok-3-latest')?.id).toBe('grok-3')
  expect(modelNamed(models, 'grok-3-beta')?.id).toBe('grok-3-beta')
  expect(modelNamed(models, 'grok-9')).toBeNull()
})

test('permissions are matched whole or by a trailing asterisk; what is more than needed is told', () => {
  const granted = (acls: readonly string[], needs = chatNeeds) =>
    Object.fromEntries(permissionsOf({ acls: [...acls] }, needs).map((one) => [one.label, one.granted]))
  expect(granted(['api-key:model:*', 'api-key:endpoint:*'])).toMatchObject({
    'Chat endpoint': true,
    'All models': true,
  })
  expect(granted(['api-key:*'])).toMatchObject({ 'Chat endpoint': true, 'All models': true })
  expect(granted(['api-key:model:grok-3', 'api-key:endpoint:chatty'])).toMatchObject({
    'Chat endpoint': false,
    'All models': false,
    'endpoint:chatty': true,
  })
  expect(granted(['api-key:model:grok-3*'], { endpoints: [], models: ['grok-3-mini', 'grok-4'] })).toMatchObject({
    'Model grok-3-mini': true,
    'Model grok-4': false,
  })
  const key = { acls: ['api-key:endpoint:image'], disabled: true, team_blocked: false }
  expect(permissionsOf(key, chatNeeds)).toMatchObject([
    { label: 'Key is enabled', granted: false },
    { granted: true },
    { granted: true },
    { need: 'needed', granted: false },
    { need: 'needed', granted: false },
    { label: 'endpoint:image', need: 'more', granted: true },
  ])
})

test('a cost says where it comes from', () => {
  const usage = {
    inputTokens: 1_000_000,
    cachedTokens: 400_000,
    outputTokens: 200_000,
    reasoningTokens: 100_000,
    reasoningApart: false,
    totalTokens: 1_200_000,
    charged: null,
  }
  const price = readModel(listed, 'language')?.price ?? null
  const list = price === null ? null : { price, at: 7 }
  const listed7 = costOf(usage, list)
  expect(listed7).toMatchObject({ source: 'list', listedAt: 7, currency: 'USD' })
  expect(listed7.amount).toBeCloseTo(0.6 * 3 + 0.4 * 0.75 + 0.2 * 15, 10)
  expect(costOf({ ...usage, reasoningApart: true }, list).amount).toBeCloseTo((listed7.amount ?? 0) + 1.5, 10)
  expect(costOf({ ...usage, charged: 0.000054 }, list)).toMatchObject({ amount: 0.000054, source: 'service' })
  expect(costOf(usage, null)).toMatchObject({ amount: null, source: 'unknown' })
  expect(costOf(null, list).source).toBe('unknown')
  expect(promptCost(500, price)).toBeCloseTo(0.0015, 10)
})
