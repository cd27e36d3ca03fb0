import type { RunInput } from '#contract/playground.ts'
import { createSupportEngine } from '#main/clients/support-engine.ts'
import type { TextEngine } from '#main/clients/text-engine.ts'
import { AppError, assertNever } from '#main/kernel/errors.ts'
import type { Desk } from '#main/services/desk.ts'
import { requireEngines } from '#main/services/playground/text-requests.ts'

/** Who answers a run; throws `missing_secret` where nobody does. */
export type EngineOf = (input: Pick<RunInput, 'engine' | 'support'>) => TextEngine

export const createEngineOf =
  (desk: Pick<Desk, 'connections' | 'configuration' | 'clock' | 'random'>): EngineOf =>
  ({ engine, support }) => {
    const { text, agent } = desk.connections()
    switch (engine) {
      case 'responses':
        return requireEngines(text).responses
      case 'chat':
        return requireEngines(text).chat
      case 'support': {
        const profile = desk.configuration().agent
        const agentId = support?.agentId ?? profile?.id
        if (agent === null || agentId === undefined) {
          throw new AppError('missing_secret', 'No support agent is connected. Add it under Settings.', {
            data: { secret: 'support_agent' },
          })
        }
        return createSupportEngine({
          agent,
          clock: desk.clock,
          agentId,
          deploymentId: support?.deploymentId ?? profile?.deploymentId ?? 'LATEST',
          environment: support?.environment ?? profile?.environment ?? 'STAGING',
          conversationId: desk.random.id('playground_'),
        })
      }
      default:
        return assertNever(engine)
    }
  }
