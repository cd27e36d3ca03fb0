import type { Proposal } from '#contract/proposal.ts'
import type { Arguments, Json, Risk, ToolView } from '#contract/tool.ts'
import type { StoredVoiceAgent, VoiceAgents } from '#main/clients/xai/agents.ts'
import type { Collections } from '#main/clients/xai/collections.ts'
import type { PhoneNumbers } from '#main/clients/xai/numbers.ts'
import { validateArguments, type SchemaIssue } from '#main/domain/schema.ts'
import { plainSecrets } from '#main/kernel/tool-secrets.ts'
import { fieldsOf, type Fields } from '#main/tools/act-fields.ts'
import type { Done, Refusal } from '#main/tools/act-outcomes.ts'
import { outcomeOfError, stillUnknown } from '#main/tools/failure.ts'
import type { ExecutionContext, ProbeContext, Tool, ToolOutcome } from '#main/tools/tool.ts'

/** What all acts of people on agents, numbers and collections have in common: a look at how things are, one request, a look back. */
export type AdministrationPorts = {
  readonly voiceAgents: VoiceAgents
  readonly phoneNumbers: PhoneNumbers
  readonly collections: Collections
  /** A call with this agent is under way at this desk. */
  readonly isInCall: (agentId: string) => Promise<boolean>
  /** Keeps what an agent has become as a version. What fails here is told to the log, and changes no outcome. */
  readonly keep: (
    agent: StoredVoiceAgent,
    origin: 'created' | 'published' | 'deleted',
    proposal: Pick<Proposal, 'id' | 'decision'>,
  ) => Promise<void>
}

export type Act = {
  readonly name: string
  readonly risk: Risk
  readonly description: string
  readonly sentence: string
  /** Where it is done; absent: among the voice agents. */
  readonly system?: string
  readonly properties: { readonly [key: string]: Json }
  /** Arguments that are as long as they are: sent as they stand, and not looked into. */
  readonly opaque?: readonly string[]
  /** Looks, says so where things are not as they were, marks, sends. */
  readonly run: (context: ExecutionContext, args: Fields) => Promise<Done | Refusal>
  readonly probe: (context: ProbeContext, args: Fields) => Promise<ToolOutcome>
}

export function createAct(act: Act): Tool {
  const view = viewOf(act)
  return {
    view,
    kind: 'http',
    proposalKind: 'tool',
    access: 'write',
    personal: true,
    idempotent: false,
    sentence: act.sentence,
    steps: [],
    validate: (args) => [
      ...validateArguments(view.parameters, {
        ...args,
        ...Object.fromEntries((act.opaque ?? []).filter((name) => name in args).map((name) => [name, {}])),
      }),
      ...plainlyTyped(args),
    ],
    execute: (context) => execute(act, context),
    probe: async (context) => {
      try {
        return await act.probe(context, fieldsOf(context.proposal.arguments))
      } catch (thrown) {
        return stillUnknown(thrown)
      }
    },
  }
}

/** Arguments stand in the ledger: a secret is typed where the agent is edited, which keeps it in main. */
function plainlyTyped(args: Arguments): readonly SchemaIssue[] {
  const tools: Json = fieldsOf(args).object('agent')['tools'] ?? []
  // A function is the desk's own: its schema may well speak of tokens.
  const atProvider = Array.isArray(tools) ? tools.filter((tool: Json) => typeOf(tool) !== 'function') : []
  if (plainSecrets(atProvider).size === 0) return []
  return [{ pointer: '/agent/tools', message: 'holds a secret in plain. Change it where the agent is edited.' }]
}

const typeOf = (tool: Json): Json => fieldsOf({ tool }).object('tool')['type'] || 'function'

const viewOf = ({ name, risk, description, properties, system = 'Voice agents' }: Act): ToolView => ({
  name,
  kind: 'builtin',
  description,
  risk,
  parameters: { type: 'object', properties, required: Object.keys(properties), additionalProperties: false },
  system,
  reversible: false,
  inverse: null,
  amountPointer: null,
  steps: [],
  hasProbe: true,
})

async function execute(act: Act, context: ExecutionContext): Promise<ToolOutcome> {
  let sent = false
  const onSent = async (before?: readonly string[]) => {
    await context.onSent(before)
    sent = true
  }
  try {
    const done = await act.run({ ...context, onSent }, fieldsOf(context.proposal.arguments))
    if ('refused' in done)
      return {
        kind: 'failed',
        error: { code: done.code, message: `${done.refused} Nothing was sent.` },
        retryable: done.retryable === true,
      }
    const { data, remoteId, summary } = done
    return { kind: 'succeeded', data, receipt: { status: null, remoteId, summary } }
  } catch (thrown) {
    return outcomeOfError(thrown, 'write', sent)
  }
}
