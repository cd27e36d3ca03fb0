import type { Call } from '#contract/call.ts'
import type { Json } from '#contract/tool.ts'
import { ownDoor } from '#main/clients/http/egress-address.ts'
import type { VoiceAgents } from '#main/clients/xai/agents.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import type { Vault } from '#main/kernel/ports.ts'
import type { Recordings } from '#main/kernel/recordings.ts'
import { consentOf, recordingBefore } from '#main/services/calls/consent.ts'
import type { EngineLink } from '#main/services/calls/engine-link.ts'
import type { Ended } from '#main/services/calls/ending.ts'
import type { Journal } from '#main/services/calls/journal.ts'
import { createLiveCall, type LiveCall } from '#main/services/calls/live-call.ts'
import type { Desk } from '#main/services/desk.ts'
import { keyFor } from '#main/services/models/keys.ts'

/** A new call: the agent as the service has it, a conversation of its own, and the engine with a key it keeps in memory. */
export type StartInput = {
  readonly agentId: string
  readonly caller: string | null
  readonly number: string | null
  readonly medium: Call['medium']
  readonly dryRun: boolean
}

type Parts = {
  readonly desk: Desk
  readonly vault: Pick<Vault, 'get'>
  readonly agents: () => VoiceAgents
  readonly link: EngineLink
  readonly journal: Journal
  readonly recordings: Recordings | null
  readonly remember: (live: LiveCall) => void
  readonly ended: (live: LiveCall, how: Ended) => Promise<void>
}

export function createStarting(parts: Parts) {
  const { desk, link, journal } = parts

  const connection = async () => {
    const configuration = desk.configuration()
    const { xai } = configuration.connections
    const key = await keyFor(parts.vault, 'voice')
    if (xai === undefined || key === null || key.reveal() === '') {
      throw new AppError('missing_secret', 'The key "xai" is missing: store the key of the voice service under it.', {
        data: { secret: 'xai' },
      })
    }
    return {
      baseUrl: xai.baseUrl,
      allowedHosts: [...configuration.allowedHosts, ownDoor(xai.baseUrl)],
      key: key.reveal(),
    }
  }

  const place = async (id: string, medium: Call['medium']): Promise<string | null> => {
    if (medium === 'text' || parts.recordings === null) return null
    return parts.recordings.place(id).catch((error: unknown) => {
      desk.log('warn', 'call.no_place', { code: asAppError(error).code })
      return null
    })
  }

  return async (input: StartInput, signal: AbortSignal): Promise<Call> => {
    const { medium, number } = input
    const settings = desk.configuration().voice
    const open = await connection()
    const engine = link.current()
    const agent = await parts.agents().get(input.agentId, signal)
    const id = desk.random.id('c_')
    const caller = input.caller ?? number ?? `Test of ${agent.view.name}`
    const path = await place(id, medium)
    const wished = consentOf(settings, medium)
    // Nobody is told that a call is recorded where there is no place for it.
    const isHomeless = path === null && wished?.response === 'waiting'
    const consent = isHomeless ? null : wished
    const { call } = await desk.record.beginCall(
      {
        id,
        agent: { id: agent.view.id, name: agent.view.name, voice: agent.view.voice },
        caller,
        number,
        medium,
        dryRun: input.dryRun,
        state: 'connecting',
        startedAt: Math.floor(desk.clock.now()),
        liveAt: null,
        endedAt: null,
        end: null,
        recording: isHomeless ? { ...recordingBefore(null), state: 'failed' } : recordingBefore(consent),
        consent,
        knowledge: null,
        outOfSight: [],
        cost: { amount: 0, currency: 'USD' },
      },
      // Calls from one number are one customer's; without one, nobody knows whose.
      {
        externalId: number === null ? `call:${id}` : `tel:${number.replaceAll(/[^\d+]/g, '')}`,
        name: caller,
        email: null,
      },
    )
    const live = createLiveCall(call, settings)
    parts.remember(live)
    if (isHomeless) journal.mark(live, { kind: 'problem', text: 'Not recorded: there is no place for recordings' })
    try {
      const { knowledge, outOfSight, voice } = await engine.open({
        callId: id,
        agent: agent.raw as Json,
        medium,
        connection: open,
        settings,
        recordingPath: path,
        consent: consent?.mode ?? null,
      })
      // The engine counts from here: a thread that had to be begun first is no part of the call.
      const startedAt = Math.floor(desk.clock.now())
      await journal.change(live, { call: { startedAt, knowledge, outOfSight, agent: { ...call.agent, voice } } })
      return live.call
    } catch (thrown) {
      const error = asAppError(thrown)
      await parts.ended(live, { why: 'failed', message: error.message, recording: null, atMs: 0 })
      throw error
    }
  }
}
