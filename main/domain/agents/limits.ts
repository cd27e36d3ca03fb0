import { agentLimits, type AgentConfiguration, type AgentProblem, type AgentTool } from '#contract/agent.ts'
import type { NumberAct } from '#contract/agent-act.ts'
import { schemaFault } from '#main/domain/schema.ts'

/** What the service would refuse, found before anything is sent, with the place in the draft. */
const count = (value: number): string => value.toLocaleString('en-US')

/** Characters as a person counts them by the service's rules: code points. */
const lengthOf = (text: string): number => {
  let length = 0
  for (const _ of text) length += 1
  return length
}

const tooLong = (what: string, length: number, most: number): string =>
  `${what} ${count(length)} characters; at most ${count(most)} are taken.`

export function findProblems(draft: AgentConfiguration): readonly AgentProblem[] {
  return [...nameProblems(draft.name), ...instructionProblems(draft), ...toolProblems(draft.tools), ...rest(draft)]
}

function nameProblems(name: string): AgentProblem[] {
  const length = lengthOf(name)
  const problem = (message: string): AgentProblem => ({ field: 'name', pointer: '/name', message })
  if (name.trim() === '') return [problem('An agent needs a name.')]
  return length > agentLimits.name ? [problem(tooLong('The name has', length, agentLimits.name))] : []
}

function instructionProblems({ instructions }: AgentConfiguration): AgentProblem[] {
  const length = lengthOf(instructions)
  if (length <= agentLimits.instructions) return []
  const message = tooLong('The instructions have', length, agentLimits.instructions)
  return [{ field: 'instructions', pointer: '/instructions', message }]
}

function toolProblems(tools: readonly AgentTool[]): AgentProblem[] {
  const problem = (pointer: string, message: string): AgentProblem => ({ field: 'tools', pointer, message })
  const found: AgentProblem[] = []
  if (tools.length > agentLimits.tools)
    found.push(problem('/tools', `There are ${count(tools.length)} tools; at most ${agentLimits.tools} are taken.`))
  const names = new Map<string, number>()
  tools.forEach((tool, index) => {
    const at = `/tools/${index}`
    if (tool.kind === 'provider') {
      if (tool.type.trim() === '') found.push(problem(`${at}/type`, 'A tool of the provider needs a type.'))
      if (tool.type === 'function') found.push(problem(`${at}/type`, 'A function is no tool of the provider.'))
      return
    }
    found.push(...functionProblems(tool, at, names, problem))
    if (!names.has(tool.name)) names.set(tool.name, index)
  })
  return found
}

function functionProblems(
  tool: Extract<AgentTool, { kind: 'function' }>,
  at: string,
  names: ReadonlyMap<string, number>,
  problem: (pointer: string, message: string) => AgentProblem,
): AgentProblem[] {
  const { name, parameters } = tool
  const found: AgentProblem[] = []
  if (name.trim() === '') found.push(problem(`${at}/name`, 'A function needs a name.'))
  else if (!/^[\w.-]{1,64}$/.test(name))
    found.push(problem(`${at}/name`, 'A function name is up to 64 letters, digits, dots, dashes and underscores.'))
  else if (names.has(name)) found.push(problem(`${at}/name`, `There are two functions called ${name}.`))
  const fault = schemaFault(parameters)
  if (fault !== null)
    found.push(problem(`${at}/parameters`, `The schema of ${name || 'this function'} cannot be used: ${fault}`))
  return found
}

function rest({ voice, collectionIds }: AgentConfiguration): AgentProblem[] {
  const found: AgentProblem[] = []
  const ofVoice = (member: string, message: string) =>
    found.push({ field: 'voice', pointer: `/voice/${member}`, message })
  if (voice !== null) {
    const { voiceId, vadThreshold: threshold, vadSilenceMs: silence } = voice
    if (voiceId.trim() === '') ofVoice('voiceId', 'A voice needs an id.')
    if (!(threshold >= 0 && threshold <= 1))
      ofVoice('vadThreshold', `The threshold is ${threshold}; it has to be from 0 to 1.`)
    if (!(Number.isInteger(silence) && silence >= 0 && silence <= agentLimits.silenceMs))
      ofVoice(
        'vadSilenceMs',
        `The silence is ${silence} ms; it has to be a whole number from 0 to ${count(agentLimits.silenceMs)}.`,
      )
  }
  const ofCollections = (pointer: string, message: string) => found.push({ field: 'collection_ids', pointer, message })
  if (collectionIds.length > agentLimits.collections)
    ofCollections(
      '/collectionIds',
      `There are ${collectionIds.length} collections; at most ${agentLimits.collections} are taken.`,
    )
  collectionIds.forEach((id, index) => {
    if (id.trim() === '') ofCollections(`/collectionIds/${index}`, 'A collection needs an id.')
    else if (collectionIds.indexOf(id) !== index) ofCollections(`/collectionIds/${index}`, `${id} is there twice.`)
  })
  return found
}

export type NumberProblem = { readonly pointer: string; readonly message: string }

export function findNumberProblems(act: NumberAct): readonly NumberProblem[] {
  if (act.act !== 'buy' && act.act !== 'rename') return []
  const found: NumberProblem[] = []
  const { name, description } = act
  if (act.act === 'buy' && !/^[2-9]\d{2}$/.test(act.areaCode))
    found.push({
      pointer: '/areaCode',
      message: 'An area code of the United States is three digits, the first from 2 to 9.',
    })
  if (name.trim() === '') found.push({ pointer: '/name', message: 'A number needs a name.' })
  if (lengthOf(name) > agentLimits.numberName)
    found.push({ pointer: '/name', message: tooLong('The name has', lengthOf(name), agentLimits.numberName) })
  if (lengthOf(description) > agentLimits.numberDescription)
    found.push({
      pointer: '/description',
      message: tooLong('The description has', lengthOf(description), agentLimits.numberDescription),
    })
  return found
}
