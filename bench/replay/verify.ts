import { isDeepStrictEqual } from 'node:util'
import { runTool } from '#bench/replay/retail-tools.ts'
import type { RetailServer } from '#bench/replay/retail-server.ts'
import { emptyOverlay, stateOf, type Retail, type Task } from '#bench/replay/retail-world.ts'

export type Verdict = {
  readonly conversations: number
  readonly proposed: number
  readonly executed: number
  readonly duplicate: number
  readonly lost: number
  /** Executed with other arguments, or in another order, than the task says. */
  readonly wrong: number
  /** Conversations whose final state differs from executing the actions directly. */
  readonly statesDiffering: number
}

/** Holds what the company saw against the tasks: every action once, in order, with exactly these arguments. */
export function verify(retail: Retail, server: RetailServer, tasks: ReadonlyMap<string, Task>): Verdict {
  const total = { proposed: 0, executed: 0, duplicate: 0, lost: 0, wrong: 0, statesDiffering: 0 }
  for (const [conversation, task] of tasks) {
    const seen = server.executed.filter((call) => call.conversation === conversation)
    const surplus = seen.length - task.actions.length
    total.proposed += task.actions.length
    total.executed += seen.length
    total.duplicate += Math.max(0, surplus)
    total.lost += Math.max(0, -surplus)
    total.wrong += seen.filter((call, index) => {
      const action = task.actions[index]
      return action === undefined || call.name !== action.name || !isDeepStrictEqual(call.arguments, action.arguments)
    }).length
    if (server.stateOf(conversation) !== directState(retail, task)) total.statesDiffering += 1
  }
  return { conversations: tasks.size, ...total }
}

function directState(retail: Retail, task: Task): string {
  const overlay = emptyOverlay()
  for (const action of task.actions) runTool(retail, overlay, action.name, action.arguments)
  return stateOf(retail, overlay)
}
