import { beforeEach, describe, expect, test } from 'vitest'
import type { AgentView } from '#contract/agent.ts'
import {
  beginNew,
  changeDraft,
  clearOnPurpose,
  draftFrom,
  draftOf,
  keepDraft,
  keepUnread,
  readAgentDrafts,
  withoutTyped,
  settleDraft,
  unreadWithout,
  useAgentDrafts,
} from '#renderer/state/agents-drafts.ts'

const configuration = {
  name: 'Shop Line',
  instructions: 'Be kind.',
  tools: [],
  voice: null,
  collectionIds: ['one'],
}
const viewAt = (
  version: number,
  change: Partial<AgentView['configuration']> = {},
  proposalId: string | null = null,
) => {
  const row = {
    id: 'agent_1',
    name: 'Shop Line',
    voiceId: 'eve',
    instructionsLength: 8,
    gatedTools: 0,
    providerTools: 0,
    knowledge: { attached: true, collections: ['one'] },
    numbers: [],
    createdAt: null,
    updatedAt: null,
    version,
    changedOutside: null,
    inCall: false,
    open: [],
  } satisfies AgentView['row']
  const base = {
    version,
    agentId: 'agent_1',
    name: 'Shop Line',
    hash: 'h',
    at: 1,
    updatedAt: null,
    origin: 'read',
    by: null,
    proposalId,
    changed: [],
  } satisfies AgentView['base']
  return { row, base, configuration: { ...configuration, ...change }, problems: [], findings: [], unknownFields: {} }
}
const begin = () => draftFrom(viewAt(1))
const kept = () => draftOf('agent_1')

beforeEach(() => useAgentDrafts.setState({ drafts: {} }))

describe('a draft of an agent', () => {
  test('is there once it says something new, and gone when it says nothing new again', () => {
    changeDraft(begin(), (before) => ({ ...before, name: 'Shop' }))
    expect(kept()?.draft.name).toBe('Shop')
    changeDraft(kept() ?? begin(), (before) => ({ ...before, name: 'Shop Line' }))
    expect(kept()).toBeNull()
  })

  test('of a new agent stays until it is created or discarded', () => {
    const draft = beginNew('blank', configuration, 1)
    changeDraft(draft, (before) => before)
    expect(draftOf(draft.key)).toMatchObject({ agentId: null, template: null })
  })

  test('forgets that a field was to be cleared once something is written there', () => {
    changeDraft(begin(), (before) => ({ ...before, instructions: '' }))
    clearOnPurpose(kept() ?? begin(), 'instructions')
    expect(kept()?.clear).toEqual(['instructions'])
    changeDraft(kept() ?? begin(), (before) => ({ ...before, instructions: 'Be brief.' }))
    expect(kept()?.clear).toEqual([])
  })

  test('keeps letters that are no JSON yet, also where nothing else was changed', () => {
    keepUnread(begin(), '/tools/0/parameters', '{"type":')
    expect(kept()?.unread).toEqual({ '/tools/0/parameters': '{"type":' })
    keepUnread(kept() ?? begin(), '/tools/0/parameters', null)
    expect(kept()).toBeNull()
    expect(
      unreadWithout({ '/tools/0/parameters': 'a', '/tools/1/parameters': 'b', '/tools/2/settings': 'c' }, 1),
    ).toEqual({ '/tools/0/parameters': 'a', '/tools/1/settings': 'c' })
  })

  test('is over when the service says the same', () => {
    changeDraft(begin(), (before) => ({ ...before, name: 'Shop' }))
    settleDraft(viewAt(2, { name: 'Shop' }))
    expect(kept()).toBeNull()
  })

  test('that was published goes on from what came of it; one that was not keeps its base', () => {
    changeDraft(begin(), (before) => ({ ...before, name: 'Shop' }))
    keepDraft({ ...(kept() ?? begin()), sentAs: 'p1' })
    changeDraft(kept() ?? begin(), (before) => ({ ...before, instructions: 'Be brief.' }))
    settleDraft(viewAt(2, { name: 'Elsewhere' }))
    expect(kept()).toMatchObject({ base: 1, sentAs: 'p1' })
    settleDraft(viewAt(3, { name: 'Shop' }, 'p1'))
    expect(kept()).toMatchObject({
      base: 3,
      basis: { name: 'Shop' },
      draft: { instructions: 'Be brief.' },
      sentAs: null,
    })
  })
})

describe('drafts that were kept', () => {
  test('come back as they were', () => {
    const draft = { ...begin(), draft: { ...configuration, name: 'Shop' } }
    expect(readAgentDrafts(JSON.stringify([draft]))).toEqual({ agent_1: draft })
  })

  test('are left out one by one where they cannot be read', () => {
    expect(readAgentDrafts(JSON.stringify([{ key: 'x' }, begin(), 3]))).toEqual({ agent_1: begin() })
    const [mark, tool] = ['[kept secret 0123456789abcdef]', { kind: 'provider' as const, type: 'mcp' }]
    const typed = { ...tool, settings: { server_label: 'a', authorization: 'Bearer x', headers: { team: mark } } }
    const begun = begin()
    const written = withoutTyped({
      ...begun,
      draft: { ...begun.draft, tools: [typed] },
      unread: { '/tools/0/settings': '{"a' },
    })
    expect(written.unread).toEqual({})
    expect(written.draft.tools).toEqual([
      { ...tool, settings: { server_label: 'a', authorization: '', headers: { team: mark } } },
    ])
    expect(readAgentDrafts('{')).toEqual({})
    expect(readAgentDrafts(null)).toEqual({})
    expect(readAgentDrafts('[]'.padEnd(5_000_000))).toEqual({})
  })
})
