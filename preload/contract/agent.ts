import { z } from 'zod'
import { KnowledgeSchema } from '#contract/call.ts'
import { ProposalStateSchema } from '#contract/proposal.ts'
import { JsonSchema, ParametersSchema } from '#contract/tool.ts'

/** Voice agents and phone numbers as the service stores them. What a person does to them: agent-act.ts. */

/** What can be changed at an agent, under the names a mask has for it. */
export const AgentFieldSchema = z.enum(['name', 'instructions', 'tools', 'voice', 'collection_ids'])
export type AgentField = z.infer<typeof AgentFieldSchema>

/** What the service takes. One more is refused here, with the field named, before anything is sent. */
export const agentLimits = {
  name: 255,
  instructions: 256_000,
  tools: 200,
  collections: 10,
  silenceMs: 10_000,
  numberName: 255,
  numberDescription: 1_000,
} as const

/** The five voices of the guides. The service has more: any other id is taken as it is typed. */
export const voiceIds = ['eve', 'ara', 'rex', 'sal', 'leo'] as const

const Rest = z.record(z.string(), JsonSchema)

export const AgentToolSchema = z.discriminatedUnion('kind', [
  /** Asks this desk, so rules and people stand before it. `rest`: what else the service keeps of it; kept as it is. */
  z.object({
    kind: z.literal('function'),
    name: z.string(),
    description: z.string(),
    parameters: ParametersSchema,
    rest: Rest,
  }),
  /**
   * Runs at the provider: nobody here is asked before it does. `type`: web_search, x_search, file_search, mcp or one nobody
   * here knows; `settings`: everything else of it, as the service has it.
   */
  z.object({ kind: z.literal('provider'), type: z.string(), settings: Rest }),
])
export type AgentTool = z.infer<typeof AgentToolSchema>

/** Absent members are what the service takes for them: 0.5 and 300. `rest`: members nobody here knows; kept as they are. */
export const AgentVoiceSchema = z.object({
  voiceId: z.string(),
  vadThreshold: z.number(),
  vadSilenceMs: z.number(),
  rest: Rest,
})
export type AgentVoice = z.infer<typeof AgentVoiceSchema>

/**
 * All of an agent that can be changed, as it is edited: one draft is one of these. Nothing here is checked for limits, so
 * that a form keeps what was typed; `agents.inspect` says what is wrong with it.
 */
export const AgentConfigurationSchema = z.object({
  name: z.string().max(10_000),
  /** Empty: there are none. */
  instructions: z.string().max(1_000_000),
  tools: z.array(AgentToolSchema).max(1_000),
  /** Null: the service's own choice. */
  voice: AgentVoiceSchema.nullable(),
  /** Collections that are looked in; in the order of the service. */
  collectionIds: z.array(z.string().max(1_000)).max(1_000),
})
export type AgentConfiguration = z.infer<typeof AgentConfigurationSchema>

/** What keeps a draft from being sent. */
export const AgentProblemSchema = z.object({
  field: AgentFieldSchema,
  /** Where in the draft: "/name", "/tools/3/name", "/voice/vadThreshold". */
  pointer: z.string(),
  /** One sentence with the limit and how far it is over. */
  message: z.string(),
})
export type AgentProblem = z.infer<typeof AgentProblemSchema>

/** What a draft may be sent with, and somebody should have seen. */
export const AgentFindingSchema = z.object({
  kind: z.enum([
    /** The instructions name a tool that the agent does not have. */
    'tool_missing',
    /** A function the instructions never speak of. */
    'tool_unmentioned',
    /** The instructions promise something (a refund, a callback …) that no tool of the agent can do. */
    'promise_without_tool',
    /** Runs at the provider: no rule and no person here stands before it. */
    'runs_at_provider',
    /** The same, of a server that may write anywhere. */
    'ungated_writes',
    /** A search tool without a collection to look in. */
    'knowledge_not_attached',
    /** Collections that no search tool of the agent looks in. They are attached when a call begins here. */
    'knowledge_without_search',
    /** A function that this desk cannot run: it is not in the catalogue. */
    'not_in_catalogue',
    /** Two rules of the instructions that cannot both be kept. */
    'contradiction',
    'no_instructions',
  ]),
  level: z.enum(['warning', 'note']),
  field: AgentFieldSchema,
  /** As in a problem; empty: the whole field. */
  pointer: z.string(),
  message: z.string(),
  /** In the instructions: [start, end). */
  range: z.tuple([z.number().int(), z.number().int()]).nullable(),
})
export type AgentFinding = z.infer<typeof AgentFindingSchema>

/** One proposal of a person about an agent or a number that is not over. */
export const OpenActSchema = z.object({
  proposalId: z.string(),
  conversationId: z.number().int(),
  tool: z.string(),
  state: ProposalStateSchema,
  sentence: z.string(),
  at: z.number(),
})
export type OpenAct = z.infer<typeof OpenActSchema>

export const PhoneNumberSchema = z.object({
  id: z.string(),
  /** As the service writes it: "+14155551234". */
  number: z.string(),
  name: z.string(),
  description: z.string(),
  areaCode: z.string(),
  /** Null: no agent answers it. */
  agentId: z.string().nullable(),
  /** Null: nobody's, or an agent nobody can read. */
  agentName: z.string().nullable(),
  createdAt: z.number().nullable(),
  updatedAt: z.number().nullable(),
  /** Its agent holds a call at this desk now: it cannot be moved or released until that is over. */
  inCall: z.boolean(),
  open: z.array(OpenActSchema),
})
export type PhoneNumber = z.infer<typeof PhoneNumberSchema>

/** An agent as a row of the list. */
export const AgentRowSchema = z.object({
  id: z.string(),
  name: z.string(),
  voiceId: z.string(),
  instructionsLength: z.number().int(),
  /** Tools that ask this desk, and tools that run at the provider. */
  gatedTools: z.number().int(),
  providerTools: z.number().int(),
  knowledge: KnowledgeSchema,
  numbers: z.array(PhoneNumberSchema.pick({ id: true, number: true, name: true })),
  createdAt: z.number().nullable(),
  updatedAt: z.number().nullable(),
  /** The newest version this desk keeps of it; 0 where it was never seen and the first is still being written. */
  version: z.number().int(),
  /** Somebody changed it elsewhere since it was last published or looked at here (`agents.get` is the looking); null: nobody. */
  changedOutside: z.object({ at: z.number() }).nullable(),
  inCall: z.boolean(),
  open: z.array(OpenActSchema),
})
export type AgentRow = z.infer<typeof AgentRowSchema>

/** A configuration as it once was. Kept here only: the service keeps none. */
export const AgentVersionSchema = z.object({
  /** Rises; one series for all agents. */
  version: z.number().int(),
  agentId: z.string(),
  name: z.string(),
  /** SHA-256 of the configuration: equal ones are equal. */
  hash: z.string(),
  /** When this desk learned of it. */
  at: z.number(),
  /** The service's own time of the change, where it says so. */
  updatedAt: z.number().nullable(),
  /** read: found so at first sight · created, published: from here · outside: changed elsewhere · deleted: its last one. */
  origin: z.enum(['read', 'created', 'published', 'outside', 'deleted']),
  /** Who published it here; null: nobody here did. */
  by: z.string().nullable(),
  proposalId: z.string().nullable(),
  /** What is different from the version before it; empty for the first one. */
  changed: z.array(AgentFieldSchema),
})
export type AgentVersion = z.infer<typeof AgentVersionSchema>

export const AgentViewSchema = z.object({
  row: AgentRowSchema,
  configuration: AgentConfigurationSchema,
  /** What a draft of it is based on: give it back as `base`. */
  base: AgentVersionSchema,
  problems: z.array(AgentProblemSchema),
  findings: z.array(AgentFindingSchema),
  /** Fields of it that nobody here knows (welcome message, guardrails …). Shown, never sent back. */
  unknownFields: z.record(z.string(), JsonSchema),
})
export type AgentView = z.infer<typeof AgentViewSchema>

/** One field on both sides, as text to be laid side by side; tools one by one. */
export const FieldDifferenceSchema = z.object({
  field: AgentFieldSchema,
  /** What it is about: "Name", "Instructions", "Tool refund_order", "Voice" … */
  label: z.string(),
  /** Null: it was not there. Values that are no text are written as JSON. */
  before: z.string().nullable(),
  after: z.string().nullable(),
  /** It would be empty afterwards. Needs `clear`. */
  clears: z.boolean(),
})
export type FieldDifference = z.infer<typeof FieldDifferenceSchema>

/** base: what was begun with · mine: the draft · theirs: the service now. */
export const MergeSchema = z.object({
  /** What to give as `base` from now on. */
  version: AgentVersionSchema,
  theirs: AgentConfigurationSchema,
  fields: z.array(
    z.object({
      field: AgentFieldSchema,
      /** conflict: both changed it, differently. */
      state: z.enum(['same', 'mine', 'theirs', 'both_same', 'conflict']),
      base: JsonSchema,
      mine: JsonSchema,
      theirs: JsonSchema,
    }),
  ),
  conflicts: z.array(AgentFieldSchema),
  /** Both changes together; in a conflict mine. Tools are merged one by one, by name. */
  merged: AgentConfigurationSchema,
})
export type Merge = z.infer<typeof MergeSchema>

export const AgentTemplateSchema = z.object({
  id: z.enum([
    'blank',
    'healthcare',
    'restaurant',
    'customer_support',
    'real_estate',
    'appointment_booking',
    'concierge',
  ]),
  title: z.string(),
  /** What such an agent is for, in one sentence. */
  summary: z.string(),
  configuration: AgentConfigurationSchema,
})
export type AgentTemplate = z.infer<typeof AgentTemplateSchema>

/** What this desk has seen lately: calls that were led here, and what became of calls of tools. A rehearsal does not count. */
export const AgentCountsSchema = z.object({
  days: z.number().int(),
  calls: z.array(z.object({ agentId: z.string(), count: z.number().int() })),
  tools: z.array(
    z.object({
      name: z.string(),
      /** By people. */
      approved: z.number().int(),
      edited: z.number().int(),
      rejected: z.number().int(),
      answered: z.number().int(),
      byRule: z.number().int(),
    }),
  ),
})
export type AgentCounts = z.infer<typeof AgentCountsSchema>
