import type { Call, CallLine, CallMark, CallNow, CallView, Device, VoiceAgent } from '#contract/call.ts'
import type { Proposal } from '#contract/proposal.ts'
import { makeConversation, makeProposal, type World } from '#test/support/fake-data.ts'

/** A shop on the telephone: two calls under way, one of them on hold, and those of before. */
const second = 1000
const minute = 60 * second
const day = 24 * 60 * minute

export const fakeAgents: readonly VoiceAgent[] = [
  {
    id: 'agent_shop',
    name: 'Shop Line',
    voice: 'ara',
    instructions: 'Help callers of an outdoor shop.',
    tools: [
      { name: 'send_replacement', kind: 'function', inCatalogue: true },
      { name: 'get_order', kind: 'function', inCatalogue: true },
      { name: 'reset_till', kind: 'function', inCatalogue: false },
      { name: 'web_search', kind: 'web_search', inCatalogue: false },
    ],
    knowledge: { attached: true, collections: ['collection_policies'] },
    updatedAt: 0,
  },
  {
    id: 'agent_night',
    name: 'Night Line',
    voice: 'rex',
    instructions: 'Say when the shop opens.',
    tools: [],
    knowledge: { attached: false, why: 'no_collections' },
    updatedAt: 0,
  },
]

export const fakeDevices: readonly Device[] = [
  { id: 'usb', label: 'USB headset', kind: 'input', backend: 'pulse', isDefault: true },
  { id: 'built-in', label: 'Built-in microphone', kind: 'input', backend: 'pulse', isDefault: false },
  { id: 'usb-out', label: 'USB headset', kind: 'output', backend: 'page', isDefault: true },
]

const recorded: Call['recording'] = { state: 'kept', durationMs: 9 * minute, gaps: [], repaired: false }
const unrecorded: Call['recording'] = { state: 'off', durationMs: 0, gaps: [], repaired: false }

const makeCall = (id: string, conversationId: number, startedAt: number, change: Partial<Call>): Call => ({
  id,
  conversationId,
  agent: { id: 'agent_shop', name: 'Shop Line', voice: 'ara' },
  caller: 'Somebody',
  number: null,
  medium: 'voice',
  dryRun: false,
  state: 'ended',
  startedAt,
  liveAt: startedAt,
  endedAt: null,
  end: { why: 'operator', message: '' },
  signed: 0,
  edited: 0,
  refused: 0,
  open: 0,
  recording: unrecorded,
  consent: null,
  knowledge: { attached: true, collections: ['collection_policies'] },
  outOfSight: [],
  cost: { amount: 0.34, currency: 'USD' },
  ...change,
})

const headset = { label: 'USB headset', followsDefault: true, rate: 24_000, latencyMs: 11, hint: null }

export const makeNow = (id: string, change: Partial<CallNow> = {}): CallNow => ({
  id,
  line: { state: 'ready', attempt: 1, message: '' },
  turns: 'held',
  talk: { phase: 'armed', locked: false, sinceMs: 0 },
  agentSpeaking: false,
  thinking: false,
  muted: false,
  interruptible: true,
  hold: null,
  lookups: null,
  taken: null,
  input: { ...headset, backend: 'pulse' },
  output: { ...headset, backend: 'page' },
  deviceNote: null,
  pace: 'good',
  dropped: { captured: 0, unsent: 0 },
  underruns: 0,
  timeLeftMs: 113 * minute,
  latency: {
    last: { captureMs: 130, serviceMs: 380, bufferMs: 80, playbackMs: 50, totalMs: 640 },
    p50: 610,
    p95: 980,
    turns: 9,
  },
  ...change,
})

export const liveConversation = 7001

/** The replacement somebody waits for, in the conversation of the call. */
export function addCallProposal(world: World, now: number): Proposal {
  const conversation = makeConversation(
    { id: liveConversation, customer: 'Ifeoma Okonkwo', channel: 'phone', subject: 'Call', waited: 1, words: [] },
    now,
  )
  const proposal = makeProposal(
    conversation,
    now - 42 * second,
    {
      id: 'call-valve',
      tool: 'send_replacement',
      kind: 'tool',
      risk: 3,
      sentence: ['Send ', ['1 stove valve VX-2'], ' to ', ['Ifeoma Okonkwo']],
      arguments: { serial: 'KS-41197', cost: '$18.40', ship_to: '212 Alder Street, Bellingham WA 98225' },
    },
    {
      origins: { '/serial': 'customer', '/cost': 'tool', '/ship_to': 'tool' },
      checks: [
        { id: 'schema', result: 'pass', label: 'Serial is in recall 24-03', detail: 'source 0.88' },
        { id: 'duplicate', result: 'pass', label: 'No valve sent to her before', detail: null },
      ],
    },
  )
  world.views.set(liveConversation, { conversation, messages: [], olderThan: null, turns: [], proposals: [proposal] })
  return proposal
}

const line = (seq: number, startMs: number, change: Partial<CallLine>): CallLine => ({
  seq,
  itemId: `item_${seq}`,
  lane: 'agent',
  kind: 'speech',
  state: 'final',
  heard: '',
  unheard: '',
  at: 0,
  startMs,
  endMs: startMs + 4 * second,
  words: [],
  timing: 'estimated',
  ...change,
})

const mark = (
  seq: number,
  atMs: number,
  kind: CallMark['kind'],
  text: string,
  proposalId: string | null = null,
): CallMark => ({
  seq,
  at: 0,
  atMs,
  kind,
  text,
  data: {},
  proposalId,
})

const at = (minutes: number, seconds: number): number => minutes * minute + seconds * second

const said: readonly CallLine[] = [
  line(1, at(5, 31), { heard: 'Hello Ifeoma, you are through to the shop. What can I do for you?' }),
  line(2, at(5, 44), {
    lane: 'caller',
    heard: 'My stove smells of gas when it is off. I read something about a recall.',
  }),
  line(3, at(5, 56), {
    state: 'interrupted',
    heard: 'That sounds like the valve recall from spring. Is the serial number on the base, ',
    unheard: 'or on the little card that came in the box?',
  }),
  line(5, at(6, 1), { lane: 'caller', heard: 'On the base. K, S, four, one, one, nine, seven.' }),
  line(7, at(6, 9), { heard: 'Thank you, that one is covered. I can send a replacement valve at no charge.' }),
  line(9, at(6, 13), {
    kind: 'holding_line',
    heard: 'One moment please, I am getting that confirmed by a colleague.',
  }),
  line(10, at(6, 36), {
    lane: 'operator',
    state: 'partial',
    heard: 'Hi Ifeoma, Jo from the shop here. I am just checking the address with you',
  }),
]
const happened: readonly CallMark[] = [
  mark(4, at(5, 59), 'barge_in', 'Ifeoma spoke, playback stopped in 92 ms'),
  mark(6, at(6, 5), 'outcome', 'Looked up serial KS-41197 by rule, 231 ms'),
  mark(8, at(6, 12), 'proposal', 'Proposed: send replacement valve. Caller on hold', 'call-valve'),
]

/** `hours` makes the first call as long as a test of length wants it. */
export function makeViews(now: number, hours: number): readonly CallView[] {
  const consent = {
    mode: 'announce',
    text: 'This call is recorded. You are speaking with an AI assistant.',
    version: '4f1c9a02be77',
    spokenAt: now - 6 * minute,
    heardMs: 4200,
    response: 'announced',
    notedBy: null,
  } as const
  const began = now - at(6, 41)
  const first = makeCall('call-1', liveConversation, began, {
    caller: 'Ifeoma Okonkwo',
    number: '+1 360 555 0142',
    state: 'live',
    end: null,
    open: 1,
    consent,
    recording: { ...unrecorded, state: 'recording' },
    outOfSight: ['web_search'],
  })
  const long = Array.from({ length: Math.round(hours * 600) }, (_, index) =>
    line(-100_000 + index, index * 6 * second, {
      lane: index % 2 === 0 ? 'agent' : 'caller',
      heard: `What was said as number ${index + 1}, and a few words more to fill two lines of it.`,
    }),
  )
  const hold = { since: now - 42 * second, limitMs: minute, proposalIds: ['call-valve'], lines: 1, mostLines: 2 }
  const talk = { phase: 'talking', locked: false, sinceMs: 5000 } as const
  const rahel = makeCall('call-2', 7002, now - at(3, 8), {
    caller: 'Rahel Tesfaye',
    number: '+1 360 555 0107',
    state: 'live',
    end: null,
    cost: { amount: 0.16, currency: 'USD' },
  })
  const past = (id: string, caller: string, ago: number, lasted: number, change: Partial<Call>): CallView => ({
    call: makeCall(id, 7100, now - ago, { caller, endedAt: now - ago + lasted, ...change }),
    now: null,
    lines: [line(1, 2000, { heard: `Hello ${caller}, what can I do for you?` })],
    marks: [mark(2, lasted, 'ended', 'The call ended')],
  })
  return [
    { call: first, now: makeNow('call-1', { hold, talk }), lines: [...long, ...said], marks: [...happened] },
    {
      call: rahel,
      now: makeNow('call-2', { agentSpeaking: true }),
      lines: [line(1, 4000, { heard: 'Your order left the house this morning.' })],
      marks: [],
    },
    past('call-3', 'Hideo Tanabe', 40 * minute, at(9, 40), {
      conversationId: 7103,
      signed: 2,
      recording: recorded,
      consent,
    }),
    past('call-4', 'Marguerite Oyelaran', 70 * minute, at(4, 15), { signed: 1 }),
    past('call-5', '+1 360 555 0188', 90 * minute, 31 * second, { end: { why: 'service', message: '' } }),
    past('call-6', 'Callum Frost', 120 * minute, at(12, 2), { edited: 1, recording: recorded, consent }),
    past('call-7', 'Test of Shop Line', day, at(2, 20), { medium: 'text', dryRun: true }),
    past('call-8', 'Sigrun Dahl', day + 30 * minute, at(6, 54), { end: { why: 'cut', message: 'The line was lost.' } }),
  ]
}
