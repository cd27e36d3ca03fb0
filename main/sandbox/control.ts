import { timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { HappeningSchema, type Happening } from '#main/sandbox/chatwoot/happenings.ts'
import type { AccountShape, AccountState } from '#main/sandbox/account/account.ts'
import type { ScriptInput } from '#main/sandbox/agent/script.ts'
import type { Shape } from '#main/sandbox/agent/shapes.ts'
import type { BotShape, BotState } from '#main/sandbox/bot/world.ts'
import type { Effect } from '#main/sandbox/company/world.ts'
import type { FaultInput, ServiceName } from '#main/sandbox/faults.ts'
import { ServiceNameSchema } from '#main/sandbox/faults.ts'
import type { LibraryShape, LibraryState } from '#main/sandbox/library/library.ts'
import type { Injection } from '#main/sandbox/life.ts'
import type { VoiceCounters, VoiceMoment, VoiceScriptInput } from '#main/sandbox/realtime/script.ts'
import type { Recorded } from '#main/sandbox/service.ts'
import type { TextShape } from '#main/sandbox/text/answer.ts'
import type { Handler, Request } from '#main/sandbox/service-exchange.ts'

/**
 * The strings behind the stage, for tests and replays: faults, counters, what was sent, words for the agent, a customer who says
 * what a test wants. In this process as functions; from another one by POST to /__sandbox/<verb> with the control token.
 */
type Counters = {
  readonly requests: Readonly<Record<ServiceName, Readonly<Record<string, number>>>>
  /** What happened in the shop, by kind. */
  readonly effects: Readonly<Record<string, number>>
  /** How often an idempotency key came again and nothing happened. */
  readonly replays: number
  /** What the desk's people did in the helpdesk, by part type. */
  readonly parts: Readonly<Record<string, number>>
}

export function countBy<Item>(items: readonly Item[], name: (item: Item) => string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const item of items) counts[name(item)] = (counts[name(item)] ?? 0) + 1
  return counts
}

export type SandboxControl = {
  readonly fault: (fault: FaultInput) => void
  readonly clearFaults: () => void
  readonly waitingFaults: () => number
  readonly counters: () => Counters
  readonly requests: (service: ServiceName) => readonly Recorded[]
  readonly effects: () => readonly Effect[]
  /** A customer says something; gives the helpdesk's conversation id. */
  readonly inject: (injection: Injection) => string
  /** Lets so many milliseconds of life pass. */
  readonly tick: (ms: number) => void
  /** The world as it was at the start; no faults, scripts or counts. */
  readonly reset: () => void
  readonly script: (script: ScriptInput) => void
  readonly clearScripts: () => void
  readonly shape: (shape: Partial<Shape>) => void
  /** How the text interfaces answer from now on. */
  readonly text: (shape: Partial<TextShape>) => void
  /** What the answers about voice agents and numbers are like from now on. */
  readonly account: (shape: Partial<AccountShape>) => void
  /** How the service of the bot behaves and writes from now on. */
  readonly bot: (shape: Partial<BotShape>) => void
  /** What the bot knows, was asked and did. */
  readonly botWorld: () => BotState
  /** Voice agents and numbers as the service has them. */
  readonly voiceAccount: () => AccountState
  /** How collections are listed and indexed from now on. */
  readonly library: (shape: Partial<LibraryShape>) => void
  readonly collections: () => LibraryState
  /** The helpdesk's own view of a conversation, with its parts; null where there is none. */
  readonly conversation: (id: string) => Readonly<Record<string, unknown>> | null
  /** Something befalls a conversation of the shared inbox. */
  readonly happen: (happening: Happening) => void
  /** Ids of all conversations, oldest first. */
  readonly conversations: () => readonly string[]
  /** Cuts every live line of the helpdesk. */
  readonly helpdeskCut: () => void
  /** How many listen on one. */
  readonly listeners: () => number
  /** What the voice service knows, says and is like, from now on. */
  readonly voice: (script: VoiceScriptInput) => void
  /** Cuts every voice connection. `forgets`: and remembers nothing of what was said on it. */
  readonly voiceCut: (how: { readonly forgets: boolean }) => void
  readonly voiceCounters: () => VoiceCounters
  /** When each event of the newest voice connection came and went. */
  readonly voiceMoments: () => readonly VoiceMoment[]
  /** The sound of the newest voice connection as it came, up to a quarter of an hour: base64. */
  readonly voiceSound: () => string
}

const InjectionSchema = z.object({
  conversation: z.string().optional(),
  customer: z.object({ name: z.string(), email: z.string() }).optional(),
  channel: z.string().optional(),
  subject: z.string().optional(),
  text: z.string().min(1),
})

type Verb = (control: SandboxControl, input: unknown) => unknown

const verbs: Readonly<Record<keyof SandboxControl, Verb>> = {
  fault: (control, input) => control.fault(input as FaultInput),
  clearFaults: (control) => control.clearFaults(),
  waitingFaults: (control) => control.waitingFaults(),
  counters: (control) => control.counters(),
  requests: (control, input) => control.requests(ServiceNameSchema.parse(input)),
  effects: (control) => control.effects(),
  inject: (control, input) => control.inject(InjectionSchema.parse(input)),
  tick: (control, input) => control.tick(z.number().parse(input)),
  reset: (control) => control.reset(),
  script: (control, input) => control.script(input as ScriptInput),
  clearScripts: (control) => control.clearScripts(),
  shape: (control, input) => control.shape(input as Partial<Shape>),
  text: (control, input) => control.text(input as Partial<TextShape>),
  account: (control, input) => control.account(input as Partial<AccountShape>),
  bot: (control, input) => control.bot(input as Partial<BotShape>),
  botWorld: (control) => control.botWorld(),
  voiceAccount: (control) => control.voiceAccount(),
  library: (control, input) => control.library(input as Partial<LibraryShape>),
  collections: (control) => control.collections(),
  conversation: (control, input) => control.conversation(z.string().parse(input)),
  happen: (control, input) => control.happen(HappeningSchema.parse(input)),
  conversations: (control) => control.conversations(),
  helpdeskCut: (control) => control.helpdeskCut(),
  listeners: (control) => control.listeners(),
  voice: (control, input) => control.voice(input as VoiceScriptInput),
  voiceCut: (control, input) => control.voiceCut(z.object({ forgets: z.boolean() }).parse(input)),
  voiceCounters: (control) => control.voiceCounters(),
  voiceMoments: (control) => control.voiceMoments(),
  voiceSound: (control) => control.voiceSound(),
}

function isToken(given: string | undefined, token: string): boolean {
  const bytes = Buffer.from(given ?? '')
  const wanted = Buffer.from(token)
  return bytes.length === wanted.length && timingSafeEqual(bytes, wanted)
}

/** Without a token there is no surface at all. */
export function createControlHandler(control: SandboxControl, token: string | null): Handler {
  return (request: Request) => {
    if (token === null || !isToken(request.headers['x-sandbox-token'], token))
      return { status: 404, body: { error: 'Not found' } }
    const name = request.path.slice('/__sandbox/'.length)
    if (request.method !== 'POST' || !Object.hasOwn(verbs, name))
      return { status: 404, body: { error: `No verb ${name}` } }
    const input = z.object({ input: z.unknown() }).safeParse(request.json)
    try {
      const value = verbs[name as keyof SandboxControl](control, input.data?.input)
      return { status: 200, body: { value: value ?? null } }
    } catch (thrown) {
      return { status: 400, body: { error: thrown instanceof Error ? thrown.message : String(thrown) } }
    }
  }
}
