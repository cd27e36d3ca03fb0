import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AgentConfiguration } from '#contract/agent.ts'
import type { StoredVoiceAgent, VoiceAgents } from '#main/clients/xai/agents.ts'
import { noVoiceAgents } from '#main/clients/xai/agents.ts'
import { noPhoneNumbers } from '#main/clients/xai/numbers.ts'
import { createReading } from '#main/services/agents/reading.ts'
import { emptyStore, quiet, standingClock } from '#test/support/store.ts'

/** A long list of agents: nobody waits for what is only written down, and only what the service says has changed is compared. */
const clock = standingClock()
const hour = 3_600_000
let opened: Awaited<ReturnType<typeof emptyStore>>
let listed: StoredVoiceAgent[]
beforeEach(async () => {
  opened = await emptyStore({ clock })
  listed = Array.from({ length: 60 }, (_, at) => agent(at, { instructions: 'Be kind.' }, clock.now() - hour))
})
afterEach(() => opened.remove())

function agent(at: number, more: Partial<AgentConfiguration>, updatedAt: number | null): StoredVoiceAgent {
  const configuration = { name: `Agent ${at}`, instructions: '', tools: [], voice: null, collectionIds: [], ...more }
  const view = { id: `agent_${at}`, name: configuration.name, voice: 'eve', instructions: '', tools: [], updatedAt }
  const knowledge = { attached: false, why: 'no_collections' } as const
  return {
    id: view.id,
    configuration,
    unknownFields: {},
    createdAt: null,
    updatedAt,
    raw: {},
    view: { ...view, knowledge },
  }
}

function look() {
  const voiceAgents: VoiceAgents = {
    ...noVoiceAgents(),
    page: async () => ({ agents: listed, unreadable: 0 }),
  }
  const tools = { findForAgent: () => null, views: () => [] }
  const connections = () => ({ voiceAgents, phoneNumbers: noPhoneNumbers(), tools })
  return createReading({ store: opened.store, connections, log: quiet }).agents(new AbortController().signal)
}

test('a first look is answered at once, and the versions follow; later looks find what was changed', async () => {
  const first = await look()
  expect(first.agents.map(({ version }) => version)).toEqual(listed.map(() => 0))
  await expect.poll(async () => (await look()).agents.every(({ version }) => version > 0)).toBe(true)
  const before = await look()
  clock.advance(1000)
  listed[7] = agent(7, { instructions: 'Be brief.' }, clock.now())
  // The same under the stamp it had, long ago: what a service like that says is believed here, and not where one is opened.
  listed[8] = agent(8, { instructions: 'Unsaid.' }, listed[8]?.updatedAt ?? null)
  listed[9] = agent(9, { instructions: 'No stamp.' }, null)
  const after = await look()
  expect(after.agents.flatMap((row, at) => (row.version === before.agents[at]?.version ? [] : at))).toEqual([7, 9])
  expect(after.agents.filter(({ changedOutside }) => changedOutside !== null)).toHaveLength(2)
  // Changed a moment before it was read: within the same moment it may have been changed again.
  listed[7] = agent(7, { instructions: 'Once more.' }, clock.now())
  expect((await look()).agents[7]?.version).not.toBe(after.agents[7]?.version)
})
