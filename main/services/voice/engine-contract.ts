import { z } from 'zod'
import {
  CallNowSchema,
  ConsentModeSchema,
  DeviceSchema,
  KnowledgeSchema,
  LevelSchema,
  LevelsSchema,
  TalkNoticeSchema,
  TurnLatencySchema,
  TurnsSchema,
  WordSchema,
} from '#contract/call.ts'
import { VoiceSettingsSchema } from '#contract/call-settings.ts'
import { command, feed, query, sensitive } from '#contract/procedure.ts'
import { JsonSchema } from '#contract/tool.ts'
import type { Client } from '#rpc/connect.ts'

/**
 * What the main thread asks of the voice engine, and what it hears of it. The engine holds the socket, the devices, the state of
 * talking, the recording and the order of responses; it knows nothing of proposals, the database or a screen. Every event names its
 * call; `atMs` counts from the moment the call was opened.
 */
const Nothing = z.object({})
const OfCall = z.object({ callId: z.string() })
const Ms = z.number().min(0)

/** Of a call, what the engine alone knows. */
export const EngineNowSchema = CallNowSchema.pick({
  line: true,
  turns: true,
  talk: true,
  globalKey: true,
  agentSpeaking: true,
  thinking: true,
  muted: true,
  interruptible: true,
  input: true,
  output: true,
  deviceNote: true,
  pace: true,
  dropped: true,
  underruns: true,
  timeLeftMs: true,
  latency: true,
})
export type EngineNow = z.infer<typeof EngineNowSchema>

/** A line as the engine hears it. `tag`: what was given to `say`; null for anything else. */
export const EngineLineSchema = z.object({
  itemId: z.string(),
  /** Of the line it stands behind, where the service said so. */
  afterItemId: z.string().nullable(),
  lane: z.enum(['caller', 'agent']),
  state: z.enum(['partial', 'final', 'interrupted']),
  heard: z.string(),
  unheard: z.string(),
  startMs: Ms,
  endMs: Ms,
  words: z.array(WordSchema),
  tag: z.string().nullable(),
  typed: z.boolean(),
})
export type EngineLine = z.infer<typeof EngineLineSchema>

export const EngineEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('now'), callId: z.string(), now: EngineNowSchema }),
  z.object({ type: z.literal('line'), callId: z.string(), line: EngineLineSchema }),
  /** The model asks for a tool. Once for each call id. */
  z.object({
    type: z.literal('tool'),
    callId: z.string(),
    atMs: Ms,
    functionCallId: z.string(),
    name: z.string(),
    arguments: z.string(),
  }),
  /** What was to be said in these words has been heard, or was cut off. */
  z.object({
    type: z.literal('spoken'),
    callId: z.string(),
    atMs: Ms,
    tag: z.string(),
    itemId: z.string(),
    heardMs: Ms,
    whole: z.boolean(),
  }),
  /** Somebody spoke over the agent: how long it took from the press or the speech to silence. */
  z.object({
    type: z.literal('barge_in'),
    callId: z.string(),
    atMs: Ms,
    itemId: z.string(),
    /** Until an ear heard nothing more. Not confirmed: the loudspeaker did not say so; nobody knows how much longer it went on. */
    stoppedInMs: Ms,
    confirmed: z.boolean(),
    heardMs: Ms,
    by: z.enum(['press', 'speech', 'operator']),
  }),
  z.object({ type: z.literal('notice'), callId: z.string(), atMs: Ms, notice: TalkNoticeSchema }),
  z.object({
    type: z.literal('seam'),
    callId: z.string(),
    atMs: Ms,
    resumed: z.boolean(),
    awayMs: Ms,
    turnLost: z.boolean(),
  }),
  z.object({ type: z.literal('device'), callId: z.string(), atMs: Ms, text: z.string() }),
  z.object({ type: z.literal('latency'), callId: z.string(), atMs: Ms, turn: TurnLatencySchema }),
  z.object({
    type: z.literal('usage'),
    callId: z.string(),
    /** Of the call so far. */
    sessionMs: Ms,
    sentMs: Ms,
    playedMs: Ms,
    textItems: z.number().int(),
    tokens: z.number().int(),
  }),
  z.object({
    type: z.literal('recording'),
    callId: z.string(),
    atMs: Ms,
    state: z.enum(['recording', 'paused', 'disk_low', 'failed', 'off']),
    durationMs: Ms,
    message: z.string(),
  }),
  /** Something that was not understood; the call goes on. */
  z.object({ type: z.literal('problem'), callId: z.string(), atMs: Ms, code: z.string(), message: z.string() }),
  z.object({ type: z.literal('unknown_event'), callId: z.string(), atMs: Ms, name: z.string(), raw: JsonSchema }),
  z.object({
    type: z.literal('ended'),
    callId: z.string(),
    atMs: Ms,
    why: z.enum(['operator', 'service', 'cut', 'limit', 'failed']),
    message: z.string(),
    recording: z
      .object({
        file: z.string(),
        bytes: z.number(),
        durationMs: Ms,
        sha256: z.string(),
        /** The engine was stopped in the middle, and the file put right afterwards. */
        repaired: z.boolean().optional(),
      })
      .nullable(),
  }),
])
export type EngineEvent = z.infer<typeof EngineEventSchema>

export const OpenCallSchema = z.object({
  callId: z.string(),
  /** As the service stores it; its shape is judged where the session is built. */
  agent: JsonSchema,
  medium: z.enum(['voice', 'text']),
  connection: z.object({ baseUrl: z.string(), allowedHosts: z.array(z.string()), key: z.string() }),
  settings: VoiceSettingsSchema,
  /** Where a recording would be written, without its ending; null: there is no place for one. */
  recordingPath: z.string().nullable(),
  /** What the caller hears of being recorded; none and null: `record` refuses to begin. */
  consent: ConsentModeSchema.nullable(),
})

export type OpenCall = z.output<typeof OpenCallSchema>

const OpenedCallSchema = z.object({ knowledge: KnowledgeSchema, outOfSight: z.array(z.string()), voice: z.string() })
export type OpenedCall = z.input<typeof OpenedCallSchema>

export const engineContract = {
  /** Resolves as soon as the call is under way; how it goes on is told by `events`. */
  open: sensitive(command(OpenCallSchema, OpenedCallSchema)),
  close: command(OfCall, Nothing),
  press: command(OfCall.extend({ repeat: z.boolean() }), Nothing),
  release: command(OfCall, Nothing),
  loseKey: command(
    OfCall.extend({ why: z.enum(['blur', 'hidden', 'menu', 'dialog', 'lock_screen', 'suspend']) }),
    Nothing,
  ),
  setTurns: command(OfCall.extend({ turns: TurnsSchema }), Nothing),
  setMuted: command(OfCall.extend({ muted: z.boolean() }), Nothing),
  setInterruptible: command(OfCall.extend({ interruptible: z.boolean() }), Nothing),
  interrupt: command(OfCall, Nothing),
  /** A message of the caller, typed; answered like speech. */
  type: command(OfCall.extend({ text: z.string() }), Nothing),
  /** Spoken word for word by the agent's voice. `interruptible`: a caller may speak over it. */
  say: command(OfCall.extend({ text: z.string(), tag: z.string(), interruptible: z.boolean() }), Nothing),
  /** The one output of a tool call, and what lets the agent go on when all of its turn are answered. */
  answerTool: command(OfCall.extend({ functionCallId: z.string(), output: z.string() }), Nothing),
  /** Taken: what the person at the desk says is recorded and not sent, and the agent is silent. */
  setTaken: command(OfCall.extend({ taken: z.boolean() }), Nothing),
  record: command(OfCall.extend({ state: z.enum(['on', 'paused', 'off']) }), Nothing),
  devices: query(Nothing, z.object({ devices: z.array(DeviceSchema), note: z.string().nullable() })),
  /** For calls under way and those to come. */
  useDevices: command(VoiceSettingsSchema.pick({ input: true, output: true, processing: true }), Nothing),
  testDevices: feed(
    VoiceSettingsSchema.pick({ input: true, output: true, processing: true }).extend({
      seconds: z.number(),
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
  levels: feed(OfCall, LevelsSchema),
  /** Kept for whoever listens until they have taken them: none is left out, however long that takes. */
  events: feed(Nothing, EngineEventSchema),
} as const

/** The engine as services see it, whatever thread it runs on. */
export type VoiceEngine = Client<typeof engineContract>
