import { expect, test } from 'vitest'
import type { StoredVoiceAgent } from '#main/clients/xai/agents.ts'
import type { StoredNumber } from '#main/clients/xai/agent-wire.ts'
import { AppError } from '#main/kernel/errors.ts'
import { findMade, idsOf } from '#main/tools/act-outcomes.ts'
import { createNumberLinks, moveSteps } from '#main/tools/number-links.ts'
import { approved, attempted, conversation, history, newProposal } from '#test/support/proposals.ts'

const made = (id: string, name: string) => ({ id, name })
const sent = (before: readonly string[] | undefined) =>
  history(newProposal({}), [
    { type: 'asked' },
    approved(newProposal({})),
    attempted,
    { type: 'sent', ...(before === undefined ? {} : { before }) },
  ])
const look = (
  all: readonly ReturnType<typeof made>[],
  unreadable = 0,
  before: readonly string[] | undefined = ['n_0', 'n_1'],
) =>
  findMade(
    { all, unreadable, proposal: sent(before), what: 'numbers' },
    ({ name }) => name === 'Spring line',
    ({ name }) => name.startsWith('Spring'),
  )

test('what was made is found, or certainly not there, only where nothing else could be it', () => {
  const [older, it] = [made('n_1', 'Spring line'), made('n_2', 'Spring line')]
  const other = made('n_3', 'Other')
  expect(look([other, older, it])).toBe(it)
  expect(look([])).toMatchObject({ kind: 'failed', retryable: true })
  expect(look([other, older])).toMatchObject({ kind: 'failed' })
  for (const unclear of [
    look([it, made('n_4', 'Spring line')]),
    look([made('n_2', 'Spring line '), other]),
    look([], 1),
  ])
    expect(unclear).toMatchObject({ kind: 'unknown' })
})

test('where nobody looked before it left, what could be it may be older; where nothing could be, it did not happen', () => {
  expect(idsOf({ all: [made('n_0', 'Other')], unreadable: 1 })).toBeUndefined()
  const nobody = { unreadable: 0, proposal: sent(undefined), what: 'numbers' }
  const named = ({ name }: { readonly name: string }) => name === 'Spring line'
  const found = (name: string) => findMade({ ...nobody, all: [made('n_2', name)] }, named, named)
  expect(found('Spring line')).toMatchObject({ kind: 'unknown' })
  expect(found('Other')).toMatchObject({ kind: 'failed' })
})

const line: StoredNumber = {
  id: 'n_1',
  number: '+14155550142',
  name: 'Front desk',
  description: '',
  areaCode: '415',
  agentId: 'a_1',
  createdAt: null,
  updatedAt: null,
}

function moving(numbers: readonly StoredNumber[], isThere: (id: string) => boolean) {
  const changed: string[] = []
  const never = () => Promise.reject(new AppError('internal', 'Not here.'))
  const agent = (id: string): StoredVoiceAgent => ({
    id,
    configuration: { name: id, instructions: '', tools: [], voice: null, collectionIds: [] },
    unknownFields: {},
    createdAt: null,
    updatedAt: null,
    raw: { name: id },
    view: {
      id,
      name: id,
      voice: 'eve',
      instructions: '',
      tools: [],
      knowledge: { attached: false, why: 'no_collections' },
      updatedAt: null,
    },
  })
  const [, , tool] = createNumberLinks({
    voiceAgents: {
      list: never,
      page: never,
      create: never,
      remove: never,
      get: async (id) => {
        if (!isThere(id)) throw new AppError('not_found', 'Gone.', { data: { status: 404 } })
        return agent(id)
      },
      patch: async (id) => {
        changed.push(id)
        return agent(id)
      },
    },
    collections: {
      ask: never,
      page: never,
      get: never,
      create: never,
      change: never,
      remove: never,
      documents: never,
      document: never,
      attach: never,
      detach: never,
    },
    phoneNumbers: {
      page: async () => ({ numbers, unreadable: 0 }),
      get: async () => line,
      buy: never,
      patch: never,
      release: never,
    },
    isInCall: async () => false,
    keep: async () => {},
  })
  if (tool === undefined) throw new Error('no tool')
  const args = {
    phone_number_id: 'n_1',
    phone_number: line.number,
    agent_id: 'a_2',
    agent_name: 'Two',
    holder_id: 'a_1',
    holder_name: 'One',
  }
  const proposed = newProposal({ tool: tool.view.name, arguments: args, steps: [...moveSteps('One', 'Two')] })
  const nothing = async () => {}
  const outcome = tool.execute({
    proposal: history(proposed, [{ type: 'asked' }, approved(proposed), attempted]),
    conversation: conversation(),
    idempotencyKey: 'k',
    signal: new AbortController().signal,
    onSent: nothing,
    onStep: nothing,
    traces: async () => ({ others: new Set(), after: null }),
  })
  return { outcome, changed }
}

test('a number is taken from nobody for an agent that is gone, nor with others that its agent answers', async () => {
  const gone = moving([line], (id) => id === 'a_1')
  await expect(gone.outcome).resolves.toMatchObject({ kind: 'failed', error: { code: 'not_found' } })
  const several = moving([line, { ...line, id: 'n_2' }], () => true)
  await expect(several.outcome).resolves.toMatchObject({ kind: 'failed', error: { code: 'changed' } })
  expect([...gone.changed, ...several.changed]).toEqual([])
  const moved = moving([line], () => true)
  await expect(moved.outcome).resolves.toMatchObject({ kind: 'succeeded' })
  expect(moved.changed).toEqual(['a_1', 'a_2'])
})
