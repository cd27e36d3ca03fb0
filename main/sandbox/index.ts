import type { Configuration, SecretName } from '#contract/settings.ts'
import { agentError, createAgentHandler } from '#main/sandbox/support-agent.ts'
import type { Script } from '#main/sandbox/agent-script.ts'
import { ScriptSchema } from '#main/sandbox/agent-script.ts'
import type { Shape } from '#main/sandbox/agent-shapes.ts'
import { ShapeSchema } from '#main/sandbox/agent-shapes.ts'
import { companyError, createCompanyHandler } from '#main/sandbox/company-server.ts'
import type { CompanyState } from '#main/sandbox/company-world.ts'
import { createCompanyState } from '#main/sandbox/company-world.ts'
import type { BaseUrls } from '#main/sandbox/configuration.ts'
import { agentId, createConfiguration, deployments } from '#main/sandbox/configuration.ts'
import type { SandboxControl } from '#main/sandbox/control.ts'
import { createControlHandler } from '#main/sandbox/control.ts'
import { createFaultBook } from '#main/sandbox/faults.ts'
import { helpdeskError } from '#main/sandbox/helpdesk-errors.ts'
import { createHelpdeskHandler } from '#main/sandbox/helpdesk-server.ts'
import { viewConversation } from '#main/sandbox/helpdesk-views.ts'
import type { HelpdeskState } from '#main/sandbox/helpdesk-world.ts'
import { createHelpdeskState } from '#main/sandbox/helpdesk-world.ts'
import type { LifeState } from '#main/sandbox/life.ts'
import { emptyLife, inject, openDoors, tick } from '#main/sandbox/life.ts'
import { drawPhoto } from '#main/sandbox/photo.ts'
import type { Service } from '#main/sandbox/service.ts'
import type { Handler } from '#main/sandbox/service-exchange.ts'
import { startService } from '#main/sandbox/service.ts'
import { createRealtime, withRoutes } from '#main/sandbox/realtime.ts'
import { createSpeechToText } from '#main/sandbox/speech-to-text.ts'
import { createStateFile } from '#main/sandbox/state.ts'
import { createAgentRoutes, sampleAgents } from '#main/sandbox/voice-agents.ts'

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
  readonly control: SandboxControl
  readonly stop: () => Promise<void>
}

type World = {
  ports: { xai: number; helpdesk: number; company: number }
  company: CompanyState
  helpdesk: HelpdeskState
  life: LifeState
}

const keys = {
  xai: 'xai-sample-larch-and-ledge-7d41-k7Qz',
  support_agent: 'xai-sample-larch-and-ledge-7d41-k7Qz',
  helpdesk: 'sample-inbox-of-larch-and-ledge-9f2c',
  'tool:company': 'sample-shop-of-larch-and-ledge-51aa',
} as const

const tickMs = 250

function countBy<Item>(items: readonly Item[], name: (item: Item) => string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const item of items) counts[name(item)] = (counts[name(item)] ?? 0) + 1
  return counts
}

const withPhotos = (handler: Handler): Handler => {
  const photo = drawPhoto()
  return (request) =>
    request.method === 'GET' && request.path.startsWith('/attachments/')
      ? { status: 200, headers: { 'content-type': 'image/png' }, body: photo }
      : handler(request)
}

export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { now = Date.now, speed = 1, pollSeconds = 1, rateLimit = 100_000 } = options
  const file = createStateFile<World>(options.directory)
  const kept = file.load()
  const faults = createFaultBook()
  let shape = ShapeSchema.parse(options.shape ?? {})
  let scripts: Script[] = []
  const seconds = (): number => Math.floor(now() / 1000)
  const createWorld = (ports: World['ports'], origin: string): World => {
    const helpdesk = createHelpdeskState(seconds())
    const life = options.world === 'empty' ? emptyLife() : openDoors(helpdesk, seconds(), origin)
    return { ports, company: createCompanyState(now(), 'sample'), helpdesk, life }
  }
  const noPorts = { xai: 0, helpdesk: 0, company: 0 }
  let world: World = kept ?? createWorld(noPorts, '')
  const save = (): void => file.save(world)
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
      scripts = []
      shape = ShapeSchema.parse(options.shape ?? {})
      for (const service of services) service.forget()
      realtime.forget()
      save()
    },
    script: (script) => {
      scripts.push(ScriptSchema.parse(script))
    },
    clearScripts: () => {
      scripts = []
    },
    shape: (change) => {
      shape = ShapeSchema.parse({ ...shape, ...change })
    },
    conversation: (id) => {
      const found = world.helpdesk.conversations[id]
      return found === undefined ? null : viewConversation(world.helpdesk, found)
    },
    conversations: () => Object.keys(world.helpdesk.conversations),
    voice: (script) => realtime.script(script),
    voiceCut: ({ forgets }) => realtime.cut(forgets),
    voiceCounters: () => realtime.counters(),
    voiceMoments: () => realtime.moments(),
    voiceSound: () => realtime.sounds().toString('base64'),
  }

  const realtime = createRealtime({ faults, now, keys: [keys.xai], errorBody: agentError, agents: () => sampleAgents })
  const agent = createAgentHandler({
    now,
    keys: [keys.xai],
    agentId,
    deployments,
    shape: () => shape,
    scripts: () => scripts,
  })
  const helpdesk = withPhotos(
    createHelpdeskHandler({ state: () => world.helpdesk, save, now, token: keys.helpdesk, rateLimit }),
  )
  const company = createCompanyHandler({ state: () => world.company, save, now, key: keys['tool:company'] })
  const common = { faults, now, control: createControlHandler(control, options.controlToken) }
  const { ports } = world
  const stop = async (): Promise<void> => {
    clearInterval(timer)
    save()
    await Promise.all(services.map((service) => service.stop()))
  }
  let timer: ReturnType<typeof setInterval> | undefined
  try {
    services.push(
      await startService({
        ...common,
        name: 'xai',
        handler: withRoutes(agent, (request) => request.headers['authorization'] === `Bearer ${keys.xai}`, [
          realtime.secrets,
          createAgentRoutes({ agents: () => sampleAgents, errorBody: agentError }),
          createSpeechToText({ known: realtime.knownSpeech, errorBody: agentError }),
        ]),
        errorBody: agentError,
        port: ports.xai,
        door: realtime.door,
      }),
    )
    services.push(
      await startService({
        ...common,
        name: 'helpdesk',
        handler: helpdesk,
        errorBody: helpdeskError,
        port: ports.helpdesk,
      }),
    )
    services.push(
      await startService({
        ...common,
        name: 'company',
        handler: company,
        errorBody: companyError,
        port: ports.company,
      }),
    )
  } catch (thrown) {
    await stop()
    throw thrown
  }
  const standing = { xai: of('xai').port, helpdesk: of('helpdesk').port, company: of('company').port }
  world = kept === null ? createWorld(standing, of('helpdesk').origin) : { ...kept, ports: standing }
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
  }
  return { baseUrls, keys, configuration: createConfiguration(baseUrls, pollSeconds), control, stop }
}
