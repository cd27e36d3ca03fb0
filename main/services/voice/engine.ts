import { createFeed, follow } from '#main/kernel/feed.ts'
import { AppError } from '#main/kernel/errors.ts'
import { openCall, type VoiceCall } from '#main/services/voice/call.ts'
import type { CallPorts } from '#main/services/voice/call-ports.ts'
import { testDevices } from '#main/services/voice/device-test.ts'
import { type EngineEvent, engineContract } from '#main/services/voice/engine-contract.ts'
import type { Handlers } from '#rpc/serve.ts'

/**
 * The voice engine: the calls that are under way and the devices they share. It answers the engine contract on whatever thread it
 * is put; events are kept in their order and none of them is left out.
 */
export type Engine = {
  readonly handlers: Handlers<typeof engineContract>
  /** Ends every call; their recordings are finished when it resolves. */
  readonly close: () => Promise<void>
}

const levelEveryMs = 40

export function createEngine(ports: CallPorts): Engine {
  const { clock } = ports
  const calls = new Map<string, VoiceCall>()
  const events = createFeed<EngineEvent>()
  /** Calls whose caller hears nothing of being recorded. */
  const untold = new Set<string>()

  /** The call that has the microphone and the loudspeaker. */
  let holder: string | null = null
  const refuseSecond = (): void => {
    if (holder !== null) throw new AppError('busy', 'Another call has the microphone. End that one first.')
  }

  const publish = (event: EngineEvent): void => {
    if (event.type === 'ended') {
      calls.delete(event.callId)
      untold.delete(event.callId)
    }
    if (event.type === 'ended' && event.callId === holder) holder = null
    events.publish(event)
  }
  const find = (callId: string): VoiceCall => {
    const call = calls.get(callId)
    if (call === undefined) throw new AppError('not_found', 'This call is not under way.')
    return call
  }
  const on =
    <Input extends { readonly callId: string }>(act: (call: VoiceCall, input: Input) => void) =>
    async (input: Input): Promise<Record<string, never>> => {
      act(find(input.callId), input)
      return {}
    }

  async function* followLevels(callId: string, signal: AbortSignal) {
    for (let shown = ''; !signal.aborted;) {
      const call = calls.get(callId)
      if (call === undefined) return
      const levels = call.levels()
      const text = JSON.stringify(levels)
      if (text !== shown) {
        shown = text
        yield levels
      }
      await clock.sleep(levelEveryMs, signal).catch(() => undefined)
    }
  }

  return {
    handlers: {
      open: async (input) => {
        if (calls.has(input.callId)) throw new AppError('conflict', 'This call is under way already.')
        if (input.medium === 'voice') refuseSecond()
        const call = openCall(ports, input, publish)
        calls.set(input.callId, call)
        if (input.consent === null || input.consent === 'none') untold.add(input.callId)
        if (input.medium === 'voice') holder = input.callId
        return call.opened
      },
      close: async ({ callId }) => {
        await calls.get(callId)?.close()
        return {}
      },
      press: on((call, { repeat }: { callId: string; repeat: boolean }) => call.press(repeat)),
      release: on((call) => call.release()),
      loseKey: on((call, { why }: { callId: string; why: Parameters<VoiceCall['loseKey']>[0] }) => call.loseKey(why)),
      setTurns: on((call, { turns }: { callId: string; turns: 'held' | 'hands_free' }) => call.setTurns(turns)),
      setMuted: on((call, { muted }: { callId: string; muted: boolean }) => call.setMuted(muted)),
      setInterruptible: on((call, input: { callId: string; interruptible: boolean }) =>
        call.setInterruptible(input.interruptible),
      ),
      interrupt: on((call) => call.interrupt()),
      type: on((call, { text }: { callId: string; text: string }) => call.type(text)),
      say: on((call, input: { callId: string; text: string; tag: string; interruptible: boolean }) => call.say(input)),
      answerTool: on((call, input: { callId: string; functionCallId: string; output: string }) =>
        call.answerTool(input.functionCallId, input.output),
      ),
      setTaken: on((call, { taken }: { callId: string; taken: boolean }) => call.setTaken(taken)),
      record: on((call, { callId, state }: { callId: string; state: 'on' | 'paused' | 'off' }) => {
        if (state === 'on' && untold.has(callId))
          throw new AppError('blocked', 'The caller hears nothing of being recorded.')
        call.record(state)
      }),
      devices: async () => {
        const { devices, note } = await ports.devices.list()
        return { devices: [...devices], note }
      },
      useDevices: async (next) => {
        for (const call of calls.values()) call.useDevices(next)
        return {}
      },
      testDevices: ({ seconds, playBack, sound, ...wishes }, { signal }) => {
        refuseSecond()
        return testDevices(ports, wishes, { seconds, playBack, sound }, signal)
      },
      levels: ({ callId }, { signal }) => followLevels(callId, signal),
      events: (_input, { signal }) => follow(events, signal),
    },
    close: async () => {
      await Promise.all([...calls.values()].map((call) => call.close()))
    },
  }
}
