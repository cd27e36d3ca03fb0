import type { Configuration, SecretName } from '#contract/settings.ts'
import { createAccount } from '#main/sandbox/account/account.ts'
import { createAccountRoutes } from '#main/sandbox/account/server.ts'
import { agentError, createAgentHandler } from '#main/sandbox/agent/server.ts'
import type { Shape } from '#main/sandbox/agent/shapes.ts'
import { companyError, createCompanyHandler } from '#main/sandbox/company/server.ts'
import { createChatCompletions } from '#main/sandbox/text/chat-completions.ts'
import { createCompanyState } from '#main/sandbox/company/world.ts'
import { botError } from '#main/sandbox/bot/replies.ts'
import { happen } from '#main/sandbox/chatwoot/happenings.ts'
import { createBotHandler } from '#main/sandbox/bot/server.ts'
import { createBotState } from '#main/sandbox/bot/world.ts'
import type { BaseUrls, HelpdeskKind } from '#main/sandbox/configuration.ts'
import { agentId, createConfiguration, deployments } from '#main/sandbox/configuration.ts'
import type { SandboxControl } from '#main/sandbox/control.ts'
import { countBy, createControlHandler } from '#main/sandbox/control.ts'
import { createFaultBook } from '#main/sandbox/faults.ts'
import { viewConversation } from '#main/sandbox/helpdesk/views.ts'
import { createHelpdeskState } from '#main/sandbox/helpdesk/world.ts'
import { createLibrary } from '#main/sandbox/library/library.ts'
import { createFileRoutes } from '#main/sandbox/library/files.ts'
import { createLibraryHandler } from '#main/sandbox/library/server.ts'
import { emptyLife, inject, openDoors, tick } from '#main/sandbox/life.ts'
import { createCatalogueRoutes } from '#main/sandbox/text/model-catalogue.ts'
import { createResponses } from '#main/sandbox/text/responses.ts'
import { bearerOf, isInForce, mainKey, managementKey, mayAsk, sampleKeys } from '#main/sandbox/sample-keys.ts'
import { createShapes } from '#main/sandbox/shapes.ts'
import type { Service, ServiceOptions } from '#main/sandbox/service.ts'
import { startService } from '#main/sandbox/service.ts'
import { createSharedInbox } from '#main/sandbox/helpdesk/shared-inbox.ts'
import { createRealtime, withRoutes } from '#main/sandbox/realtime/server.ts'
import { createTextToSpeech } from '#main/sandbox/speech/text-to-speech.ts'
import { createSpeechToText } from '#main/sandbox/speech/speech-to-text.ts'
import { createStateFile } from '#main/sandbox/state.ts'
import { noPorts, type World } from '#main/sandbox/world.ts'

/**
 * Starts the sample company: a support agent, a helpdesk and a shop, each a server of its own on a loopback port. A desk reaches
 * them by the addresses and keys given here and by nothing else. With a directory the world, and where possible the ports, are
 * the same after a restart.
 */
export type SandboxOptions = {
  readonly directory: string | null
  /** on: customers live by the clock. off: only when `control.tick` says so. */
  readonly life: 'on' | 'off'
  /** Opens /__sandbox/ to whoever holds it; null: closed. */
  readonly controlToken: string | null
  /** sample: the customers of Larch & Ledge. empty: the shop is stocked, nobody has written. Default: sample. */
  readonly world?: 'sample' | 'empty'
  /** How fast the customers live. Default: 1. */
  readonly speed?: number
  readonly now?: () => number
  readonly shape?: Partial<Shape>
  readonly pollSeconds?: number
  /** Helpdesk requests per ten seconds before it answers 429. */
  readonly rateLimit?: number
}

export type Sandbox = {
  readonly baseUrls: BaseUrls
  /** For the vault: what each connection and tool needs. */
  readonly keys: Readonly<Partial<Record<SecretName, string>>>
  readonly configuration: Configuration
  /** The same, through another of the helpdesk's doors; both are open. */
  readonly configurationThrough: (helpdesk: HelpdeskKind) => Configuration
  readonly control: SandboxControl
  readonly stop: () => Promise<void>
}

const keys = {
  xai: mainKey,
  support_agent: mainKey,
  management: managementKey,
  helpdesk: 'sample-inbox-of-larch-and-ledge-9f2c',
  'tool:company': 'sample-shop-of-larch-and-ledge-51aa',
  bot: 'sk_live_full',
  bot_backend: 'sample-shop-of-larch-and-ledge-51aa',
} as const

const tickMs = 250

type Server = Pick<ServiceOptions, 'name' | 'handler' | 'errorBody' | 'door'>

export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { now = Date.now, speed = 1, pollSeconds = 1, rateLimit = 100_000 } = options
  const file = createStateFile<World>(options.directory)
  const kept = file.load()
  const faults = createFaultBook()
  const shapes = createShapes(options.shape ?? {})
  const seconds = (): number => Math.floor(now() / 1000)
  const createWorld = (ports: World['ports'], origin: string): World => {
    const helpdesk = createHelpdeskState(seconds())
    const life = options.world === 'empty' ? emptyLife() : openDoors(helpdesk, seconds(), origin)
    const bot = createBotState(now(), options.world ?? 'sample')
    const [account, library] = [createAccount(), createLibrary()]
    return { ports, company: createCompanyState(now(), 'sample'), helpdesk, life, account, library, bot }
  }
  const fresh = createWorld(noPorts, '')
  // What an older version kept has no account, no library and no bot yet.
  let world: World = kept === null ? fresh : { ...fresh, ...kept, ports: { ...noPorts, ...kept.ports } }
  const save = (): void => {
    file.save(world)
    inbox.tell()
  }
  const inbox = createSharedInbox({
    state: () => world.helpdesk,
    save: () => save(),
    now,
    token: keys.helpdesk,
    rateLimit,
    faults,
  })
  const services: Service[] = []
  const of = (name: Service['name']): Service => {
    const found = services.find((service) => service.name === name)
    if (found === undefined) throw new Error(`${name} has not started`)
    return found
  }

  const control: SandboxControl = {
    fault: faults.add,
    clearFaults: faults.clear,
    waitingFaults: () => faults.waiting().length,
    counters: () => {
      const parts = Object.values(world.helpdesk.conversations).flatMap((conversation) => conversation.parts)
      const ours = parts.filter((part) => part.author.id === '700100201')
      return {
        requests: {
          xai: of('xai').requestCounts(),
          helpdesk: of('helpdesk').requestCounts(),
          company: of('company').requestCounts(),
          bot: of('bot').requestCounts(),
          management: of('management').requestCounts(),
        },
        effects: countBy(world.company.effects, (effect) => effect.kind),
        replays: world.company.replays,
        parts: countBy(ours, (part) => part.part_type),
      }
    },
    requests: (service) => of(service).recorded(),
    effects: () => world.company.effects,
    inject: (injection) => {
      const id = inject(world.helpdesk, injection, seconds())
      save()
      return id
    },
    tick: (ms) => {
      if (tick(world.helpdesk, world.life, ms, seconds(), of('helpdesk').origin)) save()
    },
    reset: () => {
      world = createWorld(world.ports, of('helpdesk').origin)
      faults.clear()
      shapes.forget()
      responses.forget()
      chat.forget()
      bot.forget()
      for (const service of services) service.forget()
      realtime.forget()
      save()
    },
    ...shapes.control,
    botWorld: () => world.bot,
    voiceAccount: () => world.account,
    collections: () => world.library,
    conversation: (id) => {
      const found = world.helpdesk.conversations[id]
      return found === undefined ? null : viewConversation(world.helpdesk, found)
    },
    happen: (happening) => (happen(world.helpdesk, happening, seconds()), save()),
    conversations: () => Object.keys(world.helpdesk.conversations),
    voice: (script) => realtime.script(script),
    voiceCut: ({ forgets }) => realtime.cut(forgets),
    voiceCounters: () => realtime.counters(),
    voiceMoments: () => realtime.moments(),
    ...inbox.control,
    voiceSound: () => realtime.sounds().toString('base64'),
  }

  const textContext = {
    now,
    errorBody: agentError,
    shape: () => ({ ...shapes.agent(), ...shapes.text() }),
    scripts: shapes.scripts,
  }
  const responses = createResponses(textContext)
  const chat = createChatCompletions(textContext)
  const realtime = createRealtime({
    faults,
    now,
    keys: sampleKeys,
    errorBody: agentError,
    agents: () => world.account.agents,
  })
  const agent = createAgentHandler({
    now,
    keys: sampleKeys,
    agentId,
    deployments,
    shape: shapes.agent,
    scripts: shapes.scripts,
  })
  const company = createCompanyHandler({ state: () => world.company, save, now, key: keys['tool:company'] })
  const bot = createBotHandler({
    state: () => world.bot,
    company: () => world.company,
    shape: shapes.bot,
    save,
    now,
    pause: faults.pause,
  })
  const library = { state: () => world.library, save, shape: shapes.library, now }
  const common = { faults, now, control: createControlHandler(control, options.controlToken) }
  const stop = async (): Promise<void> => {
    clearInterval(timer)
    save()
    await Promise.all(services.map((service) => service.stop()))
  }
  let timer: ReturnType<typeof setInterval> | undefined
  try {
    const each: readonly Server[] = [
      {
        name: 'xai',
        handler: withRoutes(agent, (request) => isInForce(bearerOf(request.headers)), [
          realtime.secrets,
          createAccountRoutes({
            state: () => world.account,
            save,
            shape: shapes.account,
            now,
            isWithoutAgents: ({ headers }) => !mayAsk(bearerOf(headers), 'agents'),
            errorBody: agentError,
          }),
          createFileRoutes(library),
          createCatalogueRoutes({ errorBody: agentError }),
          responses.route,
          chat.route,
          createTextToSpeech({ voice: realtime.speak }),
          createSpeechToText({ known: realtime.knownSpeech, errorBody: agentError }),
        ]),
        errorBody: agentError,
        door: realtime.door,
      },
      { name: 'helpdesk', handler: inbox.handler, errorBody: inbox.errorBody, door: inbox.door },
      { name: 'company', handler: company, errorBody: companyError },
      { name: 'bot', handler: bot, errorBody: botError },
      { name: 'management', handler: createLibraryHandler({ ...library, key: managementKey }), errorBody: agentError },
    ]
    for (const one of each) services.push(await startService({ ...common, ...one, port: world.ports[one.name] }))
  } catch (thrown) {
    await stop()
    throw thrown
  }
  const ports = { ...world.ports, ...Object.fromEntries(services.map(({ name, port }) => [name, port])) }
  world = kept === null ? createWorld(ports, of('helpdesk').origin) : { ...world, ports }
  save()
  if (options.life === 'on') {
    let before = now()
    timer = setInterval(() => {
      const at = now()
      control.tick((at - before) * speed)
      before = at
    }, tickMs)
    timer.unref()
  }
  const baseUrls = {
    xai: `${of('xai').origin}/v1`,
    helpdesk: of('helpdesk').origin,
    company: of('company').origin,
    bot: of('bot').origin,
    management: `${of('management').origin}/v1`,
  }
  const configurationThrough = (kind: HelpdeskKind) => createConfiguration(baseUrls, pollSeconds, kind)
  return { baseUrls, keys, configuration: configurationThrough('intercom'), configurationThrough, control, stop }
}
