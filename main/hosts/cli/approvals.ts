import type { RequestView } from '#contract/approval.ts'
import type { Command } from '#main/hosts/cli/command.ts'
import { linesOf, personNamed } from '#main/hosts/cli/people.ts'
import { confirmations, demandConfirmation, look, seenOption, told } from '#main/hosts/cli/proposals.ts'
import { fileOrInput, required, wholeNumber } from '#main/hosts/cli/read.ts'
import { oneLine, quoted, readableJson, time } from '#main/hosts/cli/print.ts'
import { settled } from '#main/hosts/cli/settle.ts'

/** proposals countersign · approvals request · show · sign · answer */

const waitOption = { wait: { type: 'string', value: 'SECONDS', help: 'how long to wait for the result (60)' } } as const
const personOption = { person: { type: 'string', value: 'NAME', help: 'who signs' } } as const

const countersign: Command = {
  words: 'proposals countersign',
  operands: ['ID'],
  options: { ...personOption, ...confirmations, ...waitOption, ...seenOption },
  help: 'The second of two signatures, by another person with their PIN on standard input.',
  workspace: 'any',
  run: async (desk, call) => {
    const { proposal, seen } = await look(desk, call)
    demandConfirmation(proposal, call)
    const { id: person } = await personNamed(desk, required(call.option('person'), '--person'))
    const [pin = ''] = await linesOf(call.standardInput, ['The PIN'])
    const signed = await desk.proposals.countersign({ ...seen, person, pin })
    return told(await settled(desk, signed, wholeNumber(call.option('wait') ?? '60', '--wait', 3600)))
  },
}

const request: Command = {
  words: 'approvals request',
  operands: ['ID'],
  options: {},
  help: 'Print a request for the second signature, to be sent to a colleague’s desk as a file.',
  workspace: 'any',
  run: async (desk, call) => {
    const { document } = await desk.proposals.exportRequest({ id: required(call.operands[0], 'ID') })
    return { json: JSON.parse(document) as unknown, text: document }
  },
}

const readDocument = (word: string | undefined, standardInput: () => Promise<string>) =>
  fileOrInput(required(word, 'FILE'), standardInput)

const show: Command = {
  words: 'approvals show',
  operands: ['FILE'],
  options: {},
  help: 'Show what a colleague’s desk asks to be signed.',
  workspace: 'any',
  run: async (desk, call) => {
    const view = await desk.approvals.inspect({ document: await readDocument(call.operands[0], call.standardInput) })
    return { json: view, text: describe(view) }
  },
}

function describe({ proposal, desk, requestedBy, validUntil, expired }: RequestView): string {
  return [
    `R${proposal.risk}  ${oneLine(proposal.tool)}  revision ${proposal.revision}`,
    'The other desk says it will do this:',
    quoted(proposal.sentence),
    'Arguments',
    readableJson(proposal.arguments),
    `Signed first by ${oneLine(requestedBy.name)} at ${time(requestedBy.at)}`,
    `Desk ${oneLine(desk.name)}, key ${desk.publicKey}`,
    expired
      ? `Expired at ${time(validUntil)}: no answer counts any more.`
      : `An answer counts until ${time(validUntil)}.`,
  ].join('\n')
}

const sign: Command = {
  words: 'approvals sign',
  operands: ['FILE'],
  options: personOption,
  help: 'Sign a colleague’s request with the PIN on standard input, and print the answer to be sent back.',
  workspace: 'any',
  run: async (desk, call) => {
    const document = await readDocument(call.operands[0], call.standardInput)
    const { id: person } = await personNamed(desk, required(call.option('person'), '--person'))
    const [pin = ''] = await linesOf(call.standardInput, ['The PIN'])
    const answer = await desk.approvals.sign({ document, person, pin })
    return { json: JSON.parse(answer.document) as unknown, text: answer.document }
  },
}

const answer: Command = {
  words: 'approvals answer',
  operands: ['FILE'],
  options: waitOption,
  help: 'Take in a colleague’s signed answer as the second signature, then wait for what came of it.',
  workspace: 'any',
  run: async (desk, call) => {
    const document = await readDocument(call.operands[0], call.standardInput)
    const signed = await desk.proposals.importAnswer({ document })
    return told(await settled(desk, signed, wholeNumber(call.option('wait') ?? '60', '--wait', 3600)))
  },
}

export const approvalCommands: readonly Command[] = [countersign, request, show, sign, answer]
