import { z } from 'zod'
import { command, query } from '#contract/procedure.ts'

/**
 * A reply read aloud, and a reply dictated. Sound is base64, whole, of a kind a browser plays. Nothing of it leaves this machine
 * but to the service of the voice key.
 */
export const VoiceIdSchema = z.string().min(1).max(200)

export const SpeakerSchema = z.object({
  /** Lower case; what is sent. */
  id: VoiceIdSchema,
  name: z.string(),
  /** As the service says it; null: any. */
  language: z.string().nullable(),
})
export type Speaker = z.infer<typeof SpeakerSchema>

export const SpokenSchema = z.object({
  type: z.string(),
  data: z.base64(),
  /** What was said, which is the text without its markup and addresses. */
  words: z.string(),
  voice: VoiceIdSchema,
  /** speech: made for it. call: by the line of calls, in its place. kept: heard before. */
  by: z.enum(['speech', 'call', 'kept']),
})
export type Spoken = z.infer<typeof SpokenSchema>

export const DictatedSchema = z.object({
  text: z.string(),
  /** As the service heard it; null: it does not say. */
  language: z.string().nullable(),
  seconds: z.number().nullable(),
})
export type Dictated = z.infer<typeof DictatedSchema>

export const mostSpokenCharacters = 5000
/** Base64 of a minute and a half at 16 kHz; what is longer is said in two goes. */
export const mostDictatedCharacters = 3_900_000

export const speech = {
  /** `known`: the five every desk knows, because the service could not be asked. */
  voices: query(z.object({}), z.object({ voices: z.array(SpeakerSchema), source: z.enum(['service', 'known']) })),
  /**
   * Throws what the service said where it cannot be had at all, with `data.words` for the system's own voice; a screen that uses
   * that has to say so.
   */
  speak: command(
    z.object({
      text: z.string().min(1).max(mostSpokenCharacters),
      /** Absent: as the configuration says. */
      voice: VoiceIdSchema.optional(),
      speed: z.number().min(0.7).max(1.5).optional(),
    }),
    SpokenSchema,
  ),
  /** The text of a recording: WAV, or what a browser records. */
  dictate: command(
    z.object({
      type: z.enum(['audio/wav', 'audio/ogg', 'audio/mp4', 'audio/mpeg']),
      data: z.base64().max(mostDictatedCharacters),
      language: z.string().max(20).nullable().default(null),
    }),
    DictatedSchema,
  ),
} as const
