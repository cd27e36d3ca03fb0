import { expect, test } from 'vitest'
import { TestQuestionSchema } from '#contract/batch-test.ts'
import { DefinitionSchema, type ScenarioRun } from '#contract/scenario.ts'
import { emptyStore, incomingConversation, incomingMessage } from '#test/support/store.ts'

/** What was tried out with the same words belongs to no conversation: what is over loses them, what is in use is named. */
const card = '4111 1111 1111 1111'

test('answers and runs of no conversation lose the words; scenarios and agents that have them are named', async () => {
  const { store, remove } = await emptyStore()
  try {
    const messages = [incomingMessage('m1', { text: `My card is ${card}` })]
    await store.conversations.merge([incomingConversation('c1', { messages })], null)
    await store.deferred.add({
      id: 'd1',
      conversationId: null,
      requestId: 'r1',
      state: 'waiting',
      request: JSON.stringify({ model: 'm', items: [{ kind: 'message', role: 'user', text: card }] }),
      body: null,
      trouble: null,
      startedAt: 1,
      deadline: 2,
      endedAt: null,
      polls: 0,
      polledAt: null,
    })
    const definition = DefinitionSchema.parse({
      title: 'A card',
      side: { kind: 'model', model: 'm' },
      items: [{ kind: 'message', role: 'user', text: card }],
    })
    await store.scenarios.putSuite({ id: 's', name: 'Cards', about: '', createdAt: 1 })
    await store.scenarios.put([{ id: 'one', suiteId: 's', definition, from: null, createdAt: 1, updatedAt: 1 }])
    const round = { id: 'r', suiteId: 's', state: 'done', startedAt: 1, endedAt: 2, repeat: 1, total: 1 } as const
    await store.scenarios.putRound(round)
    const run: ScenarioRun = {
      id: 'run',
      roundId: 'r',
      scenarioId: 'one',
      title: 'A card',
      at: 1,
      verdict: 'failed',
      configuration: 'x',
      expectations: [],
      calls: [],
      text: `You said ${card}`,
      steps: 1,
      model: 'm',
      inputTokens: 1,
      outputTokens: 1,
      cost: { amount: null, currency: 'USD', source: 'unknown', listedAt: null },
      ms: 1,
      trouble: null,
    }
    await store.scenarios.addRun(run, null)
    const configuration = { name: 'Shop', instructions: `Never ${card}`, tools: [], voice: null, collectionIds: [] }
    await store.agents.see([{ agentId: 'a', configuration, unknownFields: {}, updatedAt: 1, own: null, looked: true }])
    const { places, elsewhere } = await store.redactions.reach(1, card)
    expect(places.map(({ label }) => label)).toEqual([
      'Messages',
      'Answers asked for in the playground, of no conversation',
      'Runs of scenarios, of no conversation',
    ])
    expect(elsewhere).toEqual([
      expect.stringContaining('One version of a voice agent has these words.'),
      expect.stringContaining('One scenario was written with these words.'),
    ])
    await store.redactions.redact({
      id: 'x',
      conversationId: 1,
      entryId: null,
      words: card,
      sound: null,
      by: 'Jo',
      reason: 'Asked for',
    })
    expect((await store.deferred.get('d1')).request).not.toContain('4111')
    expect((await store.scenarios.runsOfRound('r'))[0]?.text).toBe('You said [redacted]')
    expect((await store.scenarios.scenario('one')).definition).toEqual(definition)
  } finally {
    await remove()
  }
})

test('sets of questions and drafts of documents that have the words are named too', async () => {
  const { store, remove } = await emptyStore()
  try {
    const messages = [incomingMessage('m1', { text: `My card is ${card}` })]
    await store.conversations.merge([incomingConversation('c1', { messages })], null)
    const question = TestQuestionSchema.parse({ key: 'q', question: `Who pays with ${card}?` })
    const set = { id: 'set_1', name: 'Cards', schedule: null, nextAt: null, createdAt: 1, updatedAt: 1 }
    await store.batchTests.putSet(set, [question])
    await store.settings.put('knowledge_drafts', [{ id: 'd', text: `Who pays with ${card}?` }])
    expect((await store.redactions.reach(1, card)).elsewhere).toEqual([
      'One set of questions for the bot has these words. Change or remove it in Knowledge, Batch tests.',
      'Drafts of documents, or questions asked for them, have these words. Look at them in Knowledge.',
    ])
  } finally {
    await remove()
  }
})
