import type { AppContract, StartReport, Status } from '#contract/index.ts'
import type { Configuration } from '#contract/settings.ts'
import { createHttpClient } from '#main/clients/http.ts'
import { createFeed, snapshotThenEvents } from '#main/kernel/feed.ts'
import type { Clock, Log, Opener, Random, Vault, Watch } from '#main/kernel/ports.ts'
import { createAgent } from '#main/services/agent.ts'
import { runBatch } from '#main/services/batch.ts'
import { readConfiguration, writeConfiguration } from '#main/services/configuration.ts'
import { connect } from '#main/services/connections.ts'
import { viewConversation, watchConversation, type Draft } from '#main/services/conversation-view.ts'
import { decide } from '#main/services/decisions.ts'
import type { Connections, Desk } from '#main/services/desk.ts'
import { createDrafts } from '#main/services/drafts.ts'
import { describeProposal } from '#main/services/evidence.ts'
import { createExecutor } from '#main/services/executor.ts'
import { createHealth } from '#main/services/health.ts'
import { createInbox } from '#main/services/inbox.ts'
import { createLanes } from '#main/services/lanes.ts'
import { watchQueue } from '#main/services/queue.ts'
import { createRecord, type Recorded } from '#main/services/record.ts'
import { recover } from '#main/services/recovery.ts'
import { resolve } from '#main/services/resolutions.ts'
import { settingsHandlers } from '#main/services/settings.ts'
import { createWork } from '#main/services/work.ts'
import { write } from '#main/services/writing.ts'
import type { Store } from '#main/store/store.ts'
import type { Context, Handlers } from '#rpc/serve.ts'

export type ServicePorts = {
  readonly store: Store
  readonly vault: Vault
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Judges the address, then opens it. */
  readonly opener: Opener
  readonly watch: Watch
  readonly host: Status['host']
  readonly version: string
  readonly sample: boolean
  /** Poll the helpdesk by itself; off for one-shot commands. */
  readonly poll: boolean
}

export type Services = {
  readonly handlers: Handlers<AppContract>
  /** Recovers what the last stop left, then begins to work. */
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
}

const concurrentConversations = 16

/** The composition root: ports in, handlers out. */
export async function createServices(ports: ServicePorts): Promise<Services> {
  const { store, clock, random, log, vault } = ports
  const recorded = createFeed<Recorded | ({ readonly type: 'draft' } & Draft)>()
  const durable = createFeed<Recorded>()
  const statusChanged = createFeed<null>()
  const stopping = new AbortController()
  const http = createHttpClient({ clock, random, log })
  let configuration = await readConfiguration(store)
  let connections: Connections = await connect({ configuration, vault, http, clock, random, log })
  let startReport: StartReport | null = null
  let polling: Promise<void> = Promise.resolve()

  const publish = (happened: Recorded) => {
    recorded.publish(happened)
    durable.publish(happened)
  }
  const health = createHealth(clock, () => statusChanged.publish(null))
  const lanes = createLanes({
    concurrency: concurrentConversations,
    work: (id, signals) => work(id, signals),
    sleep: clock.sleep,
    log,
  })
  const desk: Desk = {
    store,
    record: createRecord(store, publish),
    clock,
    random,
    log,
    watch: ports.watch,
    health,
    lanes,
    configuration: () => configuration,
    connections: () => connections,
  }
  const drafts = createDrafts(clock, (draft) => recorded.publish({ type: 'draft', ...draft }))
  const agent = createAgent(desk, drafts)
  const inbox = createInbox(desk, agent.interrupt)
  const executor = createExecutor(desk, inbox.refresh)
  const work = createWork(desk, executor, agent)

  const reconnect = async () => {
    connections = await connect({ configuration, vault, http, clock, random, log })
    health.reset('helpdesk', connections.helpdesk !== null)
    health.reset('xai', connections.agent !== null)
  }
  const adopt = async (next: Configuration) => {
    await writeConfiguration(store, next)
    configuration = next
    await reconnect()
    for (const { id } of (await store.conversations.list({ state: 'open', cursor: null, limit: 200 })).items)
      lanes.wake(id)
  }
  const signer = ({ principal }: Context) => ({
    by: 'person' as const,
    name: configuration.operator.name,
    surface: principal.host,
  })

  const status = (): Status => ({
    host: ports.host,
    version: ports.version,
    workspace: configuration.workspace.name,
    environment: configuration.agent?.environment ?? 'PROD',
    agentName: configuration.agent?.name ?? 'Support agent',
    operator: configuration.operator.name,
    sample: ports.sample,
    helpdesk: health.of('helpdesk'),
    xai: health.of('xai'),
    startReport,
    settings: {
      theme: configuration.settings.theme,
      density: configuration.settings.density,
      singleKeys: configuration.settings.singleKeys,
    },
  })

  const handlers: Handlers<AppContract> = {
    app: {
      status: (_, { signal }) => snapshotThenEvents(signal, status, statusChanged, status),
      get: async () => status(),
      dismissStartReport: async () => {
        startReport = null
        statusChanged.publish(null)
        return {}
      },
      openExternal: async ({ url }) => {
        await ports.opener(url)
        return {}
      },
    },
    inbox: {
      page: async (options) => {
        const { items, next } = await store.ledger.queue(options)
        return { items: [...items], next, counts: await store.ledger.counts() }
      },
      queue: (options, { signal }) => watchQueue(store, durable, options, signal),
    },
    conversations: {
      list: async (options) => {
        const { items, next } = await store.conversations.list(options)
        return { items: [...items], next }
      },
      get: ({ id }) => viewConversation(store, id),
      messages: async ({ id, before, limit }) => {
        const { messages, olderThan } = await store.conversations.messages(id, { before, limit })
        return { messages: [...messages], olderThan }
      },
      watch: ({ id }, { signal }) => watchConversation(store, recorded, id, signal),
      setControl: async ({ id, control }) => {
        if (control === 'human') agent.interrupt(id)
        const conversation = await desk.record.patch(id, { control, note: null })
        lanes.wake(id)
        return conversation
      },
      continueAgent: async ({ id }) => {
        const conversation = await desk.record.patch(id, { rounds: 0, activity: 'idle', note: null })
        lanes.wake(id)
        return conversation
      },
      write: (input, context) => write(desk, input, signer(context), context.signal),
    },
    proposals: {
      list: async (options) => {
        const { items, next } = await store.ledger.list(options)
        return { items: [...items], next }
      },
      get: ({ id }) => describeProposal(desk, id),
      decide: (input, context) => decide(desk, input, signer(context), context.signal),
      resolve: (input, context) => resolve(desk, input, signer(context).name, context.signal),
      retryStep: async ({ id }, context) => {
        const { revision, argsHash, fingerprint } = await store.ledger.get(id)
        return decide(desk, { verb: 'retry', id, revision, argsHash, fingerprint }, signer(context), context.signal)
      },
    },
    search: {
      messages: async (options) => {
        const { hits, before } = await store.search(options)
        return {
          hits: hits.map((hit) => ({ ...hit, ranges: hit.ranges.map(([from, to]): [number, number] => [from, to]) })),
          before,
        }
      },
    },
    sync: { now: (_, { signal }) => inbox.sync(signal) },
    batch: { run: async ({ limit }, { signal }) => ({ outcomes: await runBatch(desk, inbox, limit, signal) }) },
    settings: settingsHandlers({ desk, vault, http, clock, random, adopt, keysChanged: reconnect }),
    backup: {
      create: () => store.backup.create(),
      list: async () => ({ backups: [...(await store.backup.list())] }),
      verify: ({ file }) => store.backup.verify(file),
    },
  }

  return {
    handlers,
    start: async () => {
      await reconnect()
      const report = await recover(desk)
      startReport = report.needsChecking.length + report.returnedToPending.length > 0 ? report : null
      lanes.start()
      statusChanged.publish(null)
      if (ports.poll) polling = inbox.poll(stopping.signal)
    },
    stop: async () => {
      stopping.abort()
      await Promise.all([lanes.stop(), polling])
      await http.close()
    },
  }
}
