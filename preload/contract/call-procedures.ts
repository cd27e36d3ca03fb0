import { z } from 'zod'
import {
  CallEventSchema,
  CallNowSchema,
  CallSchema,
  CallViewSchema,
  DeviceSchema,
  LevelSchema,
  LevelsSchema,
  TurnsSchema,
  VoiceAgentSchema,
} from '#contract/call.ts'
import { command, feed, query } from '#contract/procedure.ts'

const Nothing = z.object({})
const OfCall = z.object({ id: z.string() })
const Words = z.string().min(1).max(4000)

/** Calls, as windows and the command line ask for them. */
export const calls = {
  /** Live ones first, then by time, newest first. */
  list: query(
    z.object({ cursor: z.string().max(200).nullable(), limit: z.number().int().min(1).max(200) }),
    z.object({ items: z.array(CallSchema), next: z.string().nullable() }),
  ),
  /** What changes in the list: whole rows, with what is under way. */
  watchList: feed(
    Nothing,
    z.discriminatedUnion('type', [
      z.object({
        type: z.literal('snapshot'),
        live: z.array(z.object({ call: CallSchema, now: CallNowSchema.nullable() })),
      }),
      z.object({ type: z.literal('call'), call: CallSchema, now: CallNowSchema.nullable() }),
    ]),
  ),
  get: query(OfCall, CallViewSchema),
  watch: feed(OfCall, CallEventSchema),
  /** At most 25 times a second, the latest only. */
  levels: feed(OfCall, LevelsSchema),
  /** Voice agents stored at the service. */
  agents: query(Nothing, z.object({ agents: z.array(VoiceAgentSchema) })),
  start: command(
    z.object({
      agentId: z.string().min(1).max(200),
      caller: z.string().min(1).max(200).nullable(),
      number: z.string().max(40).nullable(),
      medium: z.enum(['voice', 'text']),
      dryRun: z.boolean(),
    }),
    CallSchema,
  ),
  end: command(OfCall, CallSchema),

  /** The talk key. `repeat`: sent again by a keyboard that is held down. */
  press: command(z.object({ id: z.string(), repeat: z.boolean() }), Nothing),
  release: command(OfCall, Nothing),
  /** The key can have come up without anybody hearing of it. */
  loseKey: command(
    z.object({ id: z.string(), why: z.enum(['blur', 'hidden', 'menu', 'dialog', 'lock_screen', 'suspend']) }),
    Nothing,
  ),
  setTurns: command(z.object({ id: z.string(), turns: TurnsSchema }), Nothing),
  setMuted: command(z.object({ id: z.string(), muted: z.boolean() }), Nothing),
  setInterruptible: command(z.object({ id: z.string(), interruptible: z.boolean() }), Nothing),
  /** Silence for what is being said, as if the talk key had been pressed. */
  interrupt: command(OfCall, Nothing),
  /** Typed in place of speech. */
  type: command(z.object({ id: z.string(), text: Words }), Nothing),
  /** Spoken to the caller in these words, while a proposal waits or not. */
  tellCaller: command(z.object({ id: z.string(), text: Words }), Nothing),
  /** Apologises, says that somebody calls back, and answers the waiting calls of tools as not decided. */
  callBack: command(OfCall, Nothing),
  /** A person speaks to the caller, the agent is silent, until it is handed back. */
  take: command(OfCall, Nothing),
  handBack: command(OfCall, Nothing),
  /** Reads of this call need no signature any more, or do again. */
  allowLookups: command(z.object({ id: z.string(), allowed: z.boolean() }), Nothing),

  /** What the caller answered when they were asked about recording. */
  noteConsent: command(z.object({ id: z.string(), agreed: z.boolean() }), CallSchema),
  pauseRecording: command(z.object({ id: z.string(), paused: z.boolean() }), CallSchema),
  bookmark: command(z.object({ id: z.string(), text: z.string().max(500) }), Nothing),

  /** `note`: which backend was tried and did not pass its test, in words. */
  devices: query(Nothing, z.object({ devices: z.array(DeviceSchema), note: z.string().nullable() })),
  useDevice: command(
    z.object({
      kind: z.enum(['input', 'output']),
      /** Null: follow the default of the system. */
      device: z.object({ backend: DeviceSchema.shape.backend, id: z.string().max(500) }).nullable(),
    }),
    Nothing,
  ),
  /**
   * Listens for some seconds, with levels as it goes, and plays back what it heard where that is wanted. `sound`: hands it over
   * as well, 16 bits at 24 kHz, so that somebody can dictate where no window may hear.
   */
  testDevices: feed(
    z.object({
      seconds: z.number().min(1).max(90),
      playBack: z.boolean().default(true),
      sound: z.boolean().default(false),
    }),
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('level'), level: LevelSchema }),
      z.object({ type: z.literal('sound'), data: z.base64() }),
      z.object({ type: z.literal('playing') }),
      z.object({ type: z.literal('done'), heard: z.boolean(), note: z.string() }),
    ]),
  ),

  /** Stereo WAV, caller left, agent right, in pieces: base64 of at most 256 KiB from `offset`. */
  audio: query(
    z.object({ id: z.string(), offset: z.number().int().min(0) }),
    z.object({ bytes: z.number().int(), data: z.base64(), type: z.enum(['audio/wav', 'audio/ogg']) }),
  ),
  /** Lowest and highest of each 20 ms, -128 to 127, both channels in turn: base64 of bytes. */
  peaks: query(OfCall, z.object({ perSecond: z.literal(50), data: z.base64() })),
  /** Exact times of words, by sending the recording to the service's speech to text. */
  exactTimes: command(OfCall, CallViewSchema),
  removeRecording: command(OfCall, CallSchema),
} as const
