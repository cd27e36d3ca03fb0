import type { Call } from '#contract/call.ts'
import type { VoiceSettings } from '#contract/call-settings.ts'
import { callerGone } from '#main/domain/call.ts'
import { cutLine } from '#main/domain/voice/cut-line.ts'
import type { VoiceAgents } from '#main/clients/xai/agents.ts'
import { createFeed } from '#main/kernel/feed.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import type { Vault } from '#main/kernel/ports.ts'
import { createRedacting } from '#main/services/annotations/redacting.ts'
import { createConsenting } from '#main/services/calls/consent.ts'
import { createEnding, hasOpen, type Ended } from '#main/services/calls/ending.ts'
import { createEngineLink } from '#main/services/calls/engine-link.ts'
import { createHearing } from '#main/services/calls/hearing.ts'
import { createHolding } from '#main/services/calls/holding.ts'
import { createJournal, type CallHappened } from '#main/services/calls/journal.ts'
import type { LiveCall } from '#main/services/calls/live-call.ts'
import type { Lookups } from '#main/services/calls/lookups.ts'
import { endWords } from '#main/services/calls/mark-words.ts'
import { createRecordingsOfCalls, type Sound } from '#main/services/calls/recordings-of-calls.ts'
import { createStarting } from '#main/services/calls/starting.ts'
import { createToolGate } from '#main/services/calls/tool-gate.ts'
import type { Desk } from '#main/services/desk.ts'
import type { Recorded } from '#main/services/record.ts'
import type { VoicePorts } from '#main/services/service-ports.ts'

/** The calls of this desk: those under way, and what has to be done about those that were. */
export type CallsOfDesk = ReturnType<typeof createCallsOfDesk>

type Parts = {
  readonly desk: Desk
  readonly vault: Vault
  readonly voice: VoicePorts | null
  readonly lookups: Lookups
  readonly agents: () => VoiceAgents
}

const endPatienceMs = 10_000

export function createCallsOfDesk({ desk, vault, voice, lookups, agents }: Parts) {
  const live = new Map<string, LiveCall>()
  /** Conversations of calls that are over, of which something still waits. */
  const left = new Set<number>()
  const happened = createFeed<CallHappened>()

  const link = createEngineLink({
    voice,
    log: desk.log,
    heard: (event) => {
      const call = live.get(event.callId)
      if (event.type === 'ended' && call?.isOver !== false) keepLate(event, call)
      else if (call !== undefined) hear(call, event)
    },
    lost: () => {
      for (const call of live.values()) void endWithout(call, 'The voice engine stopped.')
    },
  })
  const journal = createJournal(desk, lookups, happened)
  const holding = createHolding(desk, journal, link)
  /** What came too late to be heard waits like what was left behind. */
  const late = async (call: LiveCall): Promise<void> => {
    await call.over.promise
    await gate.noteOpen(call.conversationId, callerGone)
    if (!(await hasOpen(desk, call.conversationId))) return
    left.add(call.conversationId)
    await desk.record.keepCall(call.id, { conversation: { state: 'open' } })
    await closeWhenDone(call.conversationId)
  }
  const gate = createToolGate({ desk, journal, link, holding, lookups, late })
  const consenting = createConsenting(desk, journal, link)
  const recordings = createRecordingsOfCalls(desk, voice?.recordings ?? null)
  const stopping = new AbortController()
  const redacting = createRedacting(desk, recordings, stopping.signal)
  const finish = createEnding({
    desk,
    journal,
    holding,
    gate,
    lookups,
    recordings,
    forget: (call) => void live.delete(call.id),
    leaveOpen: (conversationId) => void left.add(conversationId),
  })
  const hear = createHearing({ desk, journal, gate, consenting, ended: finish })
  const start = createStarting({
    desk,
    vault,
    agents,
    link,
    journal,
    recordings: voice?.recordings ?? null,
    remember: (call) => {
      live.set(call.id, call)
      happened.publish({ callId: call.id, event: { type: 'call', call: call.call } })
    },
    ended: finish,
  })

  /** The engine does not say how it went: what reached the disk is put right here, unless it still writes there. */
  const endWithout = async (call: LiveCall, message: string): Promise<void> => {
    const found = link.isRunning() ? null : await voice?.recordings.repair(call.id).catch(() => null)
    const atMs = desk.clock.now() - call.call.startedAt
    const recording = found === null || found === undefined ? null : { ...found, repaired: true }
    await finish(call, { why: 'failed', message, recording, atMs })
  }
  const keepSound = async (call: Call, sound: Sound): Promise<void> => {
    if (call.state !== 'ended' || (await desk.store.calls.recording(call.id)) !== null) return
    const kept = await desk.record.keepCall(call.id, { call: { recording: sound.recording }, recording: sound.kept })
    happened.publish({ callId: call.id, event: { type: 'call', call: kept.call } })
    recordings.follow(call.id)
  }
  /** The recording of a call that could not be waited for any longer. */
  const keepLate = ({ callId, recording }: Ended & { readonly callId: string }, call: LiveCall | undefined): void => {
    const keep = async (): Promise<void> => {
      await call?.over.promise
      const ended = await desk.store.calls.get(callId)
      if (recording !== null) await keepSound(ended, recordings.finished(ended, recording))
    }
    keep().catch((error: unknown) => desk.log('warn', 'call.recording_not_kept', { error }))
  }
  /** Of a call that was over, whose recording could not be finished then. */
  const mend = async (id: string): Promise<void> => {
    const call = await desk.store.calls.get(id).catch(() => null)
    const sound = call === null ? null : await recordings.repair(call)
    if (call !== null && sound !== null) await keepSound(call, sound)
  }

  const liveCall = (id: string): LiveCall => {
    const found = live.get(id)
    if (found === undefined) throw new AppError('conflict', 'This call is over.')
    return found
  }

  const end = async (id: string): Promise<Call> => {
    const call = live.get(id)
    if (call === undefined) return desk.store.calls.get(id)
    const given = new AbortController()
    try {
      await link.current().close({ callId: id })
      await Promise.race([call.over.promise, desk.clock.sleep(endPatienceMs, given.signal)])
    } catch (thrown) {
      desk.log('warn', 'call.not_closed', { code: asAppError(thrown).code })
    } finally {
      given.abort()
    }
    if (live.has(id)) await endWithout(call, '')
    return call.call
  }

  /** Of calls a stop cut off. Before anything else begins: nobody on their lines waits any more. */
  const recover = async (): Promise<void> => {
    for (const { call, touchedAt } of await desk.store.calls.open()) {
      const sound = await recordings.repair(call)
      await gate.noteOpen(call.conversationId, callerGone)
      const isOpen = call.open > 0
      const lines = call.medium === 'voice' ? await desk.store.calls.lines(call.id) : []
      const cut = lines.map((line) => cutLine(line, touchedAt - call.startedAt))
      await desk.record.keepCall(call.id, {
        lines: cut.filter((line, index) => line !== lines[index]),
        call: {
          state: 'ended',
          endedAt: touchedAt,
          end: { why: 'desk_stopped', message: endWords.desk_stopped },
          recording: sound?.recording ?? recordings.without(call.recording),
        },
        conversation: { waitingSince: null, ...(isOpen ? {} : { state: 'closed' as const }) },
        ...(sound === null ? {} : { recording: sound.kept }),
      })
      if (sound !== null) recordings.follow(call.id)
    }
    // What waits since an earlier start waits on; what was decided just before a stop is over.
    for (const { conversationId } of await desk.store.calls.leftOpen()) {
      left.add(conversationId)
      await closeWhenDone(conversationId)
    }
    for (const id of await recordings.unfinished()) await mend(id)
    void redacting.finish()
  }

  const closeWhenDone = async (conversationId: number): Promise<void> => {
    const call = await desk.store.calls.ofConversation(conversationId)
    if (call === null || call.open > 0 || !left.delete(conversationId)) return
    await desk.record.keepCall(call.id, { conversation: { state: 'closed' } })
  }

  /** Everything that is recorded comes past here. */
  const follow = (recorded: Recorded): void => {
    if (recorded.type !== 'proposal') return
    const { proposal } = recorded
    const isBackground = left.has(proposal.conversationId)
    if (isBackground)
      void closeWhenDone(proposal.conversationId).catch((error: unknown) =>
        desk.log('warn', 'call.not_closed', { error }),
      )
    for (const call of live.values()) if (call.conversationId === proposal.conversationId) holding.look(call, proposal)
  }

  return {
    happened,
    journal,
    link,
    gate,
    holding,
    consenting,
    recordings,
    redacting,
    lookups,
    live: (): readonly LiveCall[] => [...live.values()],
    find: (id: string): LiveCall | null => live.get(id) ?? null,
    liveCall,
    start,
    end,
    recover,
    follow,
    /** For calls under way; those to come are opened with them. */
    useDevices: async ({ input, output, processing }: VoiceSettings): Promise<void> => {
      if (link.isRunning()) await link.current().useDevices({ input, output, processing })
    },
    stop: async () => {
      await Promise.all([...live.keys()].map((id) => end(id)))
      link.stop()
      stopping.abort()
      await recordings.stop()
      await redacting.finish()
    },
  }
}
