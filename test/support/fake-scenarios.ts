import type { AppContract } from '#contract/index.ts'
import { DefinitionSchema, type Round, type Scenario, type ScenarioRun, type Suite } from '#contract/scenario.ts'
import type { Handlers } from '#rpc/serve.ts'

/** One suite with one scenario that passes every other time; for screens without a desk. */
const at = Date.UTC(2026, 8, 3, 12)
const figures = { runs: 4, passRate: 0.5, flakeRate: 1 }

export const fakeScenario: Scenario = {
  id: 'scenario_1',
  suiteId: 'suite_1',
  definition: DefinitionSchema.parse({
    title: 'Looks the order up before it answers',
    side: { kind: 'support_agent' },
    items: [{ kind: 'message', role: 'user', text: 'Where is order 10433?' }],
    expect: { calls: [{ tool: 'lookup_order' }], ends: 'reply' },
  }),
  from: null,
  createdAt: at,
  updatedAt: at,
}
const suite: Suite = {
  id: 'suite_1',
  name: 'Orders',
  about: 'What the agent has to do about orders.',
  createdAt: at,
  scenarios: 1,
  figures,
}
const run = (number: number): ScenarioRun => ({
  id: `played_${number}`,
  roundId: 'round_1',
  scenarioId: 'scenario_1',
  title: fakeScenario.definition.title,
  at: at + number * 60_000,
  verdict: number % 2 === 0 ? 'passed' : 'failed',
  configuration: 'a',
  expectations: [
    {
      label: 'Calls lookup_order',
      passed: number % 2 === 0,
      detail: number % 2 === 0 ? null : 'It never called lookup_order.',
    },
    { label: 'Ends with a reply', passed: true, detail: null },
  ],
  calls: number % 2 === 0 ? [{ tool: 'lookup_order', arguments: '{"order_id":"10433"}', given: '{}' }] : [],
  text: 'Order 10433 left the warehouse on Tuesday.',
  steps: 2,
  model: 'grok-4-1-fast-non-reasoning',
  inputTokens: 400,
  outputTokens: 60,
  cost: { amount: 0.000112, currency: 'USD', source: 'service', listedAt: null },
  ms: 1800,
  trouble: null,
})
const runs = [3, 2, 1, 0].map(run)
const round: Round = {
  id: 'round_1',
  suiteId: 'suite_1',
  state: 'done',
  startedAt: at,
  endedAt: at + 8000,
  repeat: 4,
  total: 4,
  passed: 2,
  failed: 2,
  couldNotRun: 0,
}

export const fakeScenarioHandlers: Handlers<AppContract['scenarios']> = {
  suites: async () => ({ suites: [suite] }),
  ofAgent: async () => ({ suites: [{ id: suite.id, name: suite.name, scenarioIds: [fakeScenario.id] }] }),
  suite: async () => ({ suite, scenarios: [{ scenario: fakeScenario, figures, runs }], rounds: [round] }),
  saveSuite: async ({ name, about }) => ({ ...suite, name, about }),
  removeSuite: async () => ({}),
  save: async ({ definition }) => ({ ...fakeScenario, definition }),
  remove: async () => ({}),
  fromProposal: async ({ proposalId }) => ({ ...fakeScenario, from: { conversationId: 1, proposalId } }),
  export: async () => ({ name: 'orders.scenarios.json', text: '{}\n' }),
  import: async () => suite,
  start: async () => round,
  watch: async function* () {
    yield { type: 'round', round, playing: [] }
  },
  cancel: async () => ({ ...round, state: 'cancelled' }),
  round: async () => ({ round, runs }),
  runs: async () => ({ runs, before: null }),
}
