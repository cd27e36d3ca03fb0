import { randomBytes } from 'node:crypto'
import type { ConversationEvent, ConversationView, Status } from '#contract/index.ts'
import type { QueueEvent } from '#contract/queue.ts'
import type { Proposal, ProposalDetail } from '#contract/proposal.ts'
import type { QueueItem } from '#contract/queue-item.ts'
import { contract, type AppContract } from '#contract/index.ts'
import { ConfigurationSchema } from '#contract/settings.ts'
import { startWebHost } from '#main/hosts/web/server.ts'
import { AppError, toWireError } from '#main/kernel/errors.ts'
import { serve, type Handlers } from '#rpc/serve.ts'
import { channel, type Listener } from '#test/support/channel.ts'
import { fakeReplies } from '#test/support/fake-replies.ts'
import { fakeAudit } from '#test/support/fake-audit.ts'
import { countItems, inView, makeMessage } from '#test/support/fake-data.ts'
import { addExtra, makeWorld } from '#test/support/fake-world.ts'
import { addFaces } from '#test/support/fake-faces.ts'
import { detailOf, fakeTools } from '#test/support/fake-detail.ts'
import { fakeModelHandlers } from '#test/support/fake-models.ts'
import { fakeNotifications } from '#test/support/fake-notifications.ts'
import { fakeApprovals, fakePeople, fakeSecond } from '#test/support/fake-people.ts'
import { fakePolicies } from '#test/support/fake-policies.ts'
import { fakeAdmins, fakeSecrets } from '#test/support/fake-settings.ts'
import { fakeCalls, type FakeCalls } from '#test/support/fake-calls.ts'
import { fakeFiles } from '#test/support/fake-exchange.ts'
import { fakeFlow } from '#test/support/fake-flow.ts'
import { fakeLibrary } from '#test/support/fake-library.ts'
import { fakeStatus } from '#test/support/fake-status.ts'

/** A desk without a desk: the whole contract over the real web host, with invented data that changes in memory only. */

export type FakeDesk = {
  /** A fresh link that opens one session. */
  readonly invite: () => string
  readonly stop: () => Promise<void>
  /** A new decision arrives. */
  readonly arrive: () => QueueItem
  /** The agent writes in a conversation, word by word. */
  readonly draft: (conversationId: number, text: string, pause: number) => Promise<void>
  readonly setStatus: (change: Partial<Status>) => Status
  readonly decided: readonly { readonly id: string; readonly verb: string }[]
  readonly calls: FakeCalls
}

export async function startFakeDesk(options: {
  readonly rendererDirectory: string
  readonly port?: number
  readonly extra?: number
  readonly faces?: boolean
  /** How long the first call lasts already. */
  readonly callHours?: number
  readonly status?: Partial<Status>
}): Promise<FakeDesk> {
  const now = Date.now()
  const world = makeWorld(now, options.extra ?? 0)
  if (options.faces === true) addFaces(world, now)
  const calls = fakeCalls(world, options.callHours)
  const queueListeners = new Set<Listener<QueueEvent>>()
  const statusListeners = new Set<Listener<Status>>()
  const conversationListeners = new Map<number, Set<Listener<ConversationEvent>>>()
  const decided: { id: string; verb: string }[] = []
  let seq = 0
  let arrivals = 0
  let status: Status = { ...fakeStatus(now), ...options.status }
  const setStatus = (change: Partial<Status>): Status => {
    status = { ...status, ...change }
    statusListeners.forEach((listener) => listener(status))
    return status
  }
  const listenersOf = (id: number) => {
    const found = conversationListeners.get(id) ?? new Set<Listener<ConversationEvent>>()
    conversationListeners.set(id, found)
    return found
  }
  const tell = (id: number, event: ConversationEvent) => listenersOf(id).forEach((listener) => listener(event))
  const viewOf = (id: number): ConversationView => {
    const view = world.views.get(id)
    if (view === undefined) throw new AppError('not_found', 'No conversation has this id.')
    return view
  }
  const find = (id: string): Proposal => {
    for (const view of world.views.values()) {
      const found = view.proposals.find((proposal) => proposal.id === id)
      if (found !== undefined) return found
    }
    throw new AppError('not_found', 'No proposal has this id.')
  }
  const replace = (next: Proposal) => {
    const view = viewOf(next.conversationId)
    world.views.set(next.conversationId, {
      ...view,
      proposals: view.proposals.map((one) => (one.id === next.id ? next : one)),
    })
    tell(next.conversationId, { type: 'proposal', proposal: next })
    const at = world.items.findIndex((item) => item.id === next.id)
    if (at >= 0 && next.state !== 'pending' && next.state !== 'unknown') {
      world.items.splice(at, 1)
      seq += 1
      queueListeners.forEach((listener) =>
        listener({ type: 'left', seq, id: next.id, state: next.state, ...countedNow() }),
      )
    }
    return next
  }
  const countedNow = (view: Parameters<typeof inView>[1] = 'all') => ({
    counts: countItems(world.items),
    matching: world.items.filter((item) => inView(item, view)).length,
  })
  const page = (view: Parameters<typeof inView>[1], cursor: string | null, limit: number) => {
    const all = world.items.filter((item) => inView(item, view))
    const from = cursor === null ? 0 : Number(cursor)
    return {
      items: all.slice(from, from + limit),
      next: from + limit < all.length ? String(from + limit) : null,
      ...countedNow(view),
    }
  }
  const setConversation = (id: number, change: Partial<ConversationView['conversation']>) => {
    const view = viewOf(id)
    const conversation = { ...view.conversation, ...change }
    world.views.set(id, { ...view, conversation })
    tell(id, { type: 'conversation', conversation })
    return conversation
  }
  const done = (
    proposal: Proposal,
    verb: 'approve' | 'edit' | 'reject' | 'answer' | 'retry',
    change: Partial<Proposal>,
  ): Proposal => {
    decided.push({ id: proposal.id, verb })
    const at = Date.now()
    return replace({
      ...proposal,
      decision: {
        verb,
        signer: { by: 'person', name: status.operator, surface: 'browser' },
        at,
        reason: null,
        reasons: [],
      },
      ...change,
      updatedAt: at,
    })
  }
  let configuration = ConfigurationSchema.parse({ version: 1 })
  const check = {
    ok: true,
    summary: 'Answered as Larch & Ledge.',
    latencyMs: 120,
    permissions: [{ label: 'Read conversations', granted: true }],
  }
  const handlers: Handlers<AppContract> = {
    app: {
      status: (_input, { signal }) => channel(status, statusListeners, signal),
      get: async () => status,
      dismissStartReport: async () => ({}),
      pause: async () => ({}),
      resume: async () => ({}),
      openExternal: async () => ({}),
    },
    inbox: {
      page: async ({ view, cursor, limit }) => page(view, cursor, limit),
      queue: ({ view, limit }, { signal }) =>
        channel<QueueEvent>({ type: 'snapshot', seq, ...page(view, null, limit) }, queueListeners, signal),
      facets: async () => ({ tools: [...new Set(world.items.map(({ tool }) => tool))], tags: ['orders'] }),
      arrange: async (queue) => setStatus({ queue }).queue,
    },
    ...fakeFlow(),
    conversations: {
      list: async ({ limit }) => ({
        items: [...world.views.values()].map((view) => view.conversation).slice(0, limit),
        next: null,
      }),
      get: async ({ id }) => viewOf(id),
      messages: async () => ({ messages: [], olderThan: null }),
      watch: ({ id }, { signal }) =>
        channel<ConversationEvent>({ type: 'snapshot', view: viewOf(id) }, listenersOf(id), signal),
      setControl: async ({ id, control }) => setConversation(id, { control }),
      continueAgent: async ({ id }) => setConversation(id, { agent: { activity: 'thinking', note: null, rounds: 0 } }),
      write: async ({ id, text, internal }) => {
        const view = viewOf(id)
        const message = makeMessage(view.conversation, Date.now() % 1e9, Date.now(), text, {
          author: 'operator',
          authorName: status.operator,
          kind: internal ? 'note' : 'comment',
        })
        world.views.set(id, { ...view, messages: [...view.messages, message] })
        tell(id, { type: 'message', message })
        return view.proposals[0]!
      },
    },
    proposals: {
      list: async ({ states }) => ({
        items: [...world.views.values()]
          .flatMap((view) => view.proposals)
          .filter((proposal) => states.includes(proposal.state)),
        next: null,
      }),
      get: async ({ id }): Promise<ProposalDetail> => detailOf(find(id), viewOf(find(id).conversationId)),
      decide: async (input) => {
        const proposal = find(input.id)
        if (proposal.state !== 'pending')
          throw new AppError('already_decided', 'Somebody decided this proposal before you.')
        if (input.verb === 'reject') return done(proposal, 'reject', { state: 'rejected' })
        if (input.verb === 'answer') return done(proposal, 'answer', { state: 'answered' })
        if (input.verb === 'edit')
          return done(proposal, 'edit', { state: 'succeeded', revision: 1, arguments: input.arguments })
        return done(proposal, input.verb, { state: 'succeeded' })
      },
      resolve: async ({ id, how }) =>
        done(find(id), 'approve', { state: how === 'not_happened' ? 'failed' : 'succeeded' }),
      withdraw: async ({ id }) => find(id),
      undo: async ({ id }) => find(id),
      extend: async ({ id }) => find(id),
      snooze: async ({ id }) => find(id),
      wake: async ({ id }) => find(id),
      retryStep: async ({ id }) => find(id),
      ...fakeSecond((id) => done(find(id), 'approve', { state: 'succeeded' })),
    },
    calls: calls.handlers,
    replies: fakeReplies(find),
    policies: fakePolicies(),
    audit: fakeAudit,
    people: fakePeople,
    approvals: fakeApprovals,
    ...fakeLibrary(() => world.views.values()),
    sync: { now: async () => ({ conversations: 0, messages: 0, quarantined: 0 }) },
    batch: { run: async () => ({ outcomes: [] }) },
    notifications: fakeNotifications,
    ...fakeModelHandlers,
    settings: {
      get: async () => ({ configuration, tools: [...fakeTools] }),
      import: async (input) => ((configuration = input.configuration), {}),
      secrets: async () => ({ secrets: [...fakeSecrets] }),
      saveSecret: async ({ name, value }) => ({
        name,
        state: 'stored',
        hint: value.slice(-4),
        backend: 'gnome_libsecret',
      }),
      removeSecret: async ({ name }) => ({ name, state: 'missing', hint: '', backend: '' }),
      check: async () => check,
      checkCandidate: async ({ value }) =>
        value.startsWith('bad')
          ? { ...check, ok: false, summary: 'The key was refused (401). Copy it again.', permissions: [] }
          : check,
      admins: async () => ({
        admins: [...fakeAdmins],
      }),
    },
    ...fakeFiles(),
  }
  const token = randomBytes(32).toString('base64url')
  const log = () => {}
  const host = await startWebHost({
    core: {
      serve: (wire, principal) => serve(contract, handlers, wire, { principal, log, toWireError }),
      onReload: () => {},
    },
    rendererDirectory: options.rendererDirectory,
    port: options.port ?? 0,
    token,
    log,
  })
  return {
    invite: host.invite,
    stop: host.stop,
    decided,
    calls,
    arrive: () => {
      const item = addExtra(world, Date.now(), 50_000 + arrivals++)
      seq += 1
      queueListeners.forEach((listener) => listener({ type: 'changed', seq, item, ...countedNow() }))
      return item
    },
    draft: async (id, text, pause) => {
      setConversation(id, { agent: { activity: 'thinking', note: null, rounds: 1 } })
      for (let end = 1; end <= text.length; end += 4) {
        tell(id, { type: 'draft', text: text.slice(0, end + 3) })
        await new Promise((resolve) => setTimeout(resolve, pause))
      }
    },
    setStatus,
  }
}
