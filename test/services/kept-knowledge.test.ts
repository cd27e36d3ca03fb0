import { expect, test } from 'vitest'
import type { Json } from '#contract/tool.ts'
import { createKeptKnowledge } from '#main/services/knowledge/kept-knowledge.ts'
import type { SettingsStore } from '#main/store/store.ts'

const settingsOf = (disk: Map<string, Json>): SettingsStore => ({
  get: async (name) => disk.get(name) ?? null,
  put: async (name, value) => void disk.set(name, value),
  remove: async (name) => void disk.delete(name),
  cursor: async () => null,
})

test('an entry nobody can read takes no other with it', async () => {
  const good = { id: 'a.md', hash: 'a', version: 1 }
  const disk = new Map<string, Json>([['knowledge_sent', [good, { id: 'b.md' }, 'c.md', { ...good, id: 'd.md' }]]])
  const { sent } = createKeptKnowledge(settingsOf(disk))
  expect((await sent.all()).map(({ id }) => id)).toEqual(['a.md', 'd.md'])
})

test('two changes at the same moment are both kept', async () => {
  const disk = new Map<string, Json>()
  const { sent } = createKeptKnowledge(settingsOf(disk))
  await Promise.all(['a.md', 'b.md'].map((id) => sent.put({ id, hash: id, version: 1 })))
  expect((await sent.all()).map(({ id }) => id).toSorted()).toEqual(['a.md', 'b.md'])
  expect(disk.get('knowledge_sent')).toHaveLength(2)
})
