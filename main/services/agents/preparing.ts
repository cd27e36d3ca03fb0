import type { AgentConfiguration, AgentField, Merge } from '#contract/agent.ts'
import type { AgentAct } from '#contract/agent-act.ts'
import type { Check } from '#contract/proposal.ts'
import { createBody } from '#main/clients/xai/agents.ts'
import { writeAgent, type StoredNumber } from '#main/clients/xai/agent-wire.ts'
import { actNames } from '#main/domain/agents/acts.ts'
import { describeDifferences, keyedTools } from '#main/domain/agents/differences.ts'
import { changedFields, contentHash, fieldLabels, isEmptyField, unclearedFields } from '#main/domain/agents/fields.ts'
import { findProblems } from '#main/domain/agents/limits.ts'
import { lintAgent, type LintSurroundings } from '#main/domain/agents/lint.ts'
import { conversationOfAgent, conversationOfCreations } from '#main/domain/own-conversation.ts'
import { AppError, assertNever } from '#main/kernel/errors.ts'
import { marksIn, settingsIn } from '#main/kernel/tool-secrets.ts'
import { passed, plainAct, warned, type Prepared } from '#main/services/acts/prepared.ts'
import { mergeWith, readNow } from '#main/services/agents/versions.ts'
import type { Desk } from '#main/services/desk.ts'

/** What somebody does to a voice agent, worked out in full as the service has things now. */
export async function prepareAgentAct(
  desk: Desk,
  act: AgentAct,
  lint: LintSurroundings,
  signal: AbortSignal,
): Promise<Prepared> {
  switch (act.act) {
    case 'create':
      return creating(act, lint, await unkept(desk, act.draft, null))
    case 'publish':
      return publishing(desk, act.change, lint, signal)
    case 'delete':
      return deleting(desk, act.id, signal)
    default:
      return assertNever(act)
  }
}

const placeOf = (agentId: string, name: string): Prepared['place'] => ({
  externalId: conversationOfAgent(agentId),
  subject: `Voice agent ${name}`,
  name,
})

function creating(
  { draft, template }: Extract<AgentAct, { act: 'create' }>,
  lint: LintSurroundings,
  secrets: readonly string[],
): Prepared {
  const nothing: AgentConfiguration = { name: '', instructions: '', tools: [], voice: null, collectionIds: [] }
  const body = createBody(draft)
  return {
    ...plainAct,
    tool: actNames.create,
    arguments: { agent_name: draft.name, agent: body, template, runs_at_provider: [...providerTypes(draft)] },
    request: { method: 'POST', path: '/v1/agents', body },
    differences: describeDifferences(nothing, draft),
    checks: [...limitChecks(draft), ...lintChecks(draft, lint)],
    place: { externalId: conversationOfCreations, subject: 'New voice agents', name: 'New voice agents' },
    obstacles: secrets,
    refusal: problemsIn(draft),
  }
}

async function publishing(
  desk: Desk,
  { id, base, draft, clear, restores }: Extract<AgentAct, { act: 'publish' }>['change'],
  lint: LintSurroundings,
  signal: AbortSignal,
): Promise<Prepared> {
  const before = await desk.store.agents.version(id, base)
  const { agent, version } = await readNow(desk, id, signal)
  const isMoved = version.version !== base && (version.hash !== before.version.hash || isLater(version, before.version))
  const mask = changedFields(before.configuration, draft)
  const uncleared = unclearedFields(before.configuration, draft, clear)
  const cleared = mask.filter((field) => isEmptyField(draft, field))
  const fields = writeAgent(draft, mask)
  const { name } = agent.configuration
  const secrets = mask.includes('tools') ? await unkept(desk, draft, agent.configuration) : []
  return {
    tool: actNames.update,
    arguments: {
      agent_id: id,
      agent_name: name,
      base: contentHash(agent),
      base_updated_at: agent.updatedAt,
      agent: fields,
      field_mask: [...mask],
      cleared: [...cleared],
      restores,
      runs_at_provider: [...providerTypes(draft)],
    },
    request: {
      method: 'PATCH',
      path: `/v1/agents/${encodeURIComponent(id)}`,
      body: { agent: fields, field_mask: { paths: [...mask] } },
    },
    mask,
    differences: describeDifferences(before.configuration, draft),
    checks: [
      passed('context', 'Not changed elsewhere since'),
      passed('mask', `Replaces ${mask.map((field) => fieldLabels[field].toLowerCase()).join(', ')}, and nothing else`),
      ...clearChecks(cleared),
      ...limitChecks(draft),
      ...lintChecks(draft, lint),
    ],
    steps: [],
    place: placeOf(id, name),
    agentId: id,
    obstacles: [...(mask.length === 0 ? ['Nothing is different from what the service has.'] : []), ...secrets],
    refusal: isMoved ? movedElsewhere(id, name) : (unclearedIn(uncleared) ?? problemsIn(draft)),
    conflict: isMoved ? mergeWith(before.configuration, draft, agent, version) : null,
  }
}

/** Tools with a secret that neither the service has now nor anybody typed: an older version's, or another agent's. */
async function unkept(
  desk: Desk,
  draft: AgentConfiguration,
  now: AgentConfiguration | null,
): Promise<readonly string[]> {
  const held = new Set(now === null ? [] : marksIn(settingsIn(now)))
  const { toolSecrets } = desk.connections()
  const found: string[] = []
  for (const [key, tool] of keyedTools(draft.tools)) {
    const marks = marksIn(settingsIn({ tools: [tool] })).filter((mark) => !held.has(mark))
    const known = await Promise.all(marks.map((mark) => toolSecrets.find(mark)))
    if (known.includes(null))
      found.push(`A secret of the tool ${key} is not the one the service has now, and no other is kept. Type it again.`)
  }
  return found
}

/** The same content, touched elsewhere: something that nobody here can see was changed. Our own touches make no version. */
const isLater = (now: Merge['version'], before: Merge['version']): boolean =>
  now.origin === 'outside' && now.version > before.version

async function deleting(desk: Desk, id: string, signal: AbortSignal): Promise<Prepared> {
  const { agent } = await readNow(desk, id, signal)
  const { numbers } = await desk
    .connections()
    .phoneNumbers.page(signal)
    .catch(() => ({ numbers: null }))
  const isBusy = (await desk.store.calls.open()).some(({ call }) => call.agent.id === id)
  const { name } = agent.configuration
  return {
    ...plainAct,
    tool: actNames.delete,
    arguments: { agent_id: id, agent_name: name, base: contentHash(agent), base_updated_at: agent.updatedAt },
    request: { method: 'DELETE', path: `/v1/agents/${encodeURIComponent(id)}`, body: null },
    checks: [passed('context', 'Read again just now'), answersCheck(id, numbers)],
    place: placeOf(id, name),
    agentId: id,
    obstacles: isBusy ? ['A call with this agent is under way. Delete it when that is over.'] : [],
  }
}

/** Null: they could not be read, and nobody may say that there are none. */
function answersCheck(id: string, numbers: readonly StoredNumber[] | null): Check {
  const held = numbers?.filter(({ agentId }) => agentId === id).map(({ number }) => number) ?? []
  if (numbers === null) return warned('cleared', 'Whether it answers numbers could not be read')
  if (held.length === 0) return passed('cleared', 'It answers no number')
  const detail = `Nobody answers ${held.join(', ')} afterwards.`
  return warned('cleared', 'It answers numbers', detail)
}

const providerTypes = ({ tools }: AgentConfiguration): readonly string[] => [
  ...new Set(tools.flatMap((tool) => (tool.kind === 'provider' ? [tool.type] : []))),
]

function limitChecks(draft: AgentConfiguration): readonly Check[] {
  const [first] = findProblems(draft)
  if (first === undefined) return [passed('schema', 'Within the limits of the service')]
  return [{ id: 'schema', result: 'fail', label: 'Over a limit of the service', detail: first.message }]
}

const clearChecks = (cleared: readonly AgentField[]): readonly Check[] =>
  cleared.length === 0
    ? [passed('cleared', 'Nothing is emptied')]
    : [warned('cleared', `Empties ${cleared.map((field) => fieldLabels[field].toLowerCase()).join(', ')} on purpose`)]

const mostLint = 5

const lintChecks = (draft: AgentConfiguration, around: LintSurroundings): readonly Check[] =>
  lintAgent(draft, around)
    .filter(({ level }) => level === 'warning')
    .slice(0, mostLint)
    .map(({ message }) => warned('lint', message))

function problemsIn(draft: AgentConfiguration): AppError | null {
  const problems = findProblems(draft)
  const [first] = problems
  return first === undefined
    ? null
    : new AppError('invalid_input', first.message, { data: { pointer: first.pointer, field: first.field, problems } })
}

function unclearedIn(fields: readonly AgentField[]): AppError | null {
  const [field] = fields
  if (field === undefined) return null
  const message =
    field === 'name'
      ? 'An agent needs a name.'
      : `${fieldLabels[field]} would be emptied. Clear them on purpose, or leave them as they are.`
  return new AppError('invalid_input', message, { data: { pointer: `/${field}`, field } })
}

const movedElsewhere = (agentId: string, name: string): AppError =>
  new AppError('changed', `${name} was changed elsewhere since this was begun. Compare both, then publish again.`, {
    data: { agentId },
  })
