import type { AgentConfiguration, AgentCounts, AgentField, AgentVersion } from '#contract/agent.ts'
import type { Json } from '#contract/tool.ts'
import { changedFields, contentHash } from '#main/domain/agents/fields.ts'
import { AppError } from '#main/kernel/errors.ts'
import { hideInDraft, hideSecrets } from '#main/kernel/tool-secrets.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import type { Write } from '#main/store/group.ts'

/** What an agent is at a moment: all that can be changed, and what nobody here knows. */
export type AgentContent = {
  readonly configuration: AgentConfiguration
  readonly unknownFields: Readonly<Record<string, Json>>
}

export type Sighting = AgentContent & {
  readonly agentId: string
  readonly updatedAt: number | null
  /** Done by somebody here, with this proposal; null: found so at the service. */
  readonly own: {
    readonly origin: 'created' | 'published' | 'deleted'
    readonly by: string
    readonly proposalId: string
  } | null
  /** Somebody is looking at it: what was changed elsewhere is news no more. */
  readonly looked: boolean
}

export type AgentHistory = {
  readonly newest: AgentVersion
  /** The newest one is somebody else's, and nobody here has looked at it since. */
  readonly changedOutside: { readonly at: number } | null
}

/** Versions of voice agents. What is as it was makes no new one. */
export type AgentStore = {
  readonly see: (sightings: readonly Sighting[]) => Promise<readonly AgentHistory[]>
  /**
   * What is kept of them, as far as the service's own stamp says that nothing happened since; nothing is written and no
   * content compared. changed: its content has to be looked at · new: there is no version of it.
   */
  readonly glance: (
    agents: readonly { readonly agentId: string; readonly name: string; readonly updatedAt: number | null }[],
  ) => Promise<readonly (AgentHistory | 'changed' | 'new')[]>
  /** Newest first. */
  readonly versions: (options: {
    readonly agentId: string
    readonly before: number | null
    readonly limit: number
  }) => Promise<{ readonly versions: readonly AgentVersion[]; readonly before: number | null }>
  /** Of calls that were led here and of decided calls of tools. */
  readonly counts: (since: number) => Promise<Omit<AgentCounts, 'days'>>
  readonly version: (agentId: string, version: number) => Promise<AgentContent & { readonly version: AgentVersion }>
}

type VersionRow = {
  readonly seq: number
  readonly agent_id: string
  readonly hash: string
  readonly at: number
  readonly updated_at: number | null
  readonly origin: AgentVersion['origin']
  readonly by: string | null
  readonly proposal_id: string | null
  readonly changed: string
  readonly name: string
}

const columns = `v.seq, v.agent_id, v.hash, v.at, v.updated_at, v.origin, v.by, v.proposal_id, v.changed,
  c.body ->> '$.configuration.name' as name`
const from = 'from agent_versions v join agent_contents c on c.hash = v.hash'

/** A stamp this much older than the look at its content is not that of a change in the same moment, nor of a clock that is off. */
const settledMs = 60_000

export function createAgents(db: Connection, write: Write, now: () => number): AgentStore {
  // Without its content: a thousand are looked up at each look at the list.
  const newestOf = db.prepare<[string], Omit<VersionRow, 'name'>>(
    'select * from agent_versions where agent_id = ? order by seq desc limit 1',
  )
  /** Of many at once: a statement for each would cost ten times as much. */
  const newestOfMany = db.prepare<[string], Omit<VersionRow, 'name'>>(`
    select v.* from json_each(?) j
    join agent_versions v on v.seq = (select max(seq) from agent_versions where agent_id = j.value)`)
  const one = db.prepare<[string, number], VersionRow>(`select ${columns} ${from} where v.agent_id = ? and v.seq = ?`)
  const page = db.prepare<[string, number, number], VersionRow>(
    `select ${columns} ${from} where v.agent_id = ? and v.seq < ? order by v.seq desc limit ?`,
  )
  const calls = db.prepare<[number], AgentCounts['calls'][number]>(`
    select body ->> '$.agent.id' as agentId, count(*) as count from calls
    where started_at >= ? and coalesce(body ->> '$.dryRun', 0) = 0 group by 1`)
  const tools = db.prepare<[number], AgentCounts['tools'][number]>(`
    select tool as name, sum(by_rule = 0 and verb = 'approve') as approved, sum(by_rule = 0 and verb = 'edit') as edited,
      sum(by_rule = 0 and verb = 'reject') as rejected, sum(by_rule = 0 and verb = 'answer') as answered,
      sum(by_rule = 1) as byRule
    from policy_decisions where at >= ? group by tool`)
  const body = db.prepare<[string], string>('select body from agent_contents where hash = ?').pluck()
  const keep = db.prepare<[string, string]>('insert or ignore into agent_contents(hash, body) values (?, ?)')
  const add = db.prepare<unknown[]>(`
    insert into agent_versions(agent_id, hash, at, updated_at, origin, by, proposal_id, changed)
    values (?, ?, ?, ?, ?, ?, ?, ?)`)
  const touch = db.prepare<[number | null, number]>('update agent_versions set updated_at = ? where seq = ?')
  const seen = db.prepare<[string], number>('select version from agent_seen where agent_id = ?').pluck()
  const setSeen = db.prepare<[string, number]>(
    'insert into agent_seen(agent_id, version) values (?, ?) on conflict(agent_id) do update set version = excluded.version',
  )

  const contentOf = (hash: string): AgentContent => {
    const found = body.get(hash)
    if (found === undefined) throw new AppError('database_damaged', 'The configuration of a version is missing.')
    const { configuration, unknownFields } = JSON.parse(found) as AgentContent
    // Secrets of tools were stored as they came once.
    return { configuration: hideInDraft(configuration), unknownFields: hideSecrets(unknownFields) }
  }

  const insert = (sighting: Sighting, hash: string, before: Omit<VersionRow, 'name'> | undefined): void => {
    const { agentId, configuration, unknownFields, updatedAt, own } = sighting
    keep.run(hash, JSON.stringify({ configuration, unknownFields } satisfies AgentContent))
    const changed: readonly AgentField[] =
      before === undefined ? [] : changedFields(contentOf(before.hash).configuration, configuration)
    const origin = own?.origin ?? (before === undefined ? 'read' : 'outside')
    add.run(
      agentId,
      hash,
      now(),
      updatedAt === null ? null : Math.floor(updatedAt),
      origin,
      own?.by ?? null,
      own?.proposalId ?? null,
      JSON.stringify(changed),
    )
  }

  /** Under which stamp the content of an agent was found to be that of its newest version, long enough after the stamp. */
  const settled = new Map<string, { readonly seq: number; readonly stamp: number }>()

  const historyOf = (newest: Omit<VersionRow, 'name'>, name: string): AgentHistory => {
    const isNews = newest.origin === 'outside' && (seen.get(newest.agent_id) ?? 0) < newest.seq
    const changedOutside = isNews ? { at: newest.updated_at ?? newest.at } : null
    return { newest: toVersion({ ...newest, name }), changedOutside }
  }

  const isSettled = (newest: Omit<VersionRow, 'name'>, stamp: number | null): boolean => {
    if (newest.origin === 'deleted' || stamp === null || stamp !== newest.updated_at) return false
    if (newest.at - stamp > settledMs) return true
    const known = settled.get(newest.agent_id)
    return known !== undefined && known.seq === newest.seq && known.stamp === stamp
  }

  const take = (sighting: Sighting): AgentHistory => {
    const { agentId, updatedAt, own } = sighting
    const hash = contentHash({ configuration: sighting.configuration, unknownFields: sighting.unknownFields })
    const before = newestOf.get(agentId)
    const at = updatedAt === null ? null : Math.floor(updatedAt)
    const isAlike = before !== undefined && (before.hash === hash || contentHash(contentOf(before.hash)) === hash)
    const isSame = isAlike && before.origin !== 'deleted' && own?.origin !== 'deleted'
    const isNew = before === undefined || !isSame || (own === null && isLater(at, before.updated_at))
    if (isNew) {
      insert(sighting, hash, before)
    } else if (own !== null && at !== before.updated_at) {
      // An act of ours that this desk keeps no version of, such as a number: the service counts it as a change.
      touch.run(at, before.seq)
    }
    const isAsBefore = !isNew && at === before.updated_at
    const newest = isAsBefore ? before : newestOf.get(agentId)
    if (newest === undefined) throw new AppError('internal', 'A version of an agent was not stored.')
    if (at !== null && at === newest.updated_at && now() - at > settledMs)
      settled.set(agentId, { seq: newest.seq, stamp: at })
    if (sighting.looked || own !== null || (isNew && newest.origin === 'read')) setSeen.run(agentId, newest.seq)
    return historyOf(newest, sighting.configuration.name)
  }

  return {
    see: async (sightings) => write(() => sightings.map(take)),
    glance: async (agents) =>
      guarded(() => {
        const rows = newestOfMany.all(JSON.stringify(agents.map(({ agentId }) => agentId)))
        const kept = new Map(rows.map((row) => [row.agent_id, row]))
        return agents.map(({ agentId, name, updatedAt }) => {
          const newest = kept.get(agentId)
          if (newest === undefined) return 'new'
          const stamp = updatedAt === null ? null : Math.floor(updatedAt)
          return isSettled(newest, stamp) ? historyOf(newest, name) : 'changed'
        })
      }),
    versions: async ({ agentId, before, limit }) =>
      guarded(() => {
        const rows = page.all(agentId, before ?? Number.MAX_SAFE_INTEGER, limit + 1)
        const kept = rows.slice(0, limit)
        return {
          versions: kept.map(toVersion),
          before: rows.length > limit ? (kept.at(-1)?.seq ?? null) : null,
        }
      }),
    counts: async (since) => guarded(() => ({ calls: calls.all(since), tools: tools.all(since) })),
    version: async (agentId, version) =>
      guarded(() => {
        const row = one.get(agentId, version)
        if (row === undefined) throw new AppError('not_found', `There is no version ${version} of this agent.`)
        return { ...contentOf(row.hash), version: toVersion(row) }
      }),
  }
}

/** Changed since, as far as the service says when: what it does not say is no change. */
const isLater = (now: number | null, before: number | null): boolean =>
  now !== null && before !== null && now !== before

const toVersion = (row: VersionRow): AgentVersion => ({
  version: row.seq,
  agentId: row.agent_id,
  name: row.name,
  hash: row.hash,
  at: row.at,
  updatedAt: row.updated_at,
  origin: row.origin,
  by: row.by,
  proposalId: row.proposal_id,
  changed: JSON.parse(row.changed) as AgentField[],
})
