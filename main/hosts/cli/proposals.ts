import {
  ProposalStateSchema,
  RejectReasonSchema,
  type Proposal,
  type ProposalDetail,
  type ResolutionInput,
} from '#contract/proposal.ts'
import { ArgumentsSchema } from '#contract/tool.ts'
import { sentenceText } from '#main/domain/sentence.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Answer, Call, Command, Desk, Option } from '#main/hosts/cli/command.ts'
import { chosen, identity, json, required, wholeNumber } from '#main/hosts/cli/read.ts'
import { clip, oneLine, quoted, readableJson, table, time } from '#main/hosts/cli/print.ts'
import { settled } from '#main/hosts/cli/settle.ts'

/** proposals list · show · approve · reject · answer · resolve */

const sentence = (proposal: Pick<Proposal, 'sentence'>) => oneLine(sentenceText(proposal.sentence))
const waiting = ['pending', 'awaiting_second', 'unknown'] as const

const list: Command = {
  words: 'proposals list',
  operands: [],
  options: {
    state: {
      type: 'string',
      multiple: true,
      value: 'STATE',
      help: 'may be repeated (pending, awaiting_second and unknown)',
    },
    conversation: { type: 'string', value: 'ID', help: 'only of this conversation' },
    limit: { type: 'string', value: 'N', help: 'how many, at most 200 (50)' },
    cursor: { type: 'string', value: 'TEXT', help: 'continue where a page ended' },
  },
  help: 'List proposals; without --state those that wait for a person.',
  workspace: 'any',
  run: async (desk, call) => {
    const states = call.all('state').map((word) => chosen(word, ProposalStateSchema.options, '--state'))
    const conversation = call.option('conversation')
    const page = await desk.proposals.list({
      states: states.length === 0 ? [...waiting] : states,
      conversationId: conversation === undefined ? null : identity(conversation),
      cursor: call.option('cursor') ?? null,
      limit: wholeNumber(call.option('limit') ?? '50', '--limit', 200),
    })
    const rows = page.items.map((one) => [
      one.id,
      String(one.conversationId),
      one.state,
      `R${one.risk}`,
      clip(one.tool, 28),
      clip(sentence(one), 60),
    ])
    const more = page.next === null ? '' : `\nMore: --cursor ${oneLine(page.next)}`
    return { json: page, text: table(['ID', 'CONVERSATION', 'STATE', 'RISK', 'TOOL', 'WHAT'], rows) + more }
  },
}

const show: Command = {
  words: 'proposals show',
  operands: ['ID'],
  options: {},
  help: 'Show a proposal with its arguments, checks, sources and history.',
  workspace: 'any',
  run: async (desk, call) => {
    const detail = await desk.proposals.get({ id: required(call.operands[0], 'ID') })
    return { json: detail, text: describe(detail) }
  },
}

function describe({ proposal, ragResults, history }: ProposalDetail): string {
  const { decision, outcome } = proposal
  return [
    `${proposal.id}  ${proposal.state}  R${proposal.risk}  revision ${proposal.revision}`,
    sentence(proposal),
    `conversation ${proposal.conversationId} · ${oneLine(proposal.tool)} · ${oneLine(proposal.policy.rule)}`,
    'Arguments',
    readableJson(proposal.arguments),
    `Hash ${proposal.argsHash}`,
    ...(proposal.agentReason === null ? [] : ['The agent says, unverified:', quoted(proposal.agentReason)]),
    ...(proposal.note === null ? [] : [`Note: ${oneLine(proposal.note)}`]),
    ...proposal.checks.map(
      (check) => `${check.result.padEnd(4)}  ${oneLine(check.label)} ${oneLine(check.detail ?? '')}`,
    ),
    ...(decision === null ? [] : [`${decision.verb} by ${oneLine(decision.signer.name)} at ${time(decision.at)}`]),
    ...(outcome === null
      ? []
      : [
          outcome.error === null
            ? `Result: ${clip(JSON.stringify(outcome.result), 400)}`
            : `Failed: ${oneLine(outcome.error.message)}`,
        ]),
    ...ragResults.map((source) => `source ${source.score.toFixed(2)}  ${clip(source.text, 100)}`),
    ...history.map((entry) => `${time(entry.at)}  ${oneLine(entry.who)}: ${oneLine(entry.summary)}`),
  ].join('\n')
}

export const seenOption: Readonly<Record<string, Option>> = {
  seen: { type: 'string', value: 'HASH', help: 'refuse unless the arguments still have this hash' },
}

/** What is decided is what the desk holds now; with --seen it must also be what the caller looked at. */
export async function look(desk: Desk, call: Call): Promise<{ readonly proposal: Proposal; readonly seen: Seen }> {
  const { proposal } = await desk.proposals.get({ id: required(call.operands[0], 'ID') })
  const hash = call.option('seen')
  if (hash !== undefined && hash !== proposal.argsHash)
    throw new AppError('changed', 'The arguments are not the ones you saw.', { data: { argsHash: proposal.argsHash } })
  const { id, revision, argsHash, fingerprint } = proposal
  return { proposal, seen: { id, revision, argsHash, fingerprint } }
}
type Seen = Pick<Proposal, 'id' | 'revision' | 'argsHash' | 'fingerprint'>

export const told = (proposal: Proposal): Answer => ({
  json: proposal,
  text: `${proposal.id}  ${proposal.state}  ${sentence(proposal)}${proposal.outcome?.error ? `\n${oneLine(proposal.outcome.error.message)}` : ''}`,
})

export const confirmations: Readonly<Record<string, Option>> = {
  'confirm-money': { type: 'boolean', help: 'needed for R3: it moves money or changes an account' },
  'confirm-irreversible': { type: 'boolean', help: 'needed for R4: it cannot be undone' },
}

/** Money and what cannot be undone take a second, explicit word. */
export function demandConfirmation(proposal: Pick<Proposal, 'risk' | 'sentence'>, call: Call): void {
  const flag = proposal.risk === 3 ? 'confirm-money' : proposal.risk === 4 ? 'confirm-irreversible' : null
  if (flag === null || call.flag(flag)) return
  throw new AppError('blocked', `This is R${proposal.risk}: ${sentence(proposal)}. Say so with --${flag}.`)
}

const approve: Command = {
  words: 'proposals approve',
  operands: ['ID'],
  options: {
    arguments: { type: 'string', value: 'JSON', help: 'approve with these arguments instead' },
    ...confirmations,
    type: { type: 'string', value: 'TEXT', help: 'what some acts on agents and numbers want typed' },
    'confirm-checks': { type: 'boolean', help: 'send it although a check of the words found something' },
    wait: { type: 'string', value: 'SECONDS', help: 'how long to wait for the result (60)' },
    ...seenOption,
  },
  help: 'Approve a proposal, then wait for what came of it.',
  workspace: 'any',
  run: async (desk, call) => {
    const { proposal, seen } = await look(desk, call)
    demandConfirmation(proposal, call)
    const edited = call.option('arguments')
    const typed = call.option('type')
    const confirmed = {
      ...(call.flag('confirm-checks') ? { confirmed: true } : {}),
      ...(typed === undefined ? {} : { typed }),
    }
    const decided = await desk.proposals.decide(
      edited === undefined
        ? { verb: 'approve', ...seen, ...confirmed }
        : { verb: 'edit', ...seen, arguments: parseArguments(edited), ...confirmed },
    )
    return told(await settled(desk, decided, wholeNumber(call.option('wait') ?? '60', '--wait', 3600)))
  },
}

function parseArguments(word: string) {
  const parsed = ArgumentsSchema.safeParse(json(word, '--arguments'))
  if (!parsed.success) throw new AppError('invalid_input', '--arguments must be a JSON object.')
  return parsed.data
}

const reject: Command = {
  words: 'proposals reject',
  operands: ['ID'],
  options: {
    text: { type: 'string', value: 'TEXT', help: 'goes to the agent word for word' },
    reason: { type: 'string', multiple: true, value: 'REASON', help: RejectReasonSchema.options.join(', ') },
    scope: { type: 'string', value: 'call|conversation', help: 'what it is about (call)' },
    stop: { type: 'boolean', help: 'the agent does not try again' },
    ...seenOption,
  },
  help: 'Reject a proposal and tell the agent why.',
  workspace: 'any',
  run: async (desk, call) => {
    const { seen } = await look(desk, call)
    const decided = await desk.proposals.decide({
      verb: 'reject',
      ...seen,
      reasons: call.all('reason').map((word) => chosen(word, RejectReasonSchema.options, '--reason')),
      text: call.option('text') ?? '',
      scope: chosen(call.option('scope') ?? 'call', ['call', 'conversation'], '--scope'),
      next: call.flag('stop') ? 'stop' : 'continue',
    })
    return told(decided)
  },
}

const answer: Command = {
  words: 'proposals answer',
  operands: ['ID'],
  options: { result: { type: 'string', value: 'JSON', help: 'what the agent is told' }, ...seenOption },
  help: 'Answer in place of the tool; the tool is not called.',
  workspace: 'any',
  run: async (desk, call) => {
    const { seen } = await look(desk, call)
    const result = json(required(call.option('result'), '--result'), '--result')
    return told(await desk.proposals.decide({ verb: 'answer', ...seen, result }))
  },
}

const resolve: Command = {
  words: 'proposals resolve',
  operands: ['ID'],
  options: {
    check: { type: 'boolean', help: 'ask the other side again' },
    happened: { type: 'boolean', help: 'it happened; needs --note' },
    'not-happened': { type: 'boolean', help: 'it did not happen; needs --note' },
    note: { type: 'string', value: 'TEXT', help: 'how you know' },
    result: { type: 'string', value: 'JSON', help: 'with --happened: what the agent is told' },
  },
  help: 'Settle a proposal that needs checking.',
  workspace: 'any',
  run: async (desk, call) => told(await desk.proposals.resolve(resolution(call))),
}

function resolution(call: Call): ResolutionInput {
  const id = required(call.operands[0], 'ID')
  const ways = (['check', 'happened', 'not-happened'] as const).filter((way) => call.flag(way))
  const [way] = ways
  if (way === undefined || ways.length > 1)
    throw new AppError('invalid_input', 'Say one of --check, --happened, --not-happened.')
  if (way === 'check') return { id, how: 'check' }
  const note = required(call.option('note'), '--note')
  if (way === 'not-happened') return { id, how: 'not_happened', note }
  const result = call.option('result')
  return { id, how: 'happened', note, ...(result === undefined ? {} : { result: json(result, '--result') }) }
}

export const proposalCommands: readonly Command[] = [list, show, approve, reject, answer, resolve]
