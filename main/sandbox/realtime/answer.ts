import { randomUUID } from 'node:crypto'
import { innerRate, resample, toBytes } from '#main/sandbox/realtime/sound.ts'
import type { SoundFormat, Voice } from '#main/sandbox/realtime/sound.ts'
import type { VoiceScript } from '#main/sandbox/realtime/script.ts'
import type { Wire } from '#main/sandbox/realtime/wire.ts'

/** One response from its creation to its end: words as sound and text in the recorded order, or calls of functions. */
export type Plan = {
  readonly says: string
  readonly calls: readonly { readonly name: string; readonly arguments: Readonly<Record<string, unknown>> }[]
  /** Why it fails after that; absent: it does not. */
  readonly fails?: string | undefined
}

export type Answer = { readonly id: string; readonly cancel: () => void; readonly ended: Promise<void> }

type Item = Readonly<Record<string, unknown>>

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms)
  })

const pieceSamples = innerRate / 10
const times = { events: 1, twice: 2, end: 0 } as const

export function startAnswer(ports: {
  readonly wire: Wire
  readonly plan: Plan
  readonly voice: Voice
  readonly format: SoundFormat
  readonly script: VoiceScript
  /** Before each piece, on top of the script. */
  readonly delayMs: number
  /** An item of the answer that stays in the conversation. */
  readonly keep: (id: string, item: Item) => void
}): Answer {
  const { wire, plan, voice, format, script, keep } = ports
  const id = randomUUID()
  const state = { cancelled: false }
  const output: Item[] = []
  const place = (item: string) => ({ response_id: id, item_id: item, output_index: output.length, content_index: 0 })
  let tokens = 0
  let seconds = 0

  const speak = async (): Promise<void> => {
    const itemId = randomUUID()
    const item = { id: itemId, object: 'realtime.item', type: 'message', role: 'assistant' }
    keep(itemId, item)
    wire.send('response.output_item.added', {
      response_id: id,
      output_index: 0,
      item: { ...item, status: 'in_progress' },
    })
    wire.send('conversation.item.added', {
      previous_item_id: null,
      item: { ...item, status: 'in_progress', content: [] },
    })
    wire.send('response.content_part.added', { ...place(itemId), part: { type: 'audio', transcript: '' } })
    let waiting: number[] = []
    let inBurst = 0
    let said = ''
    const flush = async (samples: Int16Array): Promise<void> => {
      if (state.cancelled || samples.length === 0) return
      inBurst = (inBurst + 1) % script.burst
      if (inBurst === 0 && script.deltaMs + ports.delayMs > 0)
        await pause(script.deltaMs * script.burst + ports.delayMs)
      if (state.cancelled) return
      const ms = Math.round((samples.length / innerRate) * 1000)
      const delta = toBytes(resample(samples, innerRate, format.rate), format).toString('base64')
      seconds += ms / 1000
      wire.send('response.output_audio.delta', { ...place(itemId), delta, audio_duration_ms: ms })
    }
    let at = 0
    for (const { word, samples } of await voice(plan.says)) {
      if (state.cancelled) break
      said += word
      tokens += 1
      wire.send('response.output_audio_transcript.delta', { ...place(itemId), delta: word, start_time: at / innerRate })
      at += samples.length
      for (const sample of samples) {
        waiting.push(sample)
        if (waiting.length < pieceSamples) continue
        await flush(Int16Array.from(waiting))
        waiting = []
      }
    }
    await flush(Int16Array.from(waiting))
    const done = {
      ...item,
      status: state.cancelled ? 'incomplete' : 'completed',
      content: [{ type: 'audio', transcript: said }],
    }
    keep(itemId, done)
    wire.send('response.output_audio_transcript.done', { ...place(itemId), transcript: said })
    wire.send('response.content_part.done', place(itemId))
    wire.send('response.output_audio.done', place(itemId))
    wire.send('response.output_item.done', { response_id: id, output_index: 0, item: done })
    output.push(done)
  }

  const call = (name: string, given: Readonly<Record<string, unknown>>): void => {
    const itemId = randomUUID()
    const callId = `call_${randomUUID()}`
    const argumentsText = JSON.stringify(given)
    const where = { response_id: id, item_id: itemId, output_index: output.length, call_id: callId }
    const item = { id: itemId, object: 'realtime.item', type: 'function_call', call_id: callId, name }
    const done = { ...item, status: 'completed', arguments: argumentsText }
    keep(itemId, done)
    output.push(done)
    for (let time = 0; time < times[script.calls]; time += 1) {
      wire.send('response.output_item.added', { ...where, item: { ...item, status: 'in_progress', arguments: '' } })
      wire.send('response.function_call_arguments.delta', { ...where, delta: argumentsText })
      wire.send('response.function_call_arguments.done', { ...where, name, arguments: argumentsText })
      wire.send('response.output_item.done', { ...where, item: done })
    }
  }

  const run = async (): Promise<void> => {
    const response = { id, object: 'realtime.response' }
    const unimplemented = 'unimplemented'
    wire.send('response.created', {
      response: { ...response, status_details: unimplemented, status: 'in_progress', output: [], usage: {} },
    })
    if (plan.says !== '') await speak()
    if (!state.cancelled) for (const one of plan.calls) call(one.name, one.arguments)
    const usage = {
      input_tokens: 6,
      output_tokens: tokens,
      total_tokens: tokens + 6,
      output_audio_seconds: seconds,
      billable_audio_seconds: Math.ceil(seconds),
    }
    const failed = plan.fails !== undefined && !state.cancelled
    const status = state.cancelled ? 'cancelled' : failed ? 'failed' : 'completed'
    const details = failed ? { type: 'failed', error: { message: plan.fails } } : unimplemented
    const nested = script.usage === 'nested'
    wire.send('response.done', {
      response_id: id,
      response: { ...response, status, status_details: details, output, usage: nested ? usage : {} },
      ...(nested ? {} : { usage }),
    })
  }

  return {
    id,
    cancel: () => {
      state.cancelled = true
    },
    ended: run(),
  }
}
