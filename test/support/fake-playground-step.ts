import type { AppContract } from '#contract/index.ts'
import { RunInputSchema } from '#contract/playground.ts'
import type { Judgement } from '#contract/playground-step.ts'
import type { Handlers } from '#rpc/serve.ts'

/** A gate that lets everything wait for a person, and one conversation to take up again; for screens without a desk. */
export const fakeJudgement: Judgement = {
  callId: 'call_1',
  tool: 'refund_order',
  known: true,
  kind: 'tool',
  access: 'write',
  risk: 3,
  arguments: { order_id: '10433', amount: 48 },
  sentence: [
    { text: 'Refund ', value: false },
    { text: '$48.00', value: true },
  ],
  checks: [{ id: 'catalogue', result: 'pass', label: 'Tool in the catalogue', detail: null }],
  origins: {},
  policy: { verdict: 'ask', rule: 'Money or account' },
  would: 'Would wait for a person: Money or account.',
  canLookUp: false,
  given: { how: 'simulated', result: { status: 'simulated' } },
}

export const fakeStepHandlers: Handlers<Pick<AppContract, 'gate' | 'replays'>> = {
  gate: {
    compose: async ({ side, items }) =>
      RunInputSchema.parse({ model: side.kind === 'support_agent' ? (side.agentId ?? 'agent') : side.model, items }),
    judge: async ({ calls }) => ({
      judged: calls.map((call) => ({ ...fakeJudgement, callId: call.id, tool: call.name })),
    }),
  },
  replays: {
    points: async () => ({
      points: [
        { id: 'm1', at: Date.UTC(2026, 8, 3, 12), who: 'customer', text: 'Where is order 10433?', calls: [] },
        { id: 't_1', at: Date.UTC(2026, 8, 3, 12, 1), who: 'agent', text: '', calls: ['lookup_order'] },
      ],
    }),
    items: async ({ conversationId }) => ({
      conversationId,
      title: 'Where is my order?',
      items: [{ kind: 'message', role: 'user', text: 'Where is order 10433?' }],
      instructions: null,
      side: null,
    }),
  },
}
