import { z } from 'zod'
import { JsonSchema } from '#contract/tool.ts'

/**
 * A call: one live session with a voice agent, held by the desk, and what is kept of it. Times named `...Ms` count from the
 * moment the call began; `at` is time since 1970 in milliseconds.
 */
const Ms = z.number().min(0)

/** held: a person holds a key and the desk ends the turn. hands_free: the service hears when somebody has finished. */
export const TurnsSchema = z.enum(['held', 'hands_free'])
export type Turns = z.infer<typeof TurnsSchema>

/** announce: the caller is told and may hang up. ask: recorded once they agree. none: not recorded. */
export const ConsentModeSchema = z.enum(['announce', 'ask', 'none'])
export type ConsentMode = z.infer<typeof ConsentModeSchema>

/** What was said about recording, word for word, and what came of it. */
export const ConsentSchema = z.object({
  mode: ConsentModeSchema,
  text: z.string(),
  /** First 12 hex digits of the text's SHA-256: which wording it was. */
  version: z.string(),
  /** When it had been spoken; null: not yet, or it was cut off. */
  spokenAt: z.number().nullable(),
  heardMs: Ms.nullable(),
  response: z.enum(['waiting', 'announced', 'agreed', 'refused', 'none']),
  /** Who noted a spoken answer. */
  notedBy: z.string().nullable(),
})
export type Consent = z.infer<typeof ConsentSchema>

export const RecordingSchema = z.object({
  state: z.enum(['off', 'waiting', 'recording', 'paused', 'disk_low', 'failed', 'kept']),
  /** Of the file; gaps are silence of their true length. */
  durationMs: Ms,
  gaps: z.array(z.object({ fromMs: Ms, toMs: Ms.nullable(), why: z.enum(['paused', 'crash', 'disk_low']) })),
  /** Put right after the desk had been killed in the middle of it. */
  repaired: z.boolean(),
  /** Where in the call its sound begins; absent: it has not begun. */
  fromMs: Ms.optional(),
})
export type Recording = z.infer<typeof RecordingSchema>

export const KnowledgeSchema = z.discriminatedUnion('attached', [
  z.object({ attached: z.literal(true), collections: z.array(z.string()) }),
  z.object({ attached: z.literal(false), why: z.enum(['no_collections', 'search_without_collections']) }),
])

/** What is kept of a call and stands in the list. */
export const CallSchema = z.object({
  id: z.string(),
  /** The conversation that holds its words and its proposals. */
  conversationId: z.number().int(),
  agent: z.object({ id: z.string(), name: z.string(), voice: z.string() }),
  caller: z.string(),
  number: z.string().nullable(),
  /** text: the same socket, typed and without sound. */
  medium: z.enum(['voice', 'text']),
  /** Whatever its tools would do is only written down. */
  dryRun: z.boolean(),
  state: z.enum(['connecting', 'live', 'ended']),
  startedAt: z.number(),
  /** When the service was ready. */
  liveAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  end: z
    .object({
      why: z.enum(['operator', 'service', 'cut', 'limit', 'desk_stopped', 'failed']),
      message: z.string(),
    })
    .nullable(),
  /** Proposals of this call, by what became of them. */
  signed: z.number().int(),
  edited: z.number().int(),
  refused: z.number().int(),
  open: z.number().int(),
  recording: RecordingSchema,
  consent: ConsentSchema.nullable(),
  knowledge: KnowledgeSchema.nullable(),
  /** Tools that run at the provider, where nobody here is asked. */
  outOfSight: z.array(z.string()),
  cost: z.object({ amount: z.number(), currency: z.string() }),
})
export type Call = z.infer<typeof CallSchema>

/** off, arming: no microphone yet. armed: open, sending nothing. tail: let go, the last 200 ms are on their way. */
export const TalkPhaseSchema = z.enum(['off', 'arming', 'armed', 'talking', 'tail', 'degraded', 'lost'])
export type TalkPhase = z.infer<typeof TalkPhaseSchema>

export const DeviceSchema = z.object({
  /** Unique together with its backend. */
  id: z.string(),
  label: z.string(),
  kind: z.enum(['input', 'output']),
  backend: z.enum(['pulse', 'native', 'page', 'file', 'pacat']),
  isDefault: z.boolean(),
})
export type Device = z.infer<typeof DeviceSchema>

/** What sound comes from or goes to at this moment. */
export const DeviceInUseSchema = z.object({
  label: z.string(),
  backend: DeviceSchema.shape.backend,
  /** True: follows the default of the system. */
  followsDefault: z.boolean(),
  rate: z.number(),
  latencyMs: Ms.nullable(),
  /** A headset in its telephone profile and the like; null: nothing to say. */
  hint: z.string().nullable(),
})
export type DeviceInUse = z.infer<typeof DeviceInUseSchema>

/** Where the time of one turn went, from the end of speech to the first sound of the answer. */
export const TurnLatencySchema = z.object({
  /** Key let go (or end of speech heard) until the commit: the tail. */
  captureMs: Ms,
  /** Commit until the first piece of the answer arrived: the service's own. */
  serviceMs: Ms,
  /** First piece until it was given to the loudspeaker. */
  bufferMs: Ms,
  /** Until it could be heard. */
  playbackMs: Ms,
  totalMs: Ms,
})
export type TurnLatency = z.infer<typeof TurnLatencySchema>

/** What only a call that is under way has. */
export const CallNowSchema = z.object({
  id: z.string(),
  line: z.object({
    state: z.enum(['connecting', 'opening', 'ready', 'waiting', 'closed']),
    attempt: z.number().int(),
    message: z.string(),
  }),
  turns: TurnsSchema,
  talk: z.object({ phase: TalkPhaseSchema, locked: z.boolean(), sinceMs: Ms }),
  /** The key that talks from everywhere, where the system gave us one. */
  globalKey: z.string().nullable().optional(),
  /** Sound of the agent can be heard at this moment. */
  agentSpeaking: z.boolean(),
  /** The service works on an answer. */
  thinking: z.boolean(),
  muted: z.boolean(),
  /** The caller may speak over the agent. */
  interruptible: z.boolean(),
  /** Somebody waits for a signature. */
  hold: z
    .object({
      since: z.number(),
      limitMs: z.number(),
      proposalIds: z.array(z.string()),
      /** How often the holding line was spoken, and how often it may be. */
      lines: z.number().int(),
      mostLines: z.number().int(),
    })
    .nullable(),
  /** Reads of this call are not asked about; who said so. */
  lookups: z.string().nullable(),
  /** A person speaks to the caller in place of the agent. */
  taken: z.string().nullable(),
  input: DeviceInUseSchema.nullable(),
  output: DeviceInUseSchema.nullable(),
  /** Why another device or backend than the chosen one is used, in words. */
  deviceNote: z.string().nullable(),
  pace: z.enum(['good', 'slow', 'stopped']),
  /** Frames of 20 ms: lost before they reached us, and not sent. */
  dropped: z.object({ captured: z.number().int(), unsent: z.number().int() }),
  underruns: z.number().int(),
  timeLeftMs: z.number().nullable(),
  latency: z.object({
    last: TurnLatencySchema.nullable(),
    p50: Ms.nullable(),
    p95: Ms.nullable(),
    turns: z.number().int(),
  }),
})
export type CallNow = z.infer<typeof CallNowSchema>

export const WordSchema = z.object({ text: z.string(), startMs: Ms, endMs: Ms })
export type Word = z.infer<typeof WordSchema>

/** One thing said. Its place in the order of the call is `seq`, which it keeps while it grows. */
export const CallLineSchema = z.object({
  seq: z.number().int(),
  itemId: z.string(),
  lane: z.enum(['caller', 'agent', 'operator']),
  kind: z.enum(['speech', 'typed', 'holding_line', 'disclosure', 'told']),
  state: z.enum(['partial', 'final', 'interrupted']),
  /** `heard` and `unheard` together are the text, to the letter. */
  heard: z.string(),
  unheard: z.string(),
  at: z.number(),
  startMs: Ms,
  endMs: Ms,
  words: z.array(WordSchema),
  timing: z.enum(['estimated', 'exact']),
})
export type CallLine = z.infer<typeof CallLineSchema>

/** One thing that happened between the lines, in words. */
export const CallMarkSchema = z.object({
  seq: z.number().int(),
  at: z.number(),
  atMs: Ms,
  kind: z.enum([
    'began',
    'ended',
    'barge_in',
    'notice',
    'seam',
    'device',
    'turns',
    'hold',
    'proposal',
    'outcome',
    'consent',
    'recording',
    'taken',
    'lookups',
    'bookmark',
    'problem',
    'unknown_event',
  ]),
  text: z.string(),
  data: JsonSchema,
  proposalId: z.string().nullable(),
})
export type CallMark = z.infer<typeof CallMarkSchema>

export const LevelSchema = z.object({
  /** dB below full scale, -120 to 0. */
  rms: z.number(),
  peak: z.number(),
  heldPeak: z.number(),
  clipping: z.boolean(),
  hint: z.enum(['quiet', 'zeros']).nullable(),
})

export const LevelsSchema = z.object({ input: LevelSchema.nullable(), output: LevelSchema.nullable() })
export type Levels = z.infer<typeof LevelsSchema>

export const CallViewSchema = z.object({
  call: CallSchema,
  now: CallNowSchema.nullable(),
  lines: z.array(CallLineSchema),
  marks: z.array(CallMarkSchema),
})
export type CallView = z.infer<typeof CallViewSchema>

/** A hint that concerns the person at the key, not the record: a tap, a lost key, time nearly over. */
export const TalkNoticeSchema = z.enum([
  'tap',
  'locked',
  'key_lost',
  'time_warning',
  'time_over',
  'not_ready',
  'muted',
  'microphone_lost',
  'nothing_heard',
  'turn_lost',
])
export type CallTalkNotice = z.infer<typeof TalkNoticeSchema>

export const CallEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('snapshot'), view: CallViewSchema }),
  z.object({ type: z.literal('call'), call: CallSchema }),
  z.object({ type: z.literal('now'), now: CallNowSchema.nullable() }),
  z.object({ type: z.literal('line'), line: CallLineSchema }),
  z.object({ type: z.literal('mark'), mark: CallMarkSchema }),
  z.object({ type: z.literal('notice'), notice: TalkNoticeSchema, text: z.string() }),
])
export type CallEvent = z.infer<typeof CallEventSchema>

/** A voice agent that is stored at the service. */
export const VoiceAgentSchema = z.object({
  id: z.string(),
  name: z.string(),
  voice: z.string(),
  instructions: z.string(),
  tools: z.array(z.object({ name: z.string(), kind: z.string(), inCatalogue: z.boolean() })),
  knowledge: KnowledgeSchema,
  updatedAt: z.number().nullable(),
})
export type VoiceAgent = z.infer<typeof VoiceAgentSchema>
