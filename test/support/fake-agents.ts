import type { AgentConfiguration, AgentRow, AgentVersion, PhoneNumber } from '#contract/agent.ts'
import type { AppContract } from '#contract/index.ts'
import { contentHash } from '#main/domain/agents/fields.ts'
import { findProblems } from '#main/domain/agents/limits.ts'
import { lintAgent } from '#main/domain/agents/lint.ts'
import { sampleArguments } from '#main/domain/agents/sample.ts'
import { templates } from '#main/domain/agents/templates.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Handlers } from '#rpc/serve.ts'

/** Two voice agents and two numbers of an invented account. */
const template = (id: string): AgentConfiguration => {
  const found = templates.find((one) => one.id === id)
  if (found === undefined) throw new RangeError(`No template ${id}.`)
  return found.configuration
}

const notHere = async (): Promise<never> => {
  throw new AppError('blocked', 'Nothing is changed here.')
}

export function fakeAgents(now: number): Handlers<Pick<AppContract, 'agents' | 'numbers'>> {
  const configurations = new Map<string, AgentConfiguration>([
    ['agent_shop', { ...template('customer_support'), name: 'Shop Line' }],
    [
      'agent_workshop',
      {
        ...template('appointment_booking'),
        name: 'Workshop Line',
        tools: [
          ...template('appointment_booking').tools,
          { kind: 'provider', type: 'mcp', settings: { server_label: 'calendar' } },
        ],
      },
    ],
  ])
  const numbers: PhoneNumber[] = [
    {
      id: 'phone_front',
      number: '+14155550142',
      name: 'Front desk',
      description: 'Main support number',
      areaCode: '415',
      agentId: 'agent_shop',
      agentName: 'Shop Line',
      createdAt: now - 86_400_000,
      updatedAt: now - 3_600_000,
      inCall: false,
      open: [],
    },
    {
      id: 'phone_spare',
      number: '+12065550177',
      name: 'Spare',
      description: '',
      areaCode: '206',
      agentId: null,
      agentName: null,
      createdAt: now - 86_400_000,
      updatedAt: null,
      inCall: false,
      open: [],
    },
  ]
  const lint = { inCatalogue: () => true, knownNames: [] }
  const find = (id: string): AgentConfiguration => {
    const found = configurations.get(id)
    if (found === undefined) throw new AppError('not_found', 'There is no such agent.')
    return found
  }
  const versionOf = (agentId: string): AgentVersion => ({
    version: 1,
    agentId,
    name: find(agentId).name,
    hash: contentHash({ configuration: find(agentId), unknownFields: {} }),
    at: now,
    updatedAt: now - 3_600_000,
    origin: 'read',
    by: null,
    proposalId: null,
    changed: [],
  })
  const rowOf = (id: string): AgentRow => {
    const { name, voice, instructions, tools, collectionIds } = find(id)
    const providerTools = tools.filter(({ kind }) => kind === 'provider').length
    return {
      id,
      name,
      voiceId: voice?.voiceId ?? 'eve',
      instructionsLength: instructions.length,
      gatedTools: tools.length - providerTools,
      providerTools,
      knowledge:
        collectionIds.length > 0
          ? { attached: true, collections: collectionIds }
          : { attached: false, why: 'no_collections' },
      numbers: numbers.filter(({ agentId }) => agentId === id),
      createdAt: now - 86_400_000,
      updatedAt: now - 3_600_000,
      version: 1,
      changedOutside: null,
      inCall: false,
      open: [],
    }
  }
  return {
    agents: {
      list: async () => ({ agents: [...configurations.keys()].map(rowOf), unreadable: 0 }),
      get: async ({ id }) => ({
        row: rowOf(id),
        configuration: find(id),
        base: versionOf(id),
        problems: [...findProblems(find(id))],
        findings: [...lintAgent(find(id), lint)],
        unknownFields: {},
      }),
      counts: async () => ({
        days: 30,
        calls: [{ agentId: 'agent_shop', count: 212 }],
        tools: [{ name: 'lookup_order', approved: 12, edited: 3, rejected: 1, answered: 0, byRule: 40 }],
      }),
      templates: async () => ({ templates: [...templates] }),
      inspect: async ({ draft }) => ({
        problems: [...findProblems(draft)],
        findings: [...lintAgent(draft, lint)],
      }),
      sample: async ({ parameters }) => {
        const { arguments: args, issues } = sampleArguments(parameters)
        return { arguments: args, issues: [...issues] }
      },
      versions: async ({ id }) => ({ versions: [versionOf(id)], before: null }),
      version: async ({ id }) => ({ version: versionOf(id), configuration: find(id) }),
      diff: async () => ({ differences: [] }),
      restore: async ({ id }) => ({
        change: { id, base: 1, draft: find(id), clear: [], restores: 1 },
        differences: [],
      }),
      review: notHere,
      propose: notHere,
      watch: async function* () {
        yield { type: 'ready' as const }
      },
    },
    numbers: {
      list: async () => ({ numbers, unreadable: 0 }),
      get: async ({ id }) => {
        const found = numbers.find((one) => one.id === id)
        if (found === undefined) throw new AppError('not_found', 'There is no such number.')
        return found
      },
      review: notHere,
      propose: notHere,
    },
  }
}
