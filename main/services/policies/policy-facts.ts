import type { BotPart } from '#contract/answering.ts'
import type { Conversation, RagResult } from '#contract/conversation.ts'
import type { Flag, PolicyFacts } from '#contract/policy.ts'
import type { Proposal } from '#contract/proposal.ts'
import type { Arguments } from '#contract/tool.ts'
import { botName, factsOfBot } from '#main/domain/answering.ts'
import { canonicalJson, sha256 } from '#main/domain/canonical.ts'
import { moneyPointers } from '#main/domain/policy/money.ts'
import type { Desk } from '#main/services/desk.ts'
import type { PolicyStore } from '#main/store/policies.ts'
import type { Tool } from '#main/tools/registry.ts'

/** What the desk knows about a call when the rules are asked. */
export type Asked = {
  readonly name: string
  readonly tool: Tool | null
  readonly arguments: Arguments
  readonly isValid: boolean
  readonly origins: Proposal['origins']
  readonly conversation: Conversation
  readonly earlier: readonly Proposal[]
  readonly ragResults: readonly RagResult[]
  readonly guardrail: string | null
  readonly isRejectedBefore: boolean
  readonly isDuplicate: boolean
  /** Something was found in the words that go out. */
  readonly hasOpenCheck: boolean
  /** Asked for on a call by a voice agent; null: in writing. */
  readonly call: { readonly agentId: string } | null
  /** Where the bot was asked for this turn. */
  readonly bot?: BotPart | null
}

export async function gatherFacts(desk: Desk, asked: Asked): Promise<PolicyFacts> {
  const { tool, conversation, isValid, call } = asked
  const { agent } = desk.configuration()
  const { confidence, flags, isBots } = factsOfBot(asked.bot ?? null, tool?.proposalKind ?? 'tool')
  const agentId = isBots ? botName : call === null ? agent?.id : call.agentId
  return {
    ...describeTool(asked.name, tool),
    at: desk.clock.now(),
    arguments: asked.arguments,
    origins: asked.origins,
    ...(confidence === null ? {} : { confidence }),
    ...(agent === undefined || isBots ? {} : { environment: agent.environment }),
    ...(agentId === undefined ? {} : { agent: agentId }),
    channel: conversation.channel,
    conversation: conversation.id,
    customer: {
      id: conversation.customer.externalId,
      name: conversation.customer.name,
      email: conversation.customer.email,
    },
    conversationTags: conversation.tags,
    startedAt: conversation.createdAt,
    ragScore: Math.max(0, ...asked.ragResults.map(({ score }) => score)),
    guardrail: asked.guardrail,
    previous: countDecisions(asked.earlier),
    flags: [
      ...flags,
      ...(await toolFlags(desk.store.policies, tool, isValid)),
      // On a call `human` says that no text agent answers it; a person who takes it lets the voice agent ask for nothing.
      ...flag('human_owned', conversation.control === 'human' && call === null),
      ...flag('rejected_before', asked.isRejectedBefore),
      ...flag('duplicate', asked.isDuplicate),
      ...flag('open_check', asked.hasOpenCheck),
    ],
  }
}

type OfTool = Pick<PolicyFacts, 'tool' | 'kind' | 'risk' | 'tags' | 'money' | 'schemaHash'>

/** What follows from the catalogue alone. A tool nobody declared counts as one that moves money. */
export function describeTool(name: string, tool: Tool | null): OfTool {
  if (tool === null) return { tool: name, kind: 'tool', risk: 3, tags: [], money: [] }
  const { risk, tags = [], amountPointer } = tool.view
  return {
    tool: name,
    kind: tool.proposalKind,
    risk,
    tags,
    money: [...moneyPointers(tool.sentence, amountPointer)],
    schemaHash: schemaHashOf(tool),
  }
}

/** What stands in the way of a call by itself. `uses`: what people have approved before. */
export async function toolFlags(
  uses: Pick<PolicyStore, 'isUsed'>,
  tool: Tool | null,
  isValid: boolean,
): Promise<Flag[]> {
  if (tool === null) return ['unknown_tool']
  const isNew = tool.view.kind !== 'builtin' && !(await uses.isUsed(tool.view.name, schemaHashOf(tool)))
  return [
    ...flag('invalid_arguments', !isValid),
    ...flag('manual', tool.kind === 'manual'),
    ...flag('first_use', isNew),
  ]
}

export const schemaHashOf = ({ view }: Tool): string => sha256(canonicalJson(view.parameters)).slice(0, 16)

const flag = (name: Flag, holds: boolean): Flag[] => (holds ? [name] : [])

function countDecisions(earlier: readonly Proposal[]): NonNullable<PolicyFacts['previous']> {
  const decided = earlier.filter(({ decision }) => decision !== null)
  const approved = decided.filter(({ decision }) => decision?.verb !== 'reject' && decision?.verb !== 'answer')
  return {
    all: decided.length,
    approved: approved.length,
    edited: approved.filter(({ revision }) => revision > 0).length,
    rejected: decided.filter(({ decision }) => decision?.verb === 'reject').length,
  }
}
