import type { AppContract, Status } from '#contract/index.ts'
import type { VoiceSettings } from '#contract/call-settings.ts'
import type { Arrangement } from '#contract/queue.ts'
import type { Configuration } from '#contract/settings.ts'
import { createHttpClient } from '#main/clients/http/http.ts'
import { createFeed } from '#main/kernel/feed.ts'
import { createTurnstile } from '#main/kernel/turnstile.ts'
import { createAgent } from '#main/services/agent.ts'
import { createAnchors } from '#main/services/anchors.ts'
import { createBotOfDesk } from '#main/services/bot/bot-of-desk.ts'
import { createCallsOfDesk } from '#main/services/calls/calls.ts'
import { createLookups } from '#main/services/calls/lookups.ts'
import { readConfiguration, writeConfiguration } from '#main/services/configuration.ts'
import { catchUp } from '#main/services/helpdesk/catching-up.ts'
import { connect } from '#main/services/connections.ts'
import type { Draft } from '#main/services/conversation-view.ts'
import type { Connections, Desk } from '#main/services/desk.ts'
import { createDeskReport } from '#main/services/desk-report.ts'
import { createDeadlines } from '#main/services/deadlines.ts'
import { createDrafts } from '#main/services/drafts.ts'
import { createExchangeOfDesk } from '#main/services/exchange/exchange-handlers.ts'
import { createExecutor } from '#main/services/executor.ts'
import { guardStore } from '#main/services/storage/guarded-store.ts'
import { createHandlers } from '#main/services/handlers.ts'
import { createHealth } from '#main/services/health.ts'
import { createInbox } from '#main/services/helpdesk/inbox.ts'
import { createJoining } from '#main/services/joining.ts'
import { createLanes } from '#main/services/lanes.ts'
import { createModelsOfDesk } from '#main/services/models/models-of-desk.ts'
import { createNotifications } from '#main/services/notifications.ts'
import { createPeople } from '#main/services/signing/people.ts'
import { probeStore } from '#main/services/storage/store-probe.ts'
import { createPolicies, suspendOnContradiction } from '#main/services/policies/policies.ts'
import { createQueueOfDesk } from '#main/services/queue/queue.ts'
import { createPause } from '#main/services/pause.ts'
import { createRecord, type Recorded } from '#main/services/record.ts'
import type { ServicePorts } from '#main/services/service-ports.ts'
import { recover } from '#main/services/recovery.ts'
import { createStandstill } from '#main/services/storage/standstill.ts'
import { createSteadyTime } from '#main/services/steady-time.ts'
import { describeDesk } from '#main/services/status.ts'
import { createStorage } from '#main/services/storage/storage.ts'
import { createUpdatesOfDesk } from '#main/services/updates.ts'
import { createUndoWindows } from '#main/services/undo-windows.ts'
import { wakeSigned, wakeWaiting } from '#main/services/waking.ts'
import { createWork } from '#main/services/work.ts'
import type { Handlers } from '#rpc/serve.ts'

export type Services = {
  readonly handlers: Handlers<AppContract>
  /** Recovers what the last stop left, then begins to work. */
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
}

const concurrentConversations = 16

/** The composition root: ports in, handlers out. */
export async function createServices(ports: ServicePorts): Promise<Services> {
  const { clock, random, log, vault, disk, speechFiles } = ports
  const recorded = createFeed<Recorded | ({ readonly type: 'draft' } & Draft)>()
  const durable = createFeed<Recorded>()
  const statusChanged = createFeed<null>()
  const stopping = new AbortController()
  const storage = createStorage({
    clock,
    log,
    disk,
    probe: () => probeStore(ports.store),
    stopping: stopping.signal,
    changed: () => standstill.look(),
  })
  const store = guardStore(ports.store, { failed: storage.failed, isDamaged: disk.soundness.isDamaged, speechFiles })
  const http = createHttpClient({ clock, random, log })
  let configuration = await readConfiguration(store)
  const joining = await createJoining({ vault, http, clock, random, log, store })
  const first = await connect({ configuration, ...joining })
  const closings = [first.close]
  let connections: Connections = first
  let watching: Promise<unknown> = Promise.resolve()

  const publish = (happened: Recorded) => {
    if (happened.type === 'proposal') {
      undoWindows.follow(happened.proposal)
      deadlines.follow(happened.proposal)
      notifications.follow(happened.proposal)
    }
    calls.follow(happened)
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
  const policies = createPolicies({
    store,
    clock,
    random,
    configuration: () => configuration,
    tool: (name) => connections.tools.find(name),
    time: () => time.now(),
    isPaused: () => pause.now() !== null,
  })
  const time = await createSteadyTime(clock, store.settings)
  const pause = await createPause(store.settings, clock, (paused) => {
    statusChanged.publish(null)
    void (paused === null ? wakeWaiting(desk, stopping.signal) : stopAutomation()).catch((error: unknown) =>
      log('error', 'pause.failed', { error }),
    )
  })
  const lookups = createLookups()
  const desk: Desk = {
    time,
    pause,
    undoWindows: { mayLeave: (proposal) => undoWindows.mayLeave(proposal) },
    store,
    record: suspendOnContradiction(
      createRecord({
        store,
        settle: (commit, until) => storage.keep(() => ports.store.ledger.commit(commit), until),
        publish,
      }),
      policies,
      store,
    ),
    policies,
    clock,
    random,
    log,
    watch: ports.watch,
    health,
    lanes,
    found: ports.host === 'cli' ? () => {} : lanes.wake,
    oneByOne: createTurnstile(),
    storage,
    lookups,
    configuration: () => configuration,
    connections: () => connections,
  }
  const anchors = createAnchors({ store, file: ports.anchorFile, clock, log })
  const report = createDeskReport(store, clock, log, () => statusChanged.publish(null))
  const undoWindows = createUndoWindows(desk, time, stopping.signal, report.returned)
  const deadlines = createDeadlines(desk, time, report.expired)
  const notifications = createNotifications({
    ...ports,
    store,
    time,
    settings: () => configuration.settings.notifications,
    callerWaits: (conversationId) => calls.live().some((call) => call.conversationId === conversationId),
  })
  const drafts = createDrafts(clock, (draft) => recorded.publish({ type: 'draft', ...draft }))
  const agent = createAgent(desk, drafts)
  const inbox = createInbox(desk, agent.interrupt)
  const executor = createExecutor(desk, inbox.refresh)
  const work = createWork(desk, executor, agent)
  const calls = createCallsOfDesk({ desk, vault, voice: ports.voice, lookups, agents: () => connections.voiceAgents })
  const standstill = createStandstill({
    storage,
    lanes,
    putRight: async () => {
      // On a disk that is full it is done at the next start; until then the first use of a tool asks.
      await policies
        .adoptTools(connections.tools)
        .catch((error: unknown) => log('warn', 'policy.tools_not_adopted', { error }))
      await catchUp(desk, inbox, stopping.signal)
      await report.began(await recover(desk))
      await calls.recover()
    },
    takeUp: (when) => takeUpAgain(when),
    run: async (signal) => {
      await Promise.all([deadlines.run(signal), ports.poll ? inbox.poll(signal) : null])
    },
    changed: () => statusChanged.publish(null),
    log,
  })

  const updates = createUpdatesOfDesk(desk, ports, () => calls.live().length > 0)
  const stopAutomation = async () => {
    agent.interruptAll()
    await undoWindows.giveBackAll('Everything was paused before it was sent. Nothing was sent.')
  }
  const reconnect = async () => {
    const made = await connect({ configuration, ...joining })
    // What the old connections have under way is answered through them: they end when the desk does.
    closings.push(made.close)
    connections = made
    health.reset('helpdesk', connections.helpdesk !== null)
    health.reset('xai', connections.agent !== null)
  }
  const keysChanged = async () => {
    await reconnect()
    await wakeWaiting(desk, stopping.signal)
    inbox.pollNow()
  }
  /** Beside the work; how many there were at the start is told when it is known. */
  const takeUpAgain = async (when: 'at start' | 'later') => {
    if (when === 'later') await wakeSigned(desk)
    const resumed = await wakeWaiting(desk, stopping.signal)
    if (when === 'at start') report.resumed(resumed)
  }
  const adopt = async (next: Configuration) => {
    await writeConfiguration(store, next)
    configuration = next
    await queue.rearranged()
    await calls.useDevices(next.voice)
    updates.settingChanged()
    await keysChanged()
  }
  const queue = createQueueOfDesk({
    store,
    durable,
    targets: () => configuration.timing,
    arrangement: () => configuration.queue,
    log,
  })
  /** Nothing outside hears of it: connections stay. */
  const arrange = async (arrangement: Arrangement): Promise<Arrangement> => {
    await writeConfiguration(store, { ...configuration, queue: arrangement })
    configuration = { ...configuration, queue: arrangement }
    await queue.rearranged()
    statusChanged.publish(null)
    return configuration.queue
  }
  /** Neither does anything else: the engine hears which devices are meant. */
  const adoptVoice = async (voice: VoiceSettings): Promise<void> => {
    await writeConfiguration(store, { ...configuration, voice })
    configuration = { ...configuration, voice }
    await calls.useDevices(voice)
  }
  const status = (): Status =>
    describeDesk(configuration, {
      host: ports.host,
      version: ports.version,
      sample: ports.sample,
      startReport: report.now(),
      helpdesk: health.of('helpdesk'),
      xai: health.of('xai'),
      paused: pause.now(),
      storage: storage.now(),
    })

  const models = createModelsOfDesk({ ...ports, desk, joining, keysChanged, recorded })
  const bot = createBotOfDesk(desk, joining, recorded)
  const handlers = createHandlers({
    ...ports,
    desk,
    http,
    adopt,
    keysChanged,
    restore: disk.restore,
    inbox,
    anchors,
    people: createPeople({ store: store.people, clock, time, random }),
    notifications,
    updates,
    agent,
    recorded,
    queue,
    calls,
    exchange: createExchangeOfDesk(desk, ports, stopping.signal),
    models,
    bot,
    adoptVoice,
    arrange,
    status,
    statusChanged,
    dismissStartReport: report.dismiss,
  })

  return {
    handlers,
    start: async () => {
      await anchors.begin()
      await reconnect()
      await standstill.start()
      statusChanged.publish(null)
      if (!ports.poll) return
      queue.readAhead()
      await Promise.all([models.start(), bot.start()])
      watching = Promise.all([
        storage.watch(stopping.signal),
        ...[anchors, notifications, updates].map(({ run }) => run(stopping.signal)),
      ])
    },
    stop: async () => {
      await calls.stop()
      stopping.abort()
      await Promise.all([lanes.stop(), standstill.stop(), watching, inbox.rest(), agent.rest()])
      await anchors.end()
      await bot.stop()
      await models.stop()
      await time.keep().catch((error: unknown) => log('warn', 'time.not_kept', { error }))
      await Promise.all([http.close(), ...closings.map((close) => close())])
    },
  }
}
