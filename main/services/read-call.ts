import type { Conversation } from '#contract/conversation.ts'
import type { Arguments, Risk } from '#contract/tool.ts'
import { parseCallArguments } from '#main/domain/arguments.ts'
import { hashArguments } from '#main/domain/canonical.ts'
import type { NewProposal } from '#main/domain/proposal.ts'
import type { SchemaIssue } from '#main/domain/schema.ts'
import { composeSentence } from '#main/domain/sentence.ts'
import type { Desk } from '#main/services/desk.ts'
import type { Tool } from '#main/tools/registry.ts'

/** A call as an agent wrote it, held against the catalogue: nothing is judged yet. */
export type ReadCall = {
  readonly name: string
  /** Null: the catalogue has none of this name for an agent. */
  readonly tool: Tool | null
  /** Null: what was written is no JSON object, and `issues` says why. */
  readonly written: Arguments | null
  /** The same, empty where nothing could be read. */
  readonly arguments: Arguments
  readonly issues: readonly SchemaIssue[]
  readonly argsHash: string
  /** Of what nobody knows: as of money. */
  readonly risk: Risk
  /** What it would say, where it is words. */
  readonly words: { readonly kind: 'reply' | 'note'; readonly text: string } | null
}

const unknownRisk: Risk = 3

export function readCall(desk: Pick<Desk, 'connections'>, name: string, argumentText: string): ReadCall {
  const tool = desk.connections().tools.findForAgent(name)
  const parsed = parseCallArguments(argumentText)
  const args = parsed.ok ? parsed.value : {}
  const text = args['text']
  const kind = tool?.proposalKind
  return {
    name,
    tool,
    written: parsed.ok ? args : null,
    arguments: args,
    issues: parsed.ok
      ? (tool?.validate(args) ?? [])
      : [{ pointer: '', message: `The arguments are not a JSON object: ${parsed.message}` }],
    argsHash: hashArguments(name, args),
    risk: tool?.view.risk ?? unknownRisk,
    words: (kind === 'reply' || kind === 'note') && typeof text === 'string' ? { kind, text } : null,
  }
}

/** What a proposal has of its call, whatever is found about it. */
export const fixedByCall = (call: ReadCall, { id, customer }: Pick<Conversation, 'id' | 'customer'>) =>
  ({
    conversationId: id,
    position: 0,
    tool: call.name,
    kind: call.tool?.proposalKind ?? 'tool',
    risk: call.risk,
    arguments: call.arguments,
    argsHash: call.argsHash,
    sentence: [
      ...composeSentence(call.tool?.sentence ?? null, call.name, call.arguments, { customerName: customer.name }),
    ],
    steps: [...(call.tool?.steps ?? [])],
  }) satisfies Partial<NewProposal>
