import type { AgentRow, AgentView, OpenAct, PhoneNumber } from '#contract/agent.ts'
import type { Proposal } from '#contract/proposal.ts'
import { knowledgeOf, type StoredVoiceAgent } from '#main/clients/xai/agents.ts'
import type { StoredNumber } from '#main/clients/xai/agent-wire.ts'
import { lintAgent, type LintSurroundings } from '#main/domain/agents/lint.ts'
import { findProblems } from '#main/domain/agents/limits.ts'
import { administered } from '#main/domain/own-conversation.ts'
import { toOpenAct } from '#main/services/acts/acting.ts'
import type { Desk } from '#main/services/desk.ts'
import type { AgentHistory } from '#main/store/agents.ts'

/** Agents and numbers as the service has them now, with what this desk knows of them: versions, calls, acts under way. */
export type Reading = {
  readonly agents: (
    signal: AbortSignal,
  ) => Promise<{ readonly agents: readonly AgentRow[]; readonly unreadable: number }>
  readonly agent: (id: string, signal: AbortSignal) => Promise<AgentView>
  readonly numbers: (
    signal: AbortSignal,
  ) => Promise<{ readonly numbers: readonly PhoneNumber[]; readonly unreadable: number }>
  readonly number: (id: string, signal: AbortSignal) => Promise<PhoneNumber>
  readonly lint: () => LintSurroundings
}

/** What this desk knows beside the service. */
type Around = { readonly inCall: ReadonlySet<string>; readonly acts: readonly OpenAbout[] }
type OpenAbout = { readonly act: OpenAct; readonly agents: ReadonlySet<string>; readonly numbers: ReadonlySet<string> }

/** First versions in one commit: some milliseconds of the main loop. */
const keptAtOnce = 25

export type ReadingPorts = {
  readonly store: Pick<Desk['store'], 'agents' | 'calls' | 'administration'>
  readonly connections: () => Pick<ReturnType<Desk['connections']>, 'voiceAgents' | 'phoneNumbers'> & {
    readonly tools: Pick<ReturnType<Desk['connections']>['tools'], 'findForAgent' | 'views'>
  }
  readonly log: Desk['log']
}

export function createReading(desk: ReadingPorts): Reading {
  const { store } = desk
  const services = () => desk.connections()

  const around = async (): Promise<Around> => ({
    inCall: new Set((await store.calls.open()).map(({ call }) => call.agent.id)),
    acts: (await store.administration.unsettled()).map(({ externalId, proposal }) => {
      const about = aboutOf(proposal, administered({ externalId }))
      return { act: toOpenAct(proposal), ...about }
    }),
  })

  const lint = (): LintSurroundings => {
    const { tools } = services()
    return {
      inCatalogue: (name) => tools.findForAgent(name) !== null,
      knownNames: tools.views().map(({ name }) => name),
    }
  }

  const view = (number: StoredNumber, { inCall, acts }: Around, names: ReadonlyMap<string, string>): PhoneNumber => ({
    ...number,
    agentName: number.agentId === null ? null : (names.get(number.agentId) ?? null),
    inCall: number.agentId !== null && inCall.has(number.agentId),
    open: acts.filter((one) => one.numbers.has(number.id)).map(({ act }) => act),
  })

  const row = (
    { id, configuration, createdAt, updatedAt }: StoredVoiceAgent,
    history: AgentHistory | null,
    numbers: readonly StoredNumber[],
    { inCall, acts }: Around,
  ): AgentRow => {
    const { name, instructions, tools, voice } = configuration
    const providerTools = tools.filter(({ kind }) => kind === 'provider').length
    return {
      id,
      name,
      voiceId: voice?.voiceId ?? 'eve',
      instructionsLength: instructions.length,
      gatedTools: tools.length - providerTools,
      providerTools,
      knowledge: knowledgeOf(configuration),
      numbers: numbers
        .filter(({ agentId }) => agentId === id)
        .map((one) => ({ id: one.id, number: one.number, name: one.name })),
      createdAt,
      updatedAt,
      version: history?.newest.version ?? 0,
      changedOutside: history?.changedOutside ?? null,
      inCall: inCall.has(id),
      open: acts.filter((one) => one.agents.has(id)).map(({ act }) => act),
    }
  }

  const see = (agents: readonly StoredVoiceAgent[], looked: boolean) =>
    store.agents.see(
      agents.map(({ id, configuration, unknownFields, updatedAt }) => ({
        agentId: id,
        configuration,
        unknownFields,
        updatedAt,
        own: null,
        looked,
      })),
    )

  let isKeeping = false
  /** Of many that were never seen the first version is kept after the answer, a few at a time: nobody waits for a disk. */
  const keepFirst = async (agents: readonly StoredVoiceAgent[]): Promise<void> => {
    if (isKeeping || agents.length === 0) return
    isKeeping = true
    try {
      for (let from = 0; from < agents.length; from += keptAtOnce) {
        await new Promise(setImmediate)
        await see(agents.slice(from, from + keptAtOnce), false)
      }
    } catch (error) {
      desk.log('info', 'agents.first_versions_not_kept', { error })
    } finally {
      isKeeping = false
    }
  }

  /** Looks into what the service says has changed, and into nothing else. `later`: nothing is kept of them yet. */
  const glance = async (agents: readonly StoredVoiceAgent[]) => {
    const glanced = await store.agents.glance(
      agents.map(({ id, configuration, updatedAt }) => ({ agentId: id, name: configuration.name, updatedAt })),
    )
    const fresh = agents.filter((_, index) => glanced[index] === 'new')
    const later = fresh.length > keptAtOnce ? fresh : []
    const now = later.length === 0 ? ['new', 'changed'] : ['changed']
    const isNow = (one: (typeof glanced)[number] | undefined) => typeof one === 'string' && now.includes(one)
    const unsure = agents.filter((_, index) => isNow(glanced[index]))
    const found = (unsure.length === 0 ? [] : await see(unsure, false)).values()
    const histories = glanced.map((one): AgentHistory | null =>
      isNow(one) ? (found.next().value ?? null) : typeof one === 'string' ? null : one,
    )
    return { histories, later }
  }

  /** An account without numbers, or a key that may not see them, still has agents. */
  const numbersOrNone = async (signal: AbortSignal): Promise<readonly StoredNumber[]> =>
    services()
      .phoneNumbers.page(signal)
      .then(({ numbers }) => numbers)
      .catch((error: unknown) => {
        if (signal.aborted) throw error
        desk.log('info', 'agents.without_numbers', { error })
        return []
      })

  return {
    lint,
    agents: async (signal) => {
      const [{ agents, unreadable }, numbers] = await Promise.all([
        services().voiceAgents.page(signal),
        numbersOrNone(signal),
      ])
      const { histories, later } = await glance(agents)
      const known = await around()
      const rows = agents.map((agent, index) => row(agent, histories[index] ?? null, numbers, known))
      void keepFirst(later)
      return { agents: rows, unreadable }
    },
    agent: async (id, signal) => {
      const [agent, numbers] = await Promise.all([services().voiceAgents.get(id, signal), numbersOrNone(signal)])
      const [before] = await see([agent], false)
      const [history] = await see([agent], true)
      const known = await around()
      const { configuration, unknownFields } = agent
      const newest = history ?? before
      if (newest === undefined || before === undefined) throw new RangeError('A version was not stored.')
      return {
        // What somebody is told of by looking has not been seen before.
        row: row(agent, before, numbers, known),
        configuration,
        base: newest.newest,
        problems: [...findProblems(configuration)],
        findings: [...lintAgent(configuration, lint())],
        unknownFields: { ...unknownFields },
      }
    },
    numbers: async (signal) => {
      const [{ numbers, unreadable }, names] = await Promise.all([
        services().phoneNumbers.page(signal),
        agentNames(desk, signal),
      ])
      const known = await around()
      return { numbers: numbers.map((number) => view(number, known, names)), unreadable }
    },
    number: async (id, signal) => {
      const [number, names] = await Promise.all([services().phoneNumbers.get(id, signal), agentNames(desk, signal)])
      return view(number, await around(), names)
    },
  }
}

async function agentNames(desk: ReadingPorts, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const agents = await desk
    .connections()
    .voiceAgents.list(signal)
    .catch((error: unknown) => {
      if (signal.aborted) throw error
      return []
    })
  return new Map(agents.map(({ id, configuration }) => [id, configuration.name]))
}

/** Everything a proposal touches: the agent or number it stands with, and those its arguments name. */
export function aboutOf(
  { arguments: args }: Pick<Proposal, 'arguments'>,
  { agentId, numberId }: ReturnType<typeof administered>,
): { readonly agents: ReadonlySet<string>; readonly numbers: ReadonlySet<string> } {
  const named = (...names: readonly string[]) =>
    names.flatMap((name) => (typeof args[name] === 'string' ? [args[name]] : []))
  return {
    agents: new Set([...(agentId === null ? [] : [agentId]), ...named('agent_id', 'holder_id')]),
    numbers: new Set([...(numberId === null ? [] : [numberId]), ...named('phone_number_id')]),
  }
}
