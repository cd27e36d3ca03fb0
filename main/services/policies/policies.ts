import type { Flag, PolicyDocument, PolicyFacts } from '#contract/policy.ts'
import type { Proposal } from '#contract/proposal.ts'
import type { Configuration } from '#contract/settings.ts'
import type { PolicyLine } from '#contract/verdict.ts'
import { addUp, type Charge, type Claim } from '#main/domain/policy/budget.ts'
import { claimsFor, compilePolicy, judge, permissions, type Policy } from '#main/domain/policy/judge.ts'
import type { Suspension } from '#main/domain/policy/document.ts'
import { sentenceText } from '#main/domain/sentence.ts'
import type { Clock, Random } from '#main/kernel/ports.ts'
import { describeTool, schemaHashOf, toolFlags } from '#main/services/policies/policy-facts.ts'
import type { Record } from '#main/services/record.ts'
import type { Commit, Store } from '#main/store/store.ts'
import type { Registry, Tool } from '#main/tools/registry.ts'

/** The rules in force, asked about one proposal at a time. */
export type Policies = {
  readonly current: () => Promise<Policy>
  /** `taken`: what others of the same bundle are about to be charged. */
  readonly judge: (facts: PolicyFacts, taken: readonly Charge[], budgets: 'as they are' | 'used up') => Promise<Judged>
  /** The rule under which something that is signed by rule and has not left may still leave; null: none. */
  readonly stillAllows: (proposal: Proposal) => Promise<string | null>
  /** What the rules in force say about a stored proposal now; null: they were never asked about it. */
  readonly verdictNow: (proposal: Proposal) => Promise<PolicyLine | null>
  /** Versions of tools that were approved before versions were written down. */
  readonly adoptTools: (tools: Registry) => Promise<void>
  /** What another document would say. */
  readonly rehearse: (facts: PolicyFacts, document: PolicyDocument | null) => Promise<PolicyLine>
  /** Rules in force that would let this run, each with the cause: to be suspended. */
  readonly suspensions: (proposalId: string, cause: string) => Promise<readonly Suspension[]>
}

export type Judged = { readonly line: PolicyLine; readonly claims: readonly Claim[] }

type Ports = {
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  /** For deadlines. */
  readonly time: () => number
  readonly isPaused: () => boolean
  readonly configuration: () => Configuration
  readonly tool: (name: string) => Tool | null
}

export function createPolicies(ports: Ports): Policies {
  const { store, clock, random, configuration } = ports
  let compiled: Policy | null = null
  const current = async (): Promise<Policy> => {
    const { version, document } = await store.policies.current()
    if (compiled?.version !== version) compiled = compilePolicy(document, version)
    return compiled
  }

  const ask = async (policy: Policy, facts: PolicyFacts, taken: readonly Charge[], except = ''): Promise<Judged> => {
    const at = facts.at ?? clock.now()
    const claims = claimsFor(policy, facts, at)
    const before = await store.policies.spent(claims, at, except)
    const line = judge(policy, {
      facts: { ...facts, at, flags: [...(facts.flags ?? []), ...(ports.isPaused() ? ['paused' as const] : [])] },
      at,
      deadlinesFrom: ports.time(),
      defaults: configuration().defaultDecisions,
      draw: random.fraction(),
      spent: ({ charge }) => {
        const index = claims.findIndex((claim) => isSame(claim.charge, charge))
        const inBundle = taken.filter((one) => isSame(one, charge)).map(({ amount }) => amount)
        return [before[index] ?? Infinity, ...inBundle].reduce(addUp)
      },
    })
    return { line, claims: line.verdict === 'allow' ? claims : [] }
  }

  const verdictNow = async (proposal: Proposal): Promise<PolicyLine | null> => {
    const facts = await store.policies.facts(proposal.id)
    if (facts === null) return null
    const tool = ports.tool(proposal.tool)
    const isValid = tool === null || tool.validate(proposal.arguments).length === 0
    const flags = (facts.flags ?? []).filter((flag) => !ofTool.includes(flag))
    const now = {
      ...facts,
      ...describeTool(proposal.tool, tool),
      arguments: proposal.arguments,
      at: clock.now(),
      flags: [...flags, ...(await toolFlags(store.policies, tool, isValid))],
    }
    return (await ask(await current(), now, [], proposal.id)).line
  }

  return {
    current,
    judge: async (facts, taken, budgets) => {
      const policy = await current()
      if (budgets === 'as they are') return ask(policy, facts, taken)
      const at = facts.at ?? clock.now()
      const exhausted = claimsFor(policy, facts, at).map(({ charge }) => ({ ...charge, amount: Infinity }))
      return ask(policy, facts, exhausted)
    },
    stillAllows: async (proposal) => {
      const line = await verdictNow(proposal)
      return line?.verdict === 'allow' ? line.rule : null
    },
    verdictNow,
    adoptTools: (tools) =>
      store.policies.adoptTools(
        tools.views().flatMap(({ name }) => {
          const tool = tools.find(name)
          return tool === null ? [] : [{ tool: name, schemaHash: schemaHashOf(tool) }]
        }),
      ),
    rehearse: async (facts, document) => {
      const policy = document === null ? await current() : compilePolicy(document, 0)
      return (await ask(policy, facts, [])).line
    },
    suspensions: async (proposalId, cause) => {
      const facts = await store.policies.facts(proposalId)
      if (facts === null) return []
      return permissions(await current(), facts, clock.now()).map(({ id }) => ({ rule: id, cause }))
    },
  }
}

const ofTool: readonly Flag[] = ['unknown_tool', 'invalid_arguments', 'manual', 'first_use']

const isSame = (a: Charge, b: Charge): boolean => a.rule === b.rule && a.budget === b.budget && a.scope === b.scope

/** A person who edits or rejects contradicts every rule that would have let it run: those are suspended in the same commit. */
export function suspendOnContradiction(record: Record, policies: Policies, store: Store): Record {
  return {
    ...record,
    commit: async (commit) => {
      const cause = contradiction(commit)
      if (cause === null) return record.commit(commit)
      const suspends = await policies.suspensions(commit.id, `${cause} ${await titleOf(store, commit.id)}`)
      return record.commit(suspends.length === 0 ? commit : { ...commit, suspends })
    },
  }
}

function contradiction({ events }: Commit): string | null {
  for (const event of events) {
    if (event.type === 'rejected' && event.signer.by === 'person') {
      return `${event.signer.name} rejected${event.text === '' ? '' : ` (${event.text.slice(0, 300)})`}`
    }
    const isEdit = (event.type === 'approved' || event.type === 'signed') && event.verb === 'edit'
    if (isEdit && event.signer.by === 'person') return `${event.signer.name} edited`
  }
  return null
}

const titleOf = async (store: Store, id: string): Promise<string> => sentenceOf(await store.ledger.get(id))
const sentenceOf = ({ sentence }: Proposal): string => `\u201c${sentenceText(sentence)}\u201d`
