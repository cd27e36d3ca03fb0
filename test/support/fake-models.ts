import { fakeBot } from '#test/support/fake-bot.ts'
import type { AppContract } from '#contract/index.ts'
import type { KeyHealth, KeyName, Model } from '#contract/model.ts'
import { fakeBatchTests } from '#test/support/fake-batch-tests.ts'
import { fakeScenarioHandlers } from '#test/support/fake-scenarios.ts'
import { fakeStepHandlers } from '#test/support/fake-playground-step.ts'
import { fakePlayground, fakeSpeech } from '#test/support/fake-playground.ts'
import { fakeSecrets } from '#test/support/fake-settings.ts'
import type { Handlers } from '#rpc/serve.ts'

/** Models and keys of a desk without a desk. */
const noon = Date.UTC(2026, 8, 3, 12)

const model = (id: string, prompt: number, completion: number, tokens: number): Model => ({
  id,
  aliases: [`${id}-latest`],
  kind: 'language',
  version: '1.0.0',
  fingerprint: 'fp_90ab12cd34',
  ownedBy: 'xai',
  createdAt: noon,
  inputs: ['text'],
  outputs: ['text'],
  context: { tokens, source: 'known' },
  price: {
    promptPerMillion: prompt,
    cachedPromptPerMillion: prompt / 4,
    imagePromptPerMillion: null,
    completionPerMillion: completion,
    perSearch: 0.025,
  },
})

export const fakeModels: readonly Model[] = [
  model('grok-4-1-fast-non-reasoning', 0.2, 0.5, 2_000_000),
  model('grok-3-mini', 0.3, 0.5, 131_072),
]

const health = (name: KeyName): KeyHealth => {
  const status = fakeSecrets.find((one) => one.name === name) ?? { name, state: 'missing', hint: '', backend: '' }
  const isThere = status.state !== 'missing'
  const standIn = !isThere && (name === 'support_agent' || name === 'voice') ? 'xai' : null
  const isUsed = isThere || standIn !== null
  const needed = { need: 'needed', granted: true } as const
  return {
    name,
    status,
    standIn,
    verdict: isUsed ? 'usable' : 'missing',
    summary: isUsed ? 'xAI accepts "desktop".' : 'No key is stored.',
    checkedAt: isUsed ? noon : null,
    latencyMs: isUsed ? 312 : null,
    title: isUsed ? 'desktop' : null,
    createdAt: isUsed ? noon : null,
    changedAt: isUsed ? noon : null,
    permissions: isUsed
      ? [
          { label: 'Key is enabled', acl: null, ...needed },
          { label: 'Chat endpoint', acl: 'api-key:endpoint:chat', ...needed },
          { label: 'All models', acl: 'api-key:model:*', ...needed },
          { label: 'endpoint:image', acl: 'api-key:endpoint:image', need: 'more', granted: true },
        ]
      : [],
    models: isUsed ? ['*'] : [],
    use: isUsed
      ? { since: noon, calls: 1842, failures: 3, slowedDown: 3, medianMs: 312, lastAt: noon }
      : { since: noon, calls: 0, failures: 0, slowedDown: 0, medianMs: null, lastAt: null },
  }
}

const names: readonly KeyName[] = ['support_agent', 'xai', 'voice', 'management', 'helpdesk']

const handlers: Handlers<AppContract['models']> = {
  list: async () => ({ models: [...fakeModels], at: noon, trouble: null }),
  refresh: async () => ({ models: [...fakeModels], at: noon, trouble: null }),
  get: async ({ id }) => fakeModels.find((one) => one.id === id) ?? model(id, 0.2, 0.5, 131_072),
  tokenize: async ({ text, model: name = 'grok-3-mini' }) => ({
    model: name,
    count: Math.ceil(text.length / 4),
    tokens: [],
    promptCost: null,
  }),
  keys: async () => ({ keys: names.map(health) }),
  checkKey: async ({ name }) => health(name),
  rotate: async ({ name, value }) => {
    const refusal = value.startsWith('bad') ? 'xAI does not know this key. Copy it again from the console.' : null
    return { replaced: refusal === null, health: health(name), refusal }
  },
}

/** With the playground and speech, which work on them. */
export const fakeModelHandlers = {
  bot: fakeBot,
  models: handlers,
  playground: fakePlayground,
  speech: fakeSpeech,
  ...fakeStepHandlers,
  scenarios: fakeScenarioHandlers,
  batchTests: fakeBatchTests,
}
