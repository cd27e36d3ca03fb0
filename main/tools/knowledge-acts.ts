import type { BotDocumentDraft } from '#contract/bot.ts'
import { BotDocumentDraftSchema } from '#contract/bot.ts'
import type { BotClient } from '#main/clients/bot/bot.ts'
import { knowledgeActs } from '#main/domain/knowledge/acts.ts'
import { AppError } from '#main/kernel/errors.ts'
import { word, words, wordOrNull, type Fields } from '#main/tools/act-fields.ts'
import { cannotTell, found, refuse, wasSentBefore } from '#main/tools/act-outcomes.ts'
import { createAct, type Act } from '#main/tools/administration.ts'
import { existing } from '#main/tools/agent-acts.ts'
import { didNotHappen } from '#main/tools/failure.ts'
import type { Tool } from '#main/tools/tool.ts'

/** What people do to the knowledge of the bot: publish a document, take one away, bring a folder up to date. */
export type KnowledgeActPorts = {
  readonly bot: () => BotClient | null
  readonly sync: {
    readonly run: (
      client: BotClient,
      signed: { readonly planId: string; readonly planHash: string; readonly deletes: readonly string[] },
      context: Parameters<Act['run']>[0],
    ) => Promise<SyncOutcome>
    readonly look: (client: BotClient, proposalId: string, signal: AbortSignal) => Promise<SyncOutcome | null>
  }
  /** The service works on it in its own time. */
  readonly queued: (task: {
    job: NonNullable<Awaited<ReturnType<BotClient['kb']['remove']>>['job']>
    title: string
    documentIds: string[]
    proposalId: string
  }) => Promise<void>
}
type SyncOutcome = {
  readonly total: number
  readonly taken: number
  readonly done: number
  readonly failed: number
  readonly folder: string
}

export const createKnowledgeActs = (ports: KnowledgeActPorts): readonly Tool[] =>
  [publishing(ports), removing(ports), indexing(ports), syncing(ports)].map(createAct)

const system = 'Bot knowledge'

function botOf({ bot }: KnowledgeActPorts): BotClient {
  const client = bot()
  if (client !== null) return client
  throw new AppError('missing_secret', 'The bot is not connected.', { data: { secret: 'bot', sent: false } })
}

const wanted = (args: Fields): BotDocumentDraft => BotDocumentDraftSchema.parse(args.object('document'))

function publishing(ports: KnowledgeActPorts): Act {
  const done = (id: string, summary: string) => ({ data: { document_id: id }, remoteId: id, summary })
  return {
    name: knowledgeActs.publish,
    system,
    risk: 2,
    description: 'Publishes a document: the bot answers from it as soon as it is indexed.',
    sentence: 'Publish {{args.title}} to the bot',
    properties: {
      draft_id: word('The draft it was written in.'),
      document_id: wordOrNull('The document it takes the place of; null: a new one.'),
      version: { type: ['number', 'null'], description: 'The version the draft was begun with.' },
      title: word('Its title.'),
      document: { type: 'object', description: 'The document as it is sent.' },
      gap_ids: words('Gaps of the service that it closes.'),
      questions: words('Asked before, and again once it is indexed.'),
    },
    opaque: ['document'],
    run: async ({ proposal, onSent, signal, idempotencyKey }, args) => {
      const client = botOf(ports)
      const id = args.maybe('document_id')
      const draft = wanted(args)
      if (id !== null) {
        const now = await existing(() => client.kb.get(id, { signal }))
        if (now === null) return refuse('not_found', 'The service does not have this document any more.')
        if (args.number('version') !== null && now.version !== args.number('version'))
          return refuse('changed', `${now.title} was changed elsewhere since this was written. Look at it again.`)
      }
      await onSent()
      const write = { signal, idempotencyKey }
      const { document, job } =
        id === null ? await client.kb.create(draft, write) : await client.kb.replace(id, draft, write)
      // It was taken: what cannot be read afterwards does not make it a failure.
      const made = document?.id ?? id ?? (await find(client, draft, signal).catch(() => null))?.id ?? null
      if (job !== null)
        await ports.queued({
          job,
          title: draft.title,
          documentIds: made === null ? [] : [made],
          proposalId: proposal.id,
        })
      return made === null
        ? { data: { document_id: null }, remoteId: null, summary: `Taken: ${draft.title}` }
        : done(made, `Taken: ${draft.title}. It is indexed next.`)
    },
    probe: async ({ signal }, args) => {
      const client = botOf(ports)
      const draft = wanted(args)
      const id = args.maybe('document_id')
      const now = id === null ? await find(client, draft, signal) : await existing(() => client.kb.get(id, { signal }))
      if (now === null) return didNotHappen('The service has no such document.')
      const whole = await client.kb.get(now.id, { signal })
      if (whole.title === draft.title && whole.content?.trim() === draft.content.trim())
        return found({ document_id: now.id }, now.id, `Found ${draft.title}`)
      if (id !== null && whole.version === args.number('version')) return didNotHappen('The document is as it was.')
      return cannotTell('The document is neither as it was nor as it should be. Look at it yourself.')
    },
  }
}

/** What was made from here is known by its external id. */
async function find(client: BotClient, { externalId, title }: BotDocumentDraft, signal: AbortSignal) {
  const { items } = await client.kb.list({ words: title, limit: 200 }, { signal })
  const named = items.find((one) => one.externalId !== null && one.externalId === externalId)
  if (named !== undefined || externalId === null) return named ?? null
  let cursor: string | null = null
  let last: string | null
  do {
    const page: Awaited<ReturnType<BotClient['kb']['list']>> = await client.kb.list({ limit: 200, cursor }, { signal })
    const one = page.items.find((document) => document.externalId === externalId)
    if (one !== undefined) return one
    last = cursor
    cursor = page.next
  } while (cursor !== null && cursor !== last)
  return null
}

function removing(ports: KnowledgeActPorts): Act {
  const gone = (id: string, summary: string) => ({ data: { document_id: id, deleted: true }, remoteId: id, summary })
  return {
    name: knowledgeActs.remove,
    system,
    risk: 3,
    description: 'Deletes a document of the bot. It answers from it no more.',
    sentence: 'Delete {{args.title}} from the knowledge of the bot',
    properties: {
      document_id: word('The document.'),
      title: word('Its title.'),
      version: { type: ['number', 'null'], description: 'Its version when this was signed.' },
    },
    run: async ({ proposal, onSent, signal, idempotencyKey }, args) => {
      const client = botOf(ports)
      const id = args.text('document_id')
      const now = await existing(() => client.kb.get(id, { signal }))
      if (now === null)
        return wasSentBefore(proposal)
          ? gone(id, 'Gone since it was asked for before')
          : refuse('not_found', 'The service does not have this document any more.')
      if (args.number('version') !== null && now.version !== args.number('version'))
        return refuse('changed', `${now.title} was changed since this was signed. Look at it again.`)
      await onSent()
      const { job } = await client.kb.remove(id, { signal, idempotencyKey })
      if (job !== null) await ports.queued({ job, title: now.title, documentIds: [id], proposalId: proposal.id })
      return gone(id, `Deleted ${now.title}`)
    },
    probe: async ({ signal }, args) => {
      const id = args.text('document_id')
      const now = await existing(() => botOf(ports).kb.get(id, { signal }))
      if (now !== null && now.state !== 'deleting') return didNotHappen('The document is still there.')
      const { data, summary } = gone(id, 'Found gone')
      return found(data, id, summary)
    },
  }
}

function indexing(ports: KnowledgeActPorts): Act {
  return {
    name: knowledgeActs.reindex,
    system,
    risk: 1,
    description: 'Has the bot index documents again. What they say stays as it is.',
    sentence: 'Index {{args.title}} again',
    properties: { title: word('What it is.'), document_ids: words('Which ones; none: all.') },
    run: async ({ proposal, onSent, signal, idempotencyKey }, args) => {
      const ids = args.list('document_ids')
      await onSent()
      const { job } = await botOf(ports).kb.reindex(ids, { signal, idempotencyKey })
      const title = `Index again: ${args.text('title')}`
      if (job !== null) await ports.queued({ job, title, documentIds: [...ids], proposalId: proposal.id })
      return {
        data: { job_id: job?.id ?? null },
        remoteId: job?.id ?? null,
        summary: 'Taken. The bot is at work on it.',
      }
    },
    probe: async () => cannotTell('Nothing there says whether it was taken. Once more does no harm.'),
  }
}

function syncing(ports: KnowledgeActPorts): Act {
  const outcome = ({ taken, failed, folder }: SyncOutcome) => ({
    data: { taken, failed },
    remoteId: null,
    summary: `${taken} documents of ${folder} taken${failed === 0 ? '' : `, ${failed} of them not indexed`}`,
  })
  const count = (description: string) => ({ type: 'number', description }) as const
  return {
    name: knowledgeActs.sync,
    system,
    risk: 3,
    description: 'Brings the knowledge of the bot up to a folder: only what differs is sent.',
    sentence:
      'Bring the bot up to {{args.folder}}: {{args.adds}} new, {{args.changes}} changed, {{args.deletes}} deleted',
    properties: {
      folder: word('The folder.'),
      plan_id: word('The comparison that was looked at.'),
      plan_hash: word('Of all that is sent: every file as it was then.'),
      adds: count('New documents.'),
      changes: count('Documents that are replaced.'),
      deletes: count('Documents that are deleted.'),
      deleted: words('Which ones.'),
    },
    run: async (context, args) => {
      const signed = { planId: args.text('plan_id'), planHash: args.text('plan_hash'), deletes: args.list('deleted') }
      try {
        return outcome(await ports.sync.run(botOf(ports), signed, context))
      } catch (thrown) {
        if (thrown instanceof AppError && thrown.code === 'conflict' && thrown.data?.['sent'] === false)
          return refuse('changed', thrown.message)
        // Some of it may have been taken: what is known is asked for afterwards.
        throw thrown instanceof AppError ? new AppError(thrown.code, thrown.message) : thrown
      }
    },
    probe: async ({ proposal, signal }) => {
      const now = await ports.sync.look(botOf(ports), proposal.id, signal)
      if (now === null || now.taken === 0)
        return didNotHappen(
          'No batch of it is known to have been taken. Compare the folder again: it shows what arrived.',
        )
      if (now.taken < now.total)
        return didNotHappen(
          `At least ${now.taken} of ${now.total} documents were taken before it stopped. Again sends the rest.`,
        )
      const { data, remoteId, summary } = outcome(now)
      return found(data, remoteId, summary)
    },
  }
}
