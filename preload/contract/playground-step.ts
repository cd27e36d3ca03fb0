import { z } from 'zod'
import { AgentConfigurationSchema } from '#contract/agent.ts'
import { RunInputSchema, TextCallSchema, TextItemSchema } from '#contract/playground.ts'
import { CheckSchema, OriginSchema, ProposalKindSchema, SentencePartSchema } from '#contract/proposal.ts'
import { command, query } from '#contract/procedure.ts'
import { ArgumentsSchema, JsonSchema, RiskSchema } from '#contract/tool.ts'
import { PolicyLineSchema } from '#contract/verdict.ts'

/**
 * One step of the playground: who answers (a side), what the desk would do with the tools it asks for (the gate), and where a
 * conversation can be taken up again (replays). Nothing here writes to the ledger, and nothing leaves: every write is rehearsed.
 *
 * A column plays like this: `gate.compose` makes a run of its side and the items; `playground.start` and `watch` run it; where the
 * result has calls, `gate.judge` says what becomes of each and what would go back; the person takes that, edits it or writes their
 * own; the column appends `result.items` and one `result` item for each call, and composes again.
 */
const Name = z.string().min(1).max(200)
const Items = z.array(TextItemSchema).max(5000)

/** What the service runs itself, and only reads: nobody here is asked before it does. The newer interface alone knows them. */
export const searchTypes = ['web_search', 'x_search', 'file_search'] as const
export type SearchType = (typeof searchTypes)[number]
const searches = z.array(z.enum(searchTypes)).max(3).optional()

const sampling = {
  searches,
  temperature: z.number().min(0).max(2).nullable().default(null),
  effort: z.enum(['low', 'medium', 'high']).nullable().default(null),
}

/** Who answers in one column, or in a scenario. */
export const SideSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('model'),
    engine: z.enum(['responses', 'chat']).default('responses'),
    model: Name,
    instructions: z.string().max(256_000).nullable().default(null),
    /** desk: the tools of this desk, as an agent is told of them. */
    tools: z.enum(['desk', 'none']).default('desk'),
    ...sampling,
  }),
  /** A voice agent in writing: its instructions and functions, as it has them when it is asked. */
  z.object({
    kind: z.literal('voice_agent'),
    agentId: Name,
    engine: z.enum(['responses', 'chat']).default('chat'),
    model: Name,
    /** An unpublished draft that answers in its place: nothing is asked of the service but words. Null: as it is stored. */
    draft: AgentConfigurationSchema.nullable().optional(),
    /** Instead of those of the agent; null: its own. */
    instructions: z.string().max(256_000).nullable().default(null),
    ...sampling,
  }),
  /** The support agent, by its own interface: prompt, model and tools are those it was given there. */
  z.object({
    kind: z.literal('support_agent'),
    /** Null: the one of this desk's configuration. */
    agentId: Name.nullable().default(null),
    deploymentId: Name.nullable().default(null),
    /** Null: as the configuration has it. */
    environment: z.enum(['PROD', 'STAGING']).nullable().default('STAGING'),
    /** Goes before the conversation as the system's words; null: nothing does. */
    instructions: z.string().max(256_000).nullable().default(null),
  }),
])
export type Side = z.infer<typeof SideSchema>

/** What becomes of a call here, and what goes back to who asked. */
export const GivenSchema = z.object({
  /**
   * simulated: rehearsed · blocked: refused before anybody was asked, as it would be on the desk · looked_up: a read that was really
   * made · failed: a read that was tried and failed
   */
  how: z.enum(['simulated', 'blocked', 'looked_up', 'failed']),
  /** What would go back: the person may send it as it is, edit it, or send their own. */
  result: JsonSchema,
})

export const JudgementSchema = z.object({
  callId: z.string(),
  tool: z.string(),
  /** False: neither built in nor in the catalogue of this desk. */
  known: z.boolean(),
  kind: ProposalKindSchema,
  access: z.enum(['read', 'write']),
  risk: RiskSchema,
  /** Null: what the model wrote is no JSON object. */
  arguments: ArgumentsSchema.nullable(),
  sentence: z.array(SentencePartSchema),
  /** Schema, catalogue, and for words what the checks of outgoing words find. */
  checks: z.array(CheckSchema),
  origins: z.record(z.string(), OriginSchema),
  /** What the rules in force would do with it on the desk, for real. Here it is rehearsed whatever they say. */
  policy: PolicyLineSchema,
  /** In one sentence, what the desk would do: "Would wait for a person." */
  would: z.string(),
  /** It reads only, the rules let it run by itself, and nothing is rehearsed: with `lookups` it is really made. */
  canLookUp: z.boolean(),
  given: GivenSchema,
})
export type Judgement = z.infer<typeof JudgementSchema>

export const gate = {
  /** The run a side makes of these items; for `playground.start`. Reads the voice agent where the side is one. */
  compose: query(z.object({ side: SideSchema, items: Items.min(1) }), RunInputSchema),
  /**
   * What this desk would do with the calls of one answer, judged together as a bundle is: what the first takes of a budget the next
   * one does not have. A reply is judged as a call of `send_reply` with `{"text": …}`. With `lookups`, reads of risk R0 that rules
   * allow by themselves are really made; everything else is simulated, always.
   */
  judge: command(
    z.object({
      calls: z.array(TextCallSchema).min(1).max(128),
      /** The conversation before the calls: where the values come from is looked up in it. */
      items: Items.default([]),
      side: SideSchema.nullable().default(null),
      /** The stored conversation that is replayed: its customer, channel, tags and history count. Null: somebody made up. */
      conversationId: z.number().int().nullable().default(null),
      lookups: z.boolean().default(false),
    }),
    z.object({ judged: z.array(JudgementSchema) }),
  ),
} as const

/** A place in a stored conversation at which it can be taken up again. */
export const ReplayPointSchema = z.object({
  /** `m12`: after that message. `t_…`: after the turn of the agent with that id, its results included. */
  id: z.string(),
  at: z.number(),
  who: z.enum(['customer', 'agent', 'operator', 'bot', 'system']),
  /** The beginning of the words. */
  text: z.string(),
  /** Names of the tools it asked for. */
  calls: z.array(z.string()),
})
export type ReplayPoint = z.infer<typeof ReplayPointSchema>

export const ReplaySchema = z.object({
  conversationId: z.number().int(),
  title: z.string(),
  /** As the desk has it at this moment; what was redacted stays redacted. */
  items: z.array(TextItemSchema),
  /** Where they are known: of a call, those of the voice agent as they are kept here. */
  instructions: z.string().nullable(),
  /** The side that comes nearest to who answered then; null: nothing fits on this desk. */
  side: SideSchema.nullable(),
})
export type Replay = z.infer<typeof ReplaySchema>

/** Reads what is stored here; never asks the helpdesk. Works for conversations in writing and for calls. */
export const replays = {
  points: query(z.object({ conversationId: z.number().int() }), z.object({ points: z.array(ReplayPointSchema) })),
  /** Everything up to that point and with it; null: all of it. `before`: without it. Throws `not_found`. */
  items: query(
    z.object({
      conversationId: z.number().int(),
      point: z.string().max(200).nullable().default(null),
      before: z.boolean().default(false),
    }),
    ReplaySchema,
  ),
} as const
