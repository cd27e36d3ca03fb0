import type { AgentConfiguration } from '#contract/agent.ts'
import type { AgentAct, AgentChanged } from '#contract/agent-act.ts'
import type { AppContract } from '#contract/index.ts'
import type { Proposal, Signer } from '#contract/proposal.ts'
import { isAct } from '#main/domain/agents/acts.ts'
import { isKnowledgeAct } from '#main/domain/knowledge/acts.ts'
import { findProblems } from '#main/domain/agents/limits.ts'
import { lintAgent } from '#main/domain/agents/lint.ts'
import { sampleArguments } from '#main/domain/agents/sample.ts'
import { templates } from '#main/domain/agents/templates.ts'
import { assertNever } from '#main/kernel/errors.ts'
import { snapshotThenEvents } from '#main/kernel/feed.ts'
import { proposeAct, reviewAct, toOpenAct } from '#main/services/acts/acting.ts'
import { prepareNumberAct } from '#main/services/agents/number-preparing.ts'
import { prepareAgentAct } from '#main/services/agents/preparing.ts'
import { createReading } from '#main/services/agents/reading.ts'
import { diffVersions, restoreVersion } from '#main/services/agents/versions.ts'
import type { ConversationTopic } from '#main/services/conversation-view.ts'
import type { Desk } from '#main/services/desk.ts'
import type { Context, Handlers } from '#rpc/serve.ts'

const countedDays = 30
const dayMs = 86_400_000

/** Voice agents and phone numbers, as windows and the command line ask for them. */
export function agentHandlers(
  desk: Desk,
  recorded: ConversationTopic,
  signer: (context: Context) => Signer,
): Handlers<Pick<AppContract, 'agents' | 'numbers'>> {
  const reading = createReading(desk)
  const hide = (draft: AgentConfiguration) => desk.connections().toolSecrets.hide(draft)
  const prepareAgent = (act: AgentAct, signal: AbortSignal) =>
    prepareAgentAct(desk, hideIn(act, hide), reading.lint(), signal)
  return {
    agents: {
      list: async (_, { signal }) => {
        const { agents, unreadable } = await reading.agents(signal)
        return { agents: [...agents], unreadable }
      },
      get: ({ id }, { signal }) => reading.agent(id, signal),
      counts: async () => ({
        days: countedDays,
        ...(await desk.store.agents.counts(desk.clock.now() - countedDays * dayMs)),
      }),
      templates: async () => ({ templates: [...templates] }),
      inspect: async ({ draft }) => ({
        problems: [...findProblems(draft)],
        findings: [...lintAgent(draft, reading.lint())],
      }),
      sample: async ({ parameters }) => {
        const { arguments: args, issues } = sampleArguments(parameters)
        return { arguments: args, issues: [...issues] }
      },
      versions: async ({ id, before, limit }) => {
        const page = await desk.store.agents.versions({ agentId: id, before, limit })
        return { versions: [...page.versions], before: page.before }
      },
      version: async ({ id, version: wanted }) => {
        const { version, configuration } = await desk.store.agents.version(id, wanted)
        return { version, configuration }
      },
      diff: async (input) => ({ differences: [...(await diffVersions(desk, input))] }),
      restore: (input, { signal }) => restoreVersion(desk, input, signal),
      review: async (act, { signal }) => reviewAct(desk, await prepareAgent(act, signal)),
      propose: async ({ act, consent }, context) =>
        proposeAct(desk, await prepareAgent(act, context.signal), consent, signer(context)),
      watch: (_, { signal }) =>
        snapshotThenEvents(
          signal,
          (): AgentChanged => ({ type: 'ready' }),
          recorded,
          (happened) => (happened.type === 'proposal' ? changeOf(happened.proposal) : null),
        ),
    },
    numbers: {
      list: async (_, { signal }) => {
        const { numbers, unreadable } = await reading.numbers(signal)
        return { numbers: [...numbers], unreadable }
      },
      get: ({ id }, { signal }) => reading.number(id, signal),
      review: async (act, { signal }) => reviewAct(desk, await prepareNumberAct(desk, act, signal)),
      propose: async ({ act, consent }, context) =>
        proposeAct(desk, await prepareNumberAct(desk, act, context.signal), consent, signer(context)),
    },
  }
}

/** From here on a draft has marks in place of secrets. */
function hideIn(act: AgentAct, hide: (draft: AgentConfiguration) => AgentConfiguration): AgentAct {
  switch (act.act) {
    case 'create':
      return { ...act, draft: hide(act.draft) }
    case 'publish':
      return { ...act, change: { ...act.change, draft: hide(act.change.draft) } }
    case 'delete':
      return act
    default:
      return assertNever(act)
  }
}

/** Null: it is about something else. */
function changeOf(proposal: Proposal): AgentChanged | null {
  if (!isAct(proposal.tool) || isKnowledgeAct(proposal.tool)) return null
  const named = (name: string) => {
    const value = proposal.arguments[name]
    return typeof value === 'string' ? value : null
  }
  return {
    type: 'act',
    act: toOpenAct(proposal),
    agentId: named('agent_id') ?? named('holder_id'),
    numberId: named('phone_number_id'),
  }
}
