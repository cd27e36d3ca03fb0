import { z } from 'zod'
import { ConsentModeSchema, TurnsSchema } from '#contract/call.ts'
import { VoiceFormatSchema, defaultVoiceFormat } from '#contract/voice.ts'

/** How calls are held: part of the one document that configures a desk. */
const DeviceChoiceSchema = z
  .object({ backend: z.enum(['pulse', 'native', 'page', 'file', 'pacat']), id: z.string().max(500) })
  /** Null: the default of the system, also when it changes. */
  .nullable()
  .default(null)

const text = (most: number) => z.string().min(1).max(most)

export const VoiceSettingsSchema = z
  .object({
    /** Null: the service chooses. */
    model: z.string().min(1).max(200).nullable().default(null),
    /** key: the API key in a header. ephemeral: a secret of five minutes for each connection. */
    authentication: z.enum(['key', 'ephemeral']).default('key'),
    format: VoiceFormatSchema.default(defaultVoiceFormat),
    language: z.string().max(20).nullable().default(null),
    turns: TurnsSchema.default('held'),
    /** Sent on after the key was let go. */
    tailMs: z.number().int().min(0).max(500).default(200),
    /** hold: as long as it is down. toggle: press to begin, press to end. */
    talkKey: z.enum(['hold', 'toggle']).default('hold'),
    /** A key that works in every window, where the host has one: press to begin, press to end. Null: none. */
    globalKey: z.string().max(60).nullable().default(null),
    interruptible: z.boolean().default(true),
    input: DeviceChoiceSchema,
    output: DeviceChoiceSchema,
    processing: z
      .object({
        echoCancellation: z.boolean().default(true),
        noiseSuppression: z.boolean().default(true),
        gain: z.boolean().default(true),
      })
      .prefault({}),
    /** Null: nobody has chosen yet, and nothing is recorded. */
    consent: ConsentModeSchema.nullable().default(null),
    disclosure: z
      .object({
        announce: text(1000).default('This call is recorded. You are speaking with an AI assistant.'),
        ask: text(1000).default('You are speaking with an AI assistant. May we record this call?'),
      })
      .prefault({}),
    hold: z
      .object({
        limitSeconds: z.number().int().min(5).max(600).default(60),
        line: text(500).default('One moment please, I am getting that confirmed by a colleague.'),
        /** In place of it, by tool. */
        lines: z.record(z.string(), text(500)).default({}),
        repeatSeconds: z.number().int().min(5).max(120).default(20),
        mostLines: z.number().int().min(0).max(2).default(2),
        callBack: text(500).default('I am sorry, this takes longer than I hoped. We will call you back about it.'),
      })
      .prefault({}),
    /** Warned from 80 % of it on. */
    sessionMinutes: z.number().min(1).max(240).default(120),
    /** In US dollars; what the service charges changes, so it can be edited. */
    prices: z
      .object({ sessionMinute: z.number().min(0).default(0.05), textItem: z.number().min(0).default(0.004) })
      .prefault({}),
    /** With whose voice, and how fast, a reply is read aloud. */
    readAloud: z
      .object({ voice: z.string().min(1).max(200).default('eve'), speed: z.number().min(0.7).max(1.5).default(1) })
      .prefault({}),
    /** Re-encoded to Opus in the background when a call has ended. */
    opus: z.boolean().default(false),
  })
  .strict()
export type VoiceSettings = z.infer<typeof VoiceSettingsSchema>
