import type { AgentConfiguration, AgentFinding, AgentTool } from '#contract/agent.ts'
import { finding } from '#main/domain/agents/finding.ts'
import { findContradictions, findPromises } from '#main/domain/agents/instruction-lint.ts'

/** What somebody should have seen before an agent is published. Nothing here keeps it from being sent. */
export type LintSurroundings = {
  /** Whether this desk can run a function of this name. */
  readonly inCatalogue: (name: string) => boolean
  /** Names of tools that exist somewhere: what looks like a tool's name and is none is just a word. */
  readonly knownNames: readonly string[]
}

const mostFindings = 100
/** Looking for names and phrases in more than this would hold up the desk; the limit is 256,000. */
const mostCharacters = 300_000

/** A variable is filled in when a call begins; its name is no tool's. Places stay where they are. */
const withoutVariables = (text: string): string =>
  text.replaceAll(/\{\{[^{}\n]{0,200}\}\}/g, (variable) => ' '.repeat(variable.length))

export function lintAgent(draft: AgentConfiguration, around: LintSurroundings): readonly AgentFinding[] {
  const instructions = withoutVariables(draft.instructions.slice(0, mostCharacters))
  return [
    ...missingTools(instructions, draft.tools, around.knownNames),
    ...findPromises(instructions, functionsOf(draft.tools)),
    ...findContradictions(instructions),
    ...(instructions.trim() === ''
      ? [finding('no_instructions', 'warning', 'instructions', '/instructions', 'The agent has no instructions.')]
      : []),
    ...toolFindings(draft.tools, instructions, around),
    ...knowledgeFindings(draft),
  ].slice(0, mostFindings)
}

type FunctionTool = Extract<AgentTool, { kind: 'function' }>

const functionsOf = (tools: readonly AgentTool[]): readonly FunctionTool[] =>
  tools.filter((tool) => tool.kind === 'function')

/** In backquotes, or written like a call, or a name that some tool has: anything else with an underscore is no promise. */
const quotedName = /`([a-z][\w.-]{2,63})(?:\([^`]*\))?`|\b([a-z][a-z0-9]*(?:_[a-z0-9]+)+)\b/g

function missingTools(
  instructions: string,
  tools: readonly AgentTool[],
  known: readonly string[],
): readonly AgentFinding[] {
  const has = new Set(tools.map((tool) => (tool.kind === 'function' ? tool.name : tool.type)))
  const parameters = new Set(functionsOf(tools).flatMap(({ parameters: schema }) => propertyNames(schema)))
  const seen = new Set<string>()
  return [...instructions.matchAll(quotedName)].flatMap((match) => {
    const name = match[1] ?? match[2] ?? ''
    const isTool = match[2] !== undefined || known.includes(name) || name.includes('_')
    if (!isTool || has.has(name) || parameters.has(name) || seen.has(name)) return []
    seen.add(name)
    const start = match.index + match[0].indexOf(name)
    const message = `The instructions name ${name}, and the agent has no such tool.`
    return [finding('tool_missing', 'warning', 'instructions', '/instructions', message, [start, start + name.length])]
  })
}

function propertyNames(schema: FunctionTool['parameters']): readonly string[] {
  const { properties } = schema
  return typeof properties === 'object' && properties !== null && !Array.isArray(properties)
    ? Object.keys(properties)
    : []
}

function toolFindings(
  tools: readonly AgentTool[],
  instructions: string,
  { inCatalogue }: LintSurroundings,
): readonly AgentFinding[] {
  return tools.flatMap((tool, index): readonly AgentFinding[] => {
    const at = `/tools/${index}`
    if (tool.kind === 'provider') return providerFindings(tool, at)
    const { name } = tool
    const found: AgentFinding[] = []
    if (!inCatalogue(name))
      found.push(
        finding(
          'not_in_catalogue',
          'warning',
          'tools',
          at,
          `${name} is not in the catalogue of this desk: a call of it is refused here.`,
        ),
      )
    if (instructions.trim() !== '' && !instructions.includes(name) && tool.description.trim() === '')
      found.push(
        finding(
          'tool_unmentioned',
          'note',
          'tools',
          at,
          `Neither the instructions nor a description say what ${name} is for.`,
        ),
      )
    return found
  })
}

function providerFindings(tool: Extract<AgentTool, { kind: 'provider' }>, at: string): readonly AgentFinding[] {
  const message = `${tool.type} runs at the provider: no rule and no person here stands before it.`
  if (tool.type !== 'mcp') return [finding('runs_at_provider', 'note', 'tools', at, message)]
  const label = tool.settings['server_label'] ?? tool.settings['server_url']
  const server = typeof label === 'string' && label !== '' ? ` ${label}` : ''
  return [
    finding(
      'ungated_writes',
      'warning',
      'tools',
      at,
      `The MCP server${server} runs at the provider and may change things there: nobody here is asked before it does.`,
    ),
  ]
}

function knowledgeFindings({ tools, collectionIds }: AgentConfiguration): readonly AgentFinding[] {
  const at = tools.findIndex((tool) => tool.kind === 'provider' && tool.type === 'file_search')
  if (at >= 0 && collectionIds.length === 0 && !namesStores(tools[at]))
    return [
      finding(
        'knowledge_not_attached',
        'warning',
        'collection_ids',
        '/collectionIds',
        'It searches files, and no collection is attached: it finds nothing.',
      ),
    ]
  if (at < 0 && collectionIds.length > 0)
    return [
      finding(
        'knowledge_without_search',
        'note',
        'collection_ids',
        '/collectionIds',
        'It has collections and no file_search tool. Calls from this desk attach them; elsewhere they may not be looked in.',
      ),
    ]
  return []
}

function namesStores(tool: AgentTool | undefined): boolean {
  const ids = tool?.kind === 'provider' ? tool.settings['vector_store_ids'] : undefined
  return Array.isArray(ids) && ids.length > 0
}
