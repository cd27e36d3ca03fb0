import { setTimeout as wait } from 'node:timers/promises'
import type { Call as PhoneCall, CallView, VoiceAgent } from '#contract/call.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Answer, Call, Command, Desk, Option } from '#main/hosts/cli/command.ts'
import { clip, oneLine, table, time } from '#main/hosts/cli/print.ts'
import { required, wholeNumber } from '#main/hosts/cli/read.ts'

/** calls list · show · agents · start · say · end */

const clock = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

const lengthOf = ({ startedAt, endedAt }: PhoneCall): string => (endedAt === null ? '' : clock(endedAt - startedAt))

const list: Command = {
  words: 'calls list',
  operands: [],
  options: {
    limit: { type: 'string', value: 'N', help: 'how many, at most 200 (50)' },
    cursor: { type: 'string', value: 'TEXT', help: 'continue where a page ended' },
  },
  help: 'List calls, those under way first.',
  workspace: 'any',
  run: async (desk, call) => {
    const page = await desk.calls.list({
      cursor: call.option('cursor') ?? null,
      limit: wholeNumber(call.option('limit') ?? '50', '--limit', 200),
    })
    const rows = page.items.map((one) => [
      oneLine(one.id),
      one.state,
      clip(one.caller, 24),
      clip(one.agent.name, 24),
      one.medium,
      lengthOf(one),
      String(one.signed),
      String(one.open),
      time(one.startedAt),
    ])
    const more = page.next === null ? '' : `\nMore: --cursor ${oneLine(page.next)}`
    const head = ['ID', 'STATE', 'CALLER', 'AGENT', 'MEDIUM', 'LENGTH', 'SIGNED', 'OPEN', 'BEGAN']
    return { json: page, text: table(head, rows) + more }
  },
}

const show: Command = {
  words: 'calls show',
  operands: ['ID'],
  options: {},
  help: 'Show what was said in a call, and what happened between.',
  workspace: 'any',
  run: async (desk, call) => told(await desk.calls.get({ id: required(call.operands[0], 'ID') })),
}

function told(view: CallView): Answer {
  const { call } = view
  const names = { caller: call.caller, agent: call.agent.name, operator: 'Operator' }
  const entries = [
    ...view.lines.map(({ seq, startMs, lane, heard, unheard, kind }) => ({
      seq,
      text: [
        `${clock(startMs).padStart(6)}  ${clip(names[lane], 24)}: ${oneLine(heard)}`,
        ...(unheard.trim() === '' ? [] : [`(not heard: ${oneLine(unheard)})`]),
        ...(kind === 'speech' || kind === 'typed' ? [] : [`[${kind.replaceAll('_', ' ')}]`]),
      ].join(' '),
    })),
    ...view.marks.map(({ seq, atMs, text }) => ({ seq, text: `${clock(atMs).padStart(6)}  · ${oneLine(text)}` })),
  ].toSorted((a, b) => a.seq - b.seq)
  const hold = view.now?.hold ?? null
  return {
    json: view,
    text: [
      `${oneLine(call.id)}  ${call.state}  ${clip(call.caller, 60)} with ${clip(call.agent.name, 60)}  ${call.medium}`,
      ...entries.map(({ text }) => text),
      ...(hold === null ? [] : [`On hold for: ${hold.proposalIds.map(oneLine).join(', ')}`]),
    ].join('\n'),
  }
}

const agents: Command = {
  words: 'calls agents',
  operands: [],
  options: {},
  help: 'List the voice agents that are stored at the service.',
  workspace: 'any',
  run: async (desk) => {
    const found = await desk.calls.agents({})
    const rows = found.agents.map((one) => [
      oneLine(one.id),
      clip(one.name, 30),
      clip(one.voice, 12),
      String(one.tools.length),
      one.knowledge.attached ? String(one.knowledge.collections.length) : 'none',
    ])
    return { json: found, text: table(['ID', 'NAME', 'VOICE', 'TOOLS', 'COLLECTIONS'], rows) }
  },
}

const waitOption: Readonly<Record<string, Option>> = {
  wait: { type: 'string', value: 'S', help: 'how long to wait for an answer, in seconds, at most 600 (30)' },
}
const patience = (call: Call): number => wholeNumber(call.option('wait') ?? '30', '--wait', 600) * 1000

const start: Command = {
  words: 'calls start',
  operands: [],
  options: {
    agent: { type: 'string', value: 'NAME', help: 'which voice agent, by name or id' },
    caller: { type: 'string', value: 'NAME', help: 'who is on the line' },
    number: { type: 'string', value: 'NUMBER', help: 'their number' },
    text: { type: 'boolean', help: 'typed, without sound' },
    say: { type: 'string', multiple: true, value: 'TEXT', help: 'what the caller types; several, one after the other' },
    keep: { type: 'boolean', help: 'do not end it: the desk that runs goes on holding it' },
    'dry-run': { type: 'boolean', help: 'whatever its tools would do is only written down' },
    ...waitOption,
  },
  help: 'Call a voice agent, and show what was said. Without --keep the call ends with the command.',
  workspace: 'any',
  run: async (desk, call) => {
    const { id: agentId } = await agentNamed(desk, required(call.option('agent'), '--agent'))
    const { id } = await desk.calls.start({
      agentId,
      caller: call.option('caller') ?? null,
      number: call.option('number') ?? null,
      medium: call.flag('text') ? 'text' : 'voice',
      dryRun: call.flag('dry-run'),
    })
    try {
      await until(desk, id, patience(call), ({ call: { state } }) => state !== 'connecting')
      for (const text of call.all('say')) await say(desk, id, text, patience(call))
    } catch (thrown) {
      await desk.calls.end({ id })
      throw thrown
    }
    if (!call.flag('keep')) await desk.calls.end({ id })
    return told(await desk.calls.get({ id }))
  },
}

async function agentNamed(desk: Desk, name: string): Promise<VoiceAgent> {
  const { agents: stored } = await desk.calls.agents({})
  const found = stored.filter((one) => one.id === name || one.name.toLowerCase() === name.toLowerCase())
  const [one, other] = found
  if (one !== undefined && other === undefined) return one
  const names = stored.map((each) => each.name).join(', ')
  throw new AppError(
    'not_found',
    `There is ${one === undefined ? 'no' : 'more than one'} voice agent "${name}": ${names}.`,
  )
}

const everyMs = 100
/** So long after its last word an agent has nothing more to say. */
const quietMs = 800

async function until(desk: Desk, id: string, ms: number, isSo: (view: CallView) => boolean): Promise<CallView | null> {
  const over = performance.now() + ms
  for (;;) {
    const view = await desk.calls.get({ id })
    if (isSo(view)) return view
    if (performance.now() > over) return null
    await wait(everyMs)
  }
}

/** Says it and waits until the agent has answered, or somebody has to sign first. */
async function say(desk: Desk, id: string, text: string, ms: number): Promise<void> {
  const { lines: before } = await desk.calls.get({ id })
  await desk.calls.type({ id, text })
  let quietSince = Infinity
  let last = ''
  const answered = await until(desk, id, ms, ({ call, now, lines, marks }) => {
    if (call.state === 'ended' || now === null || now.hold !== null) return true
    const said = lines.slice(before.length)
    const isOver =
      said.some(({ lane, state }) => lane === 'agent' && state !== 'partial') && !now.thinking && !now.agentSpeaking
    const present = `${lines.length} ${marks.length} ${isOver}`
    if (present !== last || !isOver) quietSince = performance.now()
    last = present
    return isOver && performance.now() - quietSince >= quietMs
  })
  if (answered === null) throw new AppError('timed_out', `The agent said nothing for ${Math.round(ms / 1000)} s.`)
}

const sayCommand: Command = {
  words: 'calls say',
  operands: ['ID', 'TEXT'],
  options: waitOption,
  help: 'Type what the caller says in a call that is under way, and wait for the answer.',
  workspace: 'any',
  run: async (desk, call) => {
    const id = required(call.operands[0], 'ID')
    await say(desk, id, required(call.operands[1], 'TEXT'), patience(call))
    return told(await desk.calls.get({ id }))
  },
}

const end: Command = {
  words: 'calls end',
  operands: ['ID'],
  options: {},
  help: 'End a call that is under way.',
  workspace: 'any',
  run: async (desk, call) => {
    const ended = await desk.calls.end({ id: required(call.operands[0], 'ID') })
    return { json: ended, text: `${oneLine(ended.id)}  ${oneLine(ended.end?.message ?? ended.state)}` }
  },
}

export const callCommands: readonly Command[] = [list, show, agents, start, sayCommand, end]
