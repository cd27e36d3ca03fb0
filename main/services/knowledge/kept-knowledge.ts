import { z } from 'zod'
import { KnowledgeDraftSchema, RetestSchema, SyncChangeSchema, SyncRunSchema } from '#contract/knowledge.ts'
import { createFeed, type Topic } from '#main/kernel/feed.ts'
import { jsonOf } from '#main/services/bot/kept.ts'
import { readKeptList } from '#main/services/kept-list.ts'
import type { SettingsStore } from '#main/store/store.ts'

/** What the workshop keeps on disk: every change stands there before anything follows from it. */
const MarkSchema = z.object({
  key: z.string(),
  state: z.enum(['open', 'resolved', 'ignored']),
  documentId: z.string().nullable(),
  at: z.number(),
})
/** A document as it was sent from a folder, by its external id. */
const SentSchema = z.object({ id: z.string(), hash: z.string(), version: z.number().nullable() })
const RunSchema = SyncRunSchema.extend({
  id: z.string(),
  /** Of the batches that the service took, in order; null: done at once. */
  jobs: z.array(z.string().nullable()),
  /** Those of `jobs` that are over. */
  over: z.number().int(),
})
export type KeptRun = z.infer<typeof RunSchema>

const PlanSchema = z.object({ id: z.string(), folder: z.string(), changes: z.array(SyncChangeSchema), at: z.number() })
export type KeptPlan = z.infer<typeof PlanSchema>

export type Kept<T> = {
  /** Newest first. */
  readonly all: () => Promise<readonly T[]>
  readonly find: (id: string) => Promise<T | null>
  readonly put: (...items: readonly T[]) => Promise<void>
  readonly remove: (id: string) => Promise<void>
}

function createKept<T>(parts: {
  readonly settings: SettingsStore
  readonly name: string
  readonly schema: z.ZodType<T>
  readonly idOf: (item: T) => string
  readonly most: number
  readonly changed: Topic<null>
}): Kept<T> {
  const { settings, name, schema, idOf, most, changed } = parts
  let held: Promise<ReadonlyMap<string, T>> | null = null
  const read = async (): Promise<ReadonlyMap<string, T>> => {
    const items = await readKeptList(settings, name, schema)
    return new Map(items.map((item) => [idOf(item), item]))
  }
  const load = () =>
    (held ??= read().catch((error: unknown) => {
      held = null
      throw error
    }))
  /** The next change begins with what this one leaves. */
  const change = async (to: (before: ReadonlyMap<string, T>) => ReadonlyMap<string, T>): Promise<void> => {
    held = load().then(to)
    const next = await held
    await settings.put(name, jsonOf([...next.values()]))
    changed.publish(null)
  }
  return {
    all: async () => [...(await load()).values()],
    find: async (id) => (await load()).get(id) ?? null,
    put: (...items) =>
      change((before) => {
        const known = new Set(items.map(idOf))
        const left = [...before.values()].filter((item) => !known.has(idOf(item)))
        return new Map([...items, ...left].slice(0, most).map((item) => [idOf(item), item]))
      }),
    remove: (id) => change((before) => new Map([...before].filter(([other]) => other !== id))),
  }
}

export function createKeptKnowledge(settings: SettingsStore) {
  const changed = createFeed<null>()
  const part = <T>(name: string, schema: z.ZodType<T>, most: number, idOf: (item: T) => string) =>
    createKept({ settings, name: `knowledge_${name}`, schema, idOf, most, changed })
  return {
    changed,
    drafts: part('drafts', KnowledgeDraftSchema, 200, ({ id }) => id),
    retests: part('retests', RetestSchema, 100, ({ id }) => id),
    marks: part('marks', MarkSchema, 20_000, ({ key }) => key),
    sent: part('sent', SentSchema, 50_000, ({ id }) => id),
    plans: part('plans', PlanSchema, 4, ({ id }) => id),
    runs: part('runs', RunSchema, 20, ({ id }) => id),
  }
}
export type KeptKnowledge = ReturnType<typeof createKeptKnowledge>
