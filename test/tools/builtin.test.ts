import { describe, expect, it, vi } from 'vitest'
import type { Proposal, Step } from '#contract/proposal.ts'
import type { Arguments } from '#contract/tool.ts'
import { CatalogueToolSchema } from '#contract/tool.ts'
import { AppError } from '#main/kernel/errors.ts'
import { createRegistry, type Tool, type ToolOutcome } from '#main/tools/registry.ts'
import { memoryHelpdesk } from '#test/support/helpdesk.ts'
import { approved, attempted, conversation, history, newProposal } from '#test/support/proposals.ts'

function desk(catalogue: readonly unknown[] = []) {
  const memory = memoryHelpdesk()
  const registry = createRegistry({
    catalogue: catalogue.map((tool) => CatalogueToolSchema.parse(tool)),
    helpdesk: memory.helpdesk,
    escalation: { tag: 'escalate', assignee: { kind: 'team', id: '814865' } },
    clock: { now: () => 20_000 },
    http: { request: () => Promise.reject(new AppError('internal', 'No HTTP here.')) },
    secret: async () => null,
  })
  const find = (name: string): Tool => registry.find(name) ?? expect.fail(name)
  return { ...memory, registry, find }
}

const running = (tool: Tool, args: Arguments, steps: readonly Step[] = tool.steps): Proposal => {
  const made = newProposal({ tool: tool.view.name, kind: tool.proposalKind, arguments: args, steps: [...steps] })
  return history(made, [{ type: 'asked' }, approved(made), attempted])
}

async function run(tool: Tool, proposal: Proposal, signal = new AbortController().signal) {
  const log: string[] = []
  const steps = new Map(proposal.steps.map((step) => [step.name, step]))
  const outcome = await tool.execute({
    proposal,
    conversation: conversation({ tags: ['vip'] }),
    idempotencyKey: 'k',
    signal,
    onSent: async () => void log.push('sent'),
    onStep: async (step) => {
      steps.set(step.name, step)
      log.push(`${step.name} ${step.state}`)
    },
    traces: async () => ({ others: new Set(), after: 10_000 }),
  })
  return { outcome, log, steps: [...steps.values()] }
}

const probe = (tool: Tool, proposal: Proposal): Promise<ToolOutcome> | undefined =>
  tool.probe?.({
    proposal,
    conversation: conversation(),
    idempotencyKey: 'k',
    others: new Set<string>(),
    after: 10_000,
    signal: new AbortController().signal,
  })

describe('the registry', () => {
  it('always has the built-ins, by their exact names, and nothing replaces them', () => {
    const fake = { kind: 'manual', name: 'CLOSE', risk: 0, parameters: {}, steps: ['Do nothing'] }
    const { registry } = desk([fake, { ...fake, name: 'call_courier' }])
    expect(registry.views().map((view) => [view.name, view.kind, view.risk])).toEqual([
      ['send_reply', 'builtin', 2],
      ['internal_note', 'builtin', 1],
      ['ESCALATE', 'builtin', 1],
      ['CLOSE', 'builtin', 2],
      ['call_courier', 'manual', 0],
    ])
    expect(registry.find('close')).toBeNull()
    expect(registry.find('constructor')).toBeNull()
  })

  it('checks the arguments of a built-in like those of any tool', () => {
    const { find } = desk()
    expect(find('send_reply').validate({ text: ' ' })).toHaveLength(1)
    expect(find('ESCALATE').validate({ reason: 'x', priority: 'urgent' })[0]?.pointer).toBe('/priority')
    expect(find('CLOSE').validate({ resolution_summary: 'Solved.' })).toEqual([])
  })

  it('never does what is done by hand', async () => {
    const { find } = desk([{ kind: 'manual', name: 'call', risk: 1, parameters: {}, steps: ['Call'] }])
    const { outcome, log } = await run(find('call'), running(find('call'), {}))
    expect(outcome).toMatchObject({ kind: 'failed', retryable: false })
    expect(log).toEqual([])
  })
})

describe('T17 words go out once and are looked up, never sent again', () => {
  it.each([
    ['send_reply', 'reply', 'comment'],
    ['internal_note', 'note', 'note'],
  ] as const)('%s', async (name, method, kind) => {
    const { find, writes, faults, held } = desk()
    const tool = find(name)
    const proposal = running(tool, { text: 'Dear Ana,\n\nit left.' })
    expect((await run(tool, proposal)).outcome).toMatchObject({
      kind: 'succeeded',
      message: { externalId: 'part-1', text: 'Dear Ana,\n\nit left.', at: 10_000 },
      receipt: { status: 200, remoteId: 'part-1' },
    })
    expect(held().parts[0]?.kind).toBe(kind)

    faults.set(method, 'refuse')
    expect((await run(tool, proposal)).outcome).toMatchObject({ kind: 'failed', retryable: false })

    const other = running(tool, { text: 'Second words.' })
    faults.set(method, 'lose request')
    expect((await run(tool, other)).outcome.kind).toBe('unknown')
    expect(await probe(tool, other)).toMatchObject({ kind: 'failed', error: { code: 'not_run' }, retryable: true })
    faults.set(method, 'lose answer')
    expect((await run(tool, other)).outcome.kind).toBe('unknown')
    expect(await probe(tool, other)).toMatchObject({ kind: 'succeeded', message: { externalId: 'part-2' } })
    expect(writes).toEqual([method, method, method, method])
  })

  it('does not take the same words from before, or from another hand, for its own', async () => {
    const { find, helpdesk } = desk()
    const tool = find('send_reply')
    await run(tool, running(tool, { text: 'Hello' }))
    const signal = new AbortController().signal
    const look = (after: number | null, others: readonly string[] = []) =>
      tool.probe?.({
        proposal: running(tool, { text: 'Hello' }),
        conversation: conversation(),
        idempotencyKey: 'k',
        after,
        others: new Set(others),
        signal,
      })
    expect((await look(10_000))?.kind).toBe('succeeded')
    expect((await look(10_001))?.kind).toBe('failed')
    // Nobody knows since when: the same words may be older ones.
    expect((await look(null))?.kind).toBe('unknown')
    expect((await look(null, ['part-1']))?.kind).toBe('failed')
    expect((await look(10_000, ['part-1']))?.kind).toBe('failed')
    const stranger = { ...helpdesk, actingAdminId: async () => 'somebody else' }
    const { registry: other } = { registry: createRegistryFor(stranger) }
    expect((await probe(other.find('send_reply') ?? tool, running(tool, { text: 'Hello' })))?.kind).toBe('failed')
  })
  const createRegistryFor = (helpdesk: ReturnType<typeof memoryHelpdesk>['helpdesk'] | null) =>
    createRegistry({
      catalogue: [],
      helpdesk,
      escalation: { tag: 'escalate', assignee: null },
      clock: { now: () => 0 },
      http: { request: () => Promise.reject(new AppError('internal', 'No HTTP here.')) },
      secret: async () => null,
    })

  it('marks nothing as sent where no helpdesk is connected', async () => {
    const tool = createRegistryFor(null).find('send_reply') ?? expect.fail()
    const { outcome, log } = await run(tool, running(tool, { text: 'Hello' }))
    expect(outcome).toMatchObject({ kind: 'failed', retryable: true, error: { code: 'missing_secret' } })
    expect(log).toEqual([])
  })
})

describe('T5 CLOSE has its effect only when the helpdesk closed', () => {
  it('gives the state on success and nothing otherwise', async () => {
    const { find, faults, held } = desk()
    const tool = find('CLOSE')
    const proposal = running(tool, { resolution_summary: 'Solved.' })
    faults.set('close', 'refuse')
    expect((await run(tool, proposal)).outcome).not.toHaveProperty('effects')
    faults.set('close', 'lose request')
    expect((await run(tool, proposal)).outcome.kind).toBe('unknown')
    expect((await probe(tool, proposal))?.kind).toBe('failed')
    const { outcome } = await run(tool, proposal)
    expect(outcome).toMatchObject({ kind: 'succeeded', effects: { state: 'closed' } })
    expect((await probe(tool, proposal))?.kind).toBe('succeeded')
    expect(held().parts, 'the summary is not for the customer').toEqual([])
  })
})

describe('ESCALATE is a saga', () => {
  const args = { reason: 'refund dispute', priority: 'high' }

  it('tags, notes and assigns, and marks each step before and after', async () => {
    const { find, held } = desk()
    const { outcome, log } = await run(find('ESCALATE'), running(find('ESCALATE'), args))
    expect(outcome).toMatchObject({
      kind: 'succeeded',
      effects: { assignee: '814865', tags: ['vip', 'escalate'] },
    })
    expect(log).toEqual([
      'sent',
      'tag unknown',
      'tag done',
      'note unknown',
      'note done',
      'assign unknown',
      'assign done',
    ])
    expect(held()).toMatchObject({ tags: ['escalate'], assignee: '814865' })
    expect(held().parts).toMatchObject([
      { kind: 'note', text: 'AI Escalation: refund dispute (priority: high). Human review needed.' },
    ])
  })

  it('names who takes over as soon as the helpdesk has said it, and the id until then', async () => {
    const { registry, helpdesk } = desk()
    const tool = registry.find('ESCALATE') ?? expect.fail()
    expect(tool.steps.at(-1)?.label).toBe('Assign to team 814865')
    expect(tool.sentence).toMatch(/ to a colleague, /)
    vi.spyOn(helpdesk, 'nameOf').mockReturnValue('Work{{args}}shop\u202e')
    expect(tool.steps.at(-1)?.label).toMatch(/^Assign to Workargsshop/)
    expect(tool.view.steps.at(-1)).not.toContain('\u202e')
    expect(tool.sentence).toMatch(/ to the team Workargsshop[^{]*, priority \{\{args\.priority\}\}/)
  })

  it.each(['tag', 'note', 'assign'])(
    'goes on when %s fails, and another attempt repeats only that',
    async (failing) => {
      const { find, writes, faults } = desk()
      const tool = find('ESCALATE')
      faults.set(failing, 'refuse')
      const first = await run(tool, running(tool, args))
      expect(first.outcome).toMatchObject({ kind: 'failed', retryable: true, error: { code: 'step_failed' } })
      expect(first.steps.map((step) => step.state)).toEqual(
        ['tag', 'note', 'assign'].map((name) => (name === failing ? 'failed' : 'done')),
      )
      writes.length = 0
      const second = await run(tool, running(tool, args, first.steps))
      expect(second.outcome.kind).toBe('succeeded')
      expect(writes).toEqual([failing])
    },
  )

  it('looks before it repeats a step nobody knows about', async () => {
    const { find, writes, faults, held } = desk()
    const tool = find('ESCALATE')
    faults.set('note', 'lose answer')
    faults.set('assign', 'lose request')
    const first = await run(tool, running(tool, args))
    expect(first.outcome.kind).toBe('unknown')
    expect(first.steps.map((step) => step.state)).toEqual(['done', 'unknown', 'unknown'])
    const lost = running(tool, args, first.steps)
    expect(await probe(tool, lost)).toMatchObject({
      kind: 'failed',
      steps: [
        { name: 'note', state: 'done' },
        { name: 'assign', state: 'failed' },
      ],
    })
    writes.length = 0
    const second = await run(tool, lost)
    expect(second.outcome.kind).toBe('succeeded')
    expect(writes).toEqual(['assign'])
    expect(held().parts).toHaveLength(1)
    expect((await probe(tool, lost))?.kind).toBe('succeeded')
  })

  it('starts no further step when the desk stops', async () => {
    const { find, writes } = desk()
    const stop = new AbortController()
    stop.abort()
    const { outcome } = await run(find('ESCALATE'), running(find('ESCALATE'), args), stop.signal)
    expect(outcome).toMatchObject({ kind: 'failed', retryable: true })
    expect(writes).toEqual([])
  })
})
