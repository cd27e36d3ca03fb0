import type { AppContract } from '#contract/index.ts'
import type { Desk } from '#main/services/desk.ts'
import { judgeCalls } from '#main/services/playground/gate.ts'
import { replayOf, replayPoints } from '#main/services/playground/replay.ts'
import { composeRun } from '#main/services/playground/sides.ts'
import type { Handlers } from '#rpc/serve.ts'

export const stepHandlers = (desk: Desk): Handlers<Pick<AppContract, 'gate' | 'replays'>> => ({
  gate: {
    compose: ({ side, items }, { signal }) => composeRun(desk, side, items, signal),
    judge: async (input, { signal }) => ({ judged: [...(await judgeCalls(desk, input, signal))] }),
  },
  replays: {
    points: async ({ conversationId }) => ({ points: await replayPoints(desk, conversationId) }),
    items: (input) => replayOf(desk, input),
  },
})
