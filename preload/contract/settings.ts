import { z } from 'zod'
import { AnsweringSchema } from '#contract/answering.ts'
import { BotConnectionSchema } from '#contract/bot-connection.ts'
import {
  defaultKeys,
  defaultNotifications,
  KeyChoiceSchema,
  NotificationSettingsSchema,
} from '#contract/preferences.ts'
import { ArrangementSchema } from '#contract/queue.ts'
import { DriftSettingsSchema } from '#contract/material.ts'
import { OutputChecksSchema } from '#contract/reply.ts'
import { CatalogueToolSchema } from '#contract/tool.ts'
import { VoiceSettingsSchema } from '#contract/call-settings.ts'

const BaseUrlSchema = z
  .string()
  .max(2048)
  .regex(/^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/, 'an http(s) address without user, query or fragment')

export const DefaultDecisionSchema = z.enum(['ask', 'allow'])

/**
 * `xai` stands in for an empty `support_agent` or `voice`; `management` has a host of its own, for which no other key is good.
 * `bot_header` is the value of the extra header of the bot's connection, `bot_backend` what its token endpoint is asked with.
 * `tool:NAME` are for HTTP tools; `agent:FINGERPRINT` are what somebody typed for a tool of a voice agent, until it is sent.
 */
export const SecretNameSchema = z.union([
  z.enum(['xai', 'support_agent', 'voice', 'management', 'helpdesk', 'bot', 'bot_header', 'bot_backend']),
  z.templateLiteral(['tool:', z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)]),
  z.templateLiteral(['agent:', z.string().regex(/^[0-9a-f]{16}$/)]),
])
export type SecretName = z.infer<typeof SecretNameSchema>

/** A key travels in a header: what cannot stand there is no key, but a slip of the clipboard. */
export const SecretValueSchema = z
  .string()
  .min(1)
  .max(10_000)
  .regex(/^[ -~]*$/, 'A key has letters, digits and signs of plain ASCII only.')

export const SecretStatusSchema = z.object({
  name: SecretNameSchema,
  state: z.enum(['missing', 'stored', 'session', 'environment', 'locked']),
  /** Last four characters, or empty. Never more. */
  hint: z.string().max(4),
  /** What keeps it, in words: "gnome_libsecret", "memory of this process", "environment". */
  backend: z.string(),
})
export type SecretStatus = z.infer<typeof SecretStatusSchema>

export const GuardrailTextSchema = z.object({ name: z.string().min(1).max(200), text: z.string().min(1).max(4000) })

const Seconds = z.number().min(0).max(3600)
const Target = z.number().min(1).max(525_600)
const Minutes = z.number().min(1).max(525_600).nullable()

/** How long a signed reply can still be taken back, how long a proposal may wait (null: for ever), and how long it should. */
const TimingSchema = z
  .object({
    undoSeconds: z
      .object({
        email: Seconds.default(15),
        chat: Seconds.default(3),
        phone: Seconds.default(3),
        sms: Seconds.default(3),
        social: Seconds.default(3),
        other: Seconds.default(3),
      })
      .default({ email: 15, chat: 3, phone: 3, sms: 3, social: 3, other: 3 }),
    expiryMinutes: z
      .object({
        R0: Minutes.default(10),
        R1: Minutes.default(240),
        R2: Minutes.default(1440),
        R3: Minutes.default(480),
        R4: Minutes.default(120),
      })
      .default({ R0: 10, R1: 240, R2: 1440, R3: 480, R4: 120 }),
    /** How long a customer should wait for an answer, by channel: what the queue is ordered by. */
    replyMinutes: z
      .object({
        email: Target.default(240),
        chat: Target.default(10),
        phone: Target.default(1),
        sms: Target.default(30),
        social: Target.default(60),
        other: Target.default(240),
      })
      .default({ email: 240, chat: 10, phone: 1, sms: 30, social: 60, other: 240 }),
    /** How long a decision of each tier should wait, whoever waits for it. */
    decideMinutes: z
      .object({
        R0: Target.default(60),
        R1: Target.default(240),
        R2: Target.default(60),
        R3: Target.default(15),
        R4: Target.default(15),
      })
      .default({ R0: 60, R1: 240, R2: 60, R3: 15, R4: 15 }),
  })
  .strict()

const everyHelpdesk = {
  pollSeconds: z.number().min(0.5).max(3600).default(15),
  escalationAssignee: z.object({ kind: z.enum(['admin', 'team']), id: z.string().min(1).max(100) }).optional(),
}

const IntercomSchema = z.object({
  ...everyHelpdesk,
  kind: z.literal('intercom'),
  baseUrl: BaseUrlSchema.default('https://api.intercom.io'),
  version: z
    .string()
    .regex(/^\d+\.\d+$/)
    .default('2.14'),
  /** Admin id that acts; absent: whoever the token belongs to. */
  actingAdminId: z.string().max(100).optional(),
  escalationTag: z.string().min(1).max(100).default('escalate'),
})

const ChatwootSchema = z.object({
  ...everyHelpdesk,
  kind: z.literal('chatwoot'),
  /** Of the installation, as its people open it. */
  baseUrl: BaseUrlSchema.default('https://app.chatwoot.com'),
  /** The number after /app/accounts/ in its addresses. */
  accountId: z.number().int().min(1).max(2_147_483_647),
  escalationTag: z
    .string()
    .regex(/^[\p{Ll}\p{Lo}\p{N}_-]{1,100}$/u, 'Chatwoot labels are lower case, without spaces')
    .default('escalate'),
})

/** A shared inbox somewhere else. What acts in Chatwoot is always whoever the token belongs to. */
export const HelpdeskSchema = z.discriminatedUnion('kind', [IntercomSchema, ChatwootSchema])
export type HelpdeskSettings = z.infer<typeof HelpdeskSchema>

/** Enough to ask one whether a token is good. */
export const HelpdeskChoiceSchema = z.discriminatedUnion('kind', [
  IntercomSchema.pick({ kind: true }),
  ChatwootSchema.pick({ kind: true, accountId: true }),
])
export type HelpdeskChoice = z.infer<typeof HelpdeskChoiceSchema>

/** The one document that configures a desk. It never holds a secret. Documented in docs/configuration.md. */
export const ConfigurationSchema = z
  .object({
    version: z.literal(1),
    workspace: z.object({ name: z.string().min(1).max(200) }).default({ name: 'My workspace' }),
    connections: z
      .object({
        xai: z
          .object({
            baseUrl: BaseUrlSchema.default('https://api.x.ai/v1'),
            /** Where collections are kept. Absent: the service's own host, where `baseUrl` is the service's own. */
            managementUrl: BaseUrlSchema.optional(),
          })
          .optional(),
        helpdesk: HelpdeskSchema.optional(),
        bot: BotConnectionSchema.optional(),
      })
      .default({}),
    agent: z
      .object({
        id: z.string().min(1).max(200),
        name: z.string().min(1).max(200).default('Support agent'),
        deploymentId: z.string().min(1).max(200).default('LATEST'),
        environment: z.enum(['PROD', 'STAGING']).default('PROD'),
        streaming: z.boolean().default(true),
        /** How many agent turns may follow one customer message. */
        loopLimit: z.number().int().min(1).max(100).default(5),
        /** How many helpdesk messages the agent sees, newest last. */
        contextMessages: z.number().int().min(1).max(500).default(100),
        timeoutSeconds: z.number().min(1).max(900).default(300),
      })
      .optional(),
    /** Which engine answers where. */
    answering: AnsweringSchema.prefault({}),
    tools: z.array(CatalogueToolSchema).max(500).default([]),
    /** Hosts ("host" or "host:port") that HTTP tools may call. Loopback and private addresses only when named here. */
    allowedHosts: z.array(z.string().min(1).max(300)).max(200).default([]),
    /** What happens to a valid proposal of each risk tier when nobody says otherwise. */
    defaultDecisions: z
      .object({
        R0: DefaultDecisionSchema.default('allow'),
        R1: DefaultDecisionSchema.default('ask'),
        R2: DefaultDecisionSchema.default('ask'),
        R3: DefaultDecisionSchema.default('ask'),
        R4: DefaultDecisionSchema.default('ask'),
      })
      .default({ R0: 'allow', R1: 'ask', R2: 'ask', R3: 'ask', R4: 'ask' }),
    /** Waiting and second thoughts. */
    timing: TimingSchema.default(TimingSchema.parse({})),
    /** Rehearsal: proposals are made and decided, nothing leaves. Of everything, of single agents (ids), of single tools. */
    dryRun: z
      .object({
        desk: z.boolean().default(false),
        agents: z.array(z.string().min(1).max(200)).max(200).default([]),
        tools: z.array(z.string().min(1).max(200)).max(500).default([]),
      })
      .default({ desk: false, agents: [], tools: [] }),
    /** Order and saved filters of the queue. */
    queue: ArrangementSchema.default(ArrangementSchema.parse({})),
    /** What each finding in the words of a reply does. */
    outputChecks: OutputChecksSchema.default(OutputChecksSchema.parse({})),
    /** Which changes of a conversation make a proposal outdated, and which are only said. */
    drift: DriftSettingsSchema.default(DriftSettingsSchema.parse({})),
    /** How calls with a voice agent are held. */
    voice: VoiceSettingsSchema.prefault({}),
    guardrailTexts: z.array(GuardrailTextSchema).max(200).default([]),
    operator: z.object({ name: z.string().min(1).max(200) }).default({ name: 'Operator' }),
    settings: z
      .object({
        theme: z.enum(['system', 'light', 'dark', 'contrast']).default('system'),
        density: z.enum(['comfortable', 'compact']).default('comfortable'),
        /** Of the screen; `system`: the one of the browser or the system, where the desk speaks it. */
        language: z.enum(['system', 'en', 'de']).default('system'),
        singleKeys: z.boolean().default(true),
        backupsKept: z.number().int().min(1).max(100).default(10),
        keys: KeyChoiceSchema.default(defaultKeys),
        notifications: NotificationSettingsSchema.default(defaultNotifications),
        /** ask: newer versions of this program are looked for, and a person is asked before anything is fetched or installed. */
        updates: z.enum(['off', 'ask']).default('off'),
      })
      .prefault({}),
  })
  .strict()
export type Configuration = z.infer<typeof ConfigurationSchema>

export const ConnectionCheckSchema = z.object({
  ok: z.boolean(),
  /** One sentence: who answered, or what was refused and what to do. */
  summary: z.string(),
  latencyMs: z.number(),
  /** Single permissions, where the service names them. */
  permissions: z.array(z.object({ label: z.string(), granted: z.boolean() })),
})
export type ConnectionCheck = z.infer<typeof ConnectionCheckSchema>
