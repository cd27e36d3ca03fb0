import { z } from 'zod'

/** What a test or a demonstration gives the voice service to know, to say and to be like. */
export const VoiceScriptSchema = z.object({
  /** Sound is base64 of PCM, 16 bits, 24 kHz. */
  utterances: z.array(z.object({ text: z.string(), audio: z.base64() })).default([]),
  turns: z
    .array(
      z.object({
        hears: z.string(),
        says: z.string().default(''),
        calls: z.array(z.object({ name: z.string(), arguments: z.record(z.string(), z.unknown()) })).default([]),
        /** The response fails with these words, after what it says. */
        fails: z.string().optional(),
      }),
    )
    .default([]),
  /** Which names events of a response and its items go by. */
  names: z.enum(['present', 'older']).default('present'),
  usage: z.enum(['top', 'nested']).default('top'),
  /** What it says first. `updated`: nothing before the first session.update. */
  first: z.enum(['both', 'session', 'conversation', 'updated']).default('both'),
  truncation: z.enum(['answers', 'ignores']).default('answers'),
  /** Between pieces of sound of 100 ms, and how many of them come at once. */
  deltaMs: z.number().min(0).default(5),
  burst: z.number().int().min(1).default(1),
  /** Between pings. */
  pingMs: z.number().min(10).default(15_000),
  /** Where calls of functions are told: by events of their own, twice over, or in the end of the response only. */
  calls: z.enum(['events', 'twice', 'end']).default('events'),
  /** What becomes of words that are to be spoken as they are: an older service does not know them. */
  forced: z.enum(['speaks', 'unknown']).default('speaks'),
  /** Completed transcripts come twice, as older services send them. */
  repeats: z.boolean().default(false),
  /** tones: the same sound on every machine. */
  voice: z.enum(['best', 'tones']).default('best'),
})
export type VoiceScript = z.infer<typeof VoiceScriptSchema>
export type VoiceScriptInput = z.input<typeof VoiceScriptSchema>

/** One event on the newest voice connection, by the clock all processes of a machine share. */
export type VoiceMoment = {
  readonly from: 'client' | 'service'
  readonly type: string
  /** Milliseconds of the monotonic clock of the system. */
  readonly at: number
  /** Of sound that arrived with it. */
  readonly bytes: number
}

/** Counted since the start: what arrived and what left, by event, and what was heard. */
export type VoiceCounters = {
  readonly connections: number
  readonly refused: number
  readonly received: Readonly<Record<string, number>>
  readonly sent: Readonly<Record<string, number>>
  /** The order in which events arrived on the newest connection, sound left out. */
  readonly order: readonly string[]
  readonly heard: readonly string[]
  /** Bytes of sound as they came, newest connection. */
  readonly soundBytes: number
  /** Their SHA-256, so that a sender can compare. */
  readonly soundDigest: string
  readonly outputs: readonly { readonly callId: string; readonly output: string }[]
  readonly truncations: readonly number[]
}
