import type { VoiceEvent } from '#contract/voice-event.ts'
import type { VoiceCommand, VoiceSession } from '#contract/voice.ts'
import { openRealtime } from '#main/clients/xai/realtime.ts'
import type { Realtime, RealtimePorts } from '#main/clients/xai/realtime-states.ts'
import { AppError } from '#main/kernel/errors.ts'

/**
 * A conversation in writing over the voice socket: one turn at a time, told piece by piece. Its sound is not listened to, and
 * the functions it asks for are answered as not available, so that it goes on in words.
 */
export type TalkEvent =
  | { readonly type: 'delta'; readonly text: string }
  | { readonly type: 'call'; readonly name: string; readonly arguments: string }
  | { readonly type: 'done'; readonly text: string; readonly status: 'completed' | 'cancelled' | 'incomplete' }
  /** A new connection stands where the old one was cut; `resumed` false: nothing of before is known there. */
  | { readonly type: 'seam'; readonly resumed: boolean; readonly turnLost: boolean }

export type Talk = {
  /** Resolves when the agent has finished, or was interrupted. */
  readonly say: (text: string) => Promise<void>
  /** Ends the answer under way. False: there is none. */
  readonly interrupt: () => boolean
  readonly close: () => Promise<void>
}

/** Answers to functions in one turn; an agent that asks on and on is let go. */
const mostRounds = 8
const notHere = JSON.stringify({
  error: { code: 'not_available', message: 'No functions are available in this test.' },
})

type Turn = {
  text: string
  rounds: number
  calls: string[]
  interrupted: boolean
  readonly resolve: () => void
  readonly reject: (error: AppError) => void
}

export function openTalk(ports: RealtimePorts, session: VoiceSession, onEvent: (event: TalkEvent) => void): Talk {
  let turn: Turn | null = null
  let failure: AppError | null = null
  let closed = (): void => {}
  const isClosed = new Promise<void>((resolve) => {
    closed = resolve
  })

  const finish = (status: 'completed' | 'cancelled' | 'incomplete'): void => {
    const ended = turn
    turn = null
    if (ended === null) return
    onEvent({ type: 'done', text: ended.text, status })
    ended.resolve()
  }
  const fail = (error: AppError): void => {
    failure ??= error
    const ended = turn
    turn = null
    ended?.reject(error)
  }
  const answer = (ids: readonly string[]): void => {
    for (const id of ids)
      line.send({
        type: 'conversation.item.create',
        item: { type: 'function_call_output', call_id: id, output: notHere },
      })
    line.send({ type: 'response.create' })
  }

  const hear = (event: VoiceEvent): void => {
    if (event.type === 'error' && turn !== null) {
      // A cancel may come too late for what it cancels.
      if (!turn.interrupted) fail(new AppError('remote_failed', event.message, { data: { code: event.code } }))
      return
    }
    if (turn === null) return
    switch (event.type) {
      case 'response.output_text.delta':
      case 'response.output_audio_transcript.delta':
        if (turn.interrupted) return
        turn.text += event.text
        onEvent({ type: 'delta', text: event.text })
        return
      case 'response.function_call_arguments.done':
        turn.calls.push(event.call.callId)
        onEvent({ type: 'call', name: event.call.name, arguments: event.call.arguments })
        return
      case 'response.done': {
        if (event.status === 'failed')
          return fail(new AppError('remote_failed', event.problem ?? 'The agent could not answer.'))
        if (turn.interrupted || event.status === 'cancelled') return finish('cancelled')
        const asked = turn.calls
        turn.calls = []
        if (asked.length === 0) return finish(event.status)
        turn.rounds += 1
        return turn.rounds > mostRounds ? finish('incomplete') : answer(asked)
      }
      default:
    }
  }

  const line: Realtime = openRealtime(ports, { model: null, session }, (notice) => {
    if (notice.kind === 'event') hear(notice.event)
    if (notice.kind === 'seam') {
      onEvent({ type: 'seam', resumed: notice.resumed, turnLost: turn !== null })
      if (turn !== null) fail(new AppError('remote_failed', 'The connection was cut in the middle of an answer.'))
    }
    if (notice.kind === 'state' && notice.state.kind === 'closed') {
      fail(notice.state.error ?? new AppError('remote_failed', 'The service has ended the conversation.'))
      closed()
    }
  })
  const send = (command: VoiceCommand): void => {
    if (line.send(command) === 'refused') throw failure ?? new AppError('unreachable', 'The conversation is over.')
  }

  return {
    say: (text) =>
      new Promise((resolve, reject) => {
        if (failure !== null) return reject(failure)
        turn = { text: '', rounds: 0, calls: [], interrupted: false, resolve, reject }
        send({
          type: 'conversation.item.create',
          item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
        })
        send({ type: 'response.create' })
      }),
    interrupt: () => {
      if (turn === null) return false
      if (!turn.interrupted) line.send({ type: 'response.cancel' })
      turn.interrupted = true
      return true
    },
    close: async () => {
      line.close()
      await isClosed
    },
  }
}
