import type { VoiceEvent } from '#contract/voice-event.ts'
import type { VoiceCommand } from '#contract/voice.ts'
import type { Answers } from '#main/services/voice/answers.ts'

/**
 * Words the agent's voice speaks as they stand, one after the other and never into a response that runs. A service that refuses
 * to is asked once for a response that says exactly that. Each of them is told exactly once: heard to its end, or cut off.
 */
export type Saying = {
  readonly say: (words: Words) => void
  readonly observe: (event: VoiceEvent) => void
  /** The tag of an item, where it is one of these. */
  readonly tagOf: (itemId: string) => string | null
  readonly heard: (itemId: string, heardMs: number, whole: boolean) => void
  /** The connection is gone: what it was speaking is not heard to its end. */
  readonly lost: () => void
  /** Everything that waits is given up. */
  readonly drop: () => void
  /** What is spoken at this moment must be listened to. */
  readonly mustListen: () => boolean
  readonly tick: () => void
}

export type Words = { readonly text: string; readonly tag: string; readonly interruptible: boolean }

type Spoken = Words & {
  readonly eventId: string
  readonly askedAt: number
  readonly fallback: boolean
  responseId: string | null
  itemId: string | null
}

const patienceMs = 8000
/** Where a service does not say what it answers: what it would say of an item it does not know. */
const aboutWords = /force_message|item\.create|item\.type|invalid_event/i

export function createSaying(ports: {
  readonly now: () => number
  readonly answers: Pick<Answers, 'speak' | 'ask' | 'isRunning' | 'unspoken'>
  /** The line stands, and nobody is speaking. */
  readonly mayBegin: () => boolean
  /** Without sound, words are heard when they are there. */
  readonly silent: boolean
  /** Sound of this item waits to be heard, or is; its end will be told. */
  readonly isPlaying: (itemId: string) => boolean
  readonly spoken: (tag: string, itemId: string, heardMs: number, whole: boolean) => void
  readonly problem: (code: string, message: string) => void
}): Saying {
  const { now, answers, silent } = ports
  let waiting: Words[] = []
  let current: Spoken | null = null
  const tags = new Map<string, string>()
  let count = 0

  const next = (): void => {
    const [words] = waiting
    if (current !== null || words === undefined || !ports.mayBegin()) return
    count += 1
    const eventId = `say_${count}`
    const command: VoiceCommand = {
      type: 'conversation.item.create',
      event_id: eventId,
      item: {
        type: 'force_message',
        role: 'assistant',
        interruptible: words.interruptible,
        content: [{ type: 'output_text', text: words.text }],
      },
    }
    if (!answers.speak(command)) return
    waiting = waiting.slice(1)
    current = { ...words, eventId, askedAt: now(), fallback: false, responseId: null, itemId: null }
  }

  const end = (heardMs: number, whole: boolean): void => {
    const spoken = current
    if (spoken === null) return
    current = null
    ports.spoken(spoken.tag, spoken.itemId ?? '', heardMs, whole)
    next()
  }

  const refuse = (spoken: Spoken, message: string): void => {
    answers.unspoken()
    if (spoken.fallback) {
      ports.problem('not_spoken', `The service does not speak given words: ${message}`)
      return end(0, false)
    }
    current = { ...spoken, fallback: true, askedAt: now(), responseId: null }
    answers.ask({ instructions: `Say exactly the following words and nothing else: ${spoken.text}` })
  }

  const place = (responseId: string, itemId: string): void => {
    if (current === null || current.itemId !== null || itemId === '') return
    if (current.responseId === null || current.responseId !== responseId) return
    current.itemId = itemId
    tags.set(itemId, current.tag)
  }

  const observe = (event: VoiceEvent): void => {
    const spoken = current
    if (spoken === null) return next()
    switch (event.type) {
      case 'response.created':
        spoken.responseId ??= event.responseId
        return
      case 'response.output_item.added':
        return event.item.kind === 'message' ? place(event.responseId, event.item.id) : undefined
      case 'response.output_audio.delta':
      case 'response.output_audio_transcript.delta':
      case 'response.output_text.delta':
        return place(event.responseId, event.itemId)
      case 'response.done':
        if (spoken.responseId === null || (event.responseId !== '' && event.responseId !== spoken.responseId)) return
        if (silent) return end(0, event.status === 'completed' && spoken.itemId !== null)
        // Nobody else would ever end words of which no sound came.
        return spoken.itemId !== null && ports.isPlaying(spoken.itemId) ? undefined : end(0, false)
      case 'error': {
        const told = `${event.kind} ${event.code} ${event.message}`
        const mine = event.about === null ? aboutWords.test(told) : event.about === spoken.eventId
        if (mine && spoken.responseId === null) refuse(spoken, event.message)
        return
      }
      default:
        return
    }
  }

  return {
    say: (words) => {
      waiting.push(words)
      next()
    },
    observe,
    tagOf: (itemId) => tags.get(itemId) ?? null,
    heard: (itemId, heardMs, whole) => {
      if (current?.itemId === itemId) end(heardMs, whole)
    },
    lost: () => end(0, false),
    drop: () => {
      const dropped = waiting
      waiting = []
      end(0, false)
      for (const words of dropped) ports.spoken(words.tag, '', 0, false)
    },
    mustListen: () => current !== null && !current.interruptible,
    tick: () => {
      if (current === null) return next()
      if (current.responseId === null && now() - current.askedAt >= patienceMs)
        refuse(current, 'it did not begin in time.')
    },
  }
}
