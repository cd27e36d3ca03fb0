import type { PolicyDocument, PolicyFacts, Rule } from '#contract/policy.ts'
import type { Configuration } from '#contract/settings.ts'
import type { Risk } from '#contract/tool.ts'
import { verdicts, type PolicyLine, type Verdict } from '#contract/verdict.ts'
import type { Test } from '#main/domain/policy/argument.ts'
import { addUp, claimsOf, fits, type Charge, type Claim } from '#main/domain/policy/budget.ts'
import { compileAll, createShared, toolsOf } from '#main/domain/policy/condition.ts'
import { compileFloor } from '#main/domain/policy/floor.ts'
import { riskKey } from '#main/domain/risk.ts'

/**
 * Whether a proposal runs by itself, is rehearsed, asks one person or two, or is refused. Of all that applies the most
 * restrictive wins, so the order of the rules never matters; a permission holds only where nothing restricts. What is not
 * known makes a restriction apply and a permission not. The default of the tier decides where no rule applies.
 */
export type Policy = {
  readonly version: number
  readonly floor: ReturnType<typeof compileFloor>
  /** Rules that are switched on and may apply to a tool. */
  readonly rulesFor: (tool: string) => readonly Compiled[]
}
type Compiled = { readonly rule: Rule; readonly test: Test }

/** Most rules name their tools: the others need not be looked at for each of them. */
export function compilePolicy(document: PolicyDocument, version: number): Policy {
  const shared = createShared()
  // Which tools a rule is about is settled by where it is found.
  const rest = ({ when }: Rule) => when.filter(({ field }) => field !== 'tool')
  const rules = document.rules
    .filter((rule) => rule.enabled)
    .map((rule) => ({ rule, test: compileAll(rest(rule), shared), tools: toolsOf(rule.when) }))
  const names = new Set(rules.flatMap(({ tools }) => tools ?? []))
  const byTool = new Map(
    [...names].map((name) => [name, rules.filter(({ tools }) => tools === null || tools.includes(name))]),
  )
  const ofAnyTool = rules.filter(({ tools }) => tools === null)
  return { version, floor: compileFloor(document.floor), rulesFor: (tool) => byTool.get(tool) ?? ofAnyTool }
}

export type Situation = {
  readonly facts: PolicyFacts
  readonly at: number
  /** The same moment on the clock of deadlines. */
  readonly deadlinesFrom: number
  readonly defaults: Configuration['defaultDecisions']
  /** What was charged before, by this rule, budget and scope, in the window of the claim. */
  readonly spent: (claim: Claim) => number
  /** In [0, 1): decides whether somebody looks at it afterwards. */
  readonly draw: number
}

/** Where a finding stands among equals: the earlier stage names the winner. */
const stages = {
  pause: 0,
  catalogue: 1,
  floor: 2,
  schema: 3,
  deny: 4,
  ask_two: 5,
  ask: 6,
  dry_run: 7,
  allow: 8,
  tier: 9,
} as const
type Finding = {
  readonly stage: number
  readonly verdict: Verdict
  readonly rule: string
  readonly ruleId: string | null
}

const severity = (verdict: Verdict): number => verdicts.indexOf(verdict)
const isPermission = (verdict: Verdict): boolean => verdict === 'allow' || verdict === 'dry_run'
const tiers: Readonly<Record<Risk, string>> = {
  0: 'Reads',
  1: 'Internal changes',
  2: 'Customer-visible',
  3: 'Money or account',
  4: 'Irreversible',
}

type Weighed = {
  readonly applied: readonly Applied[]
  readonly spending: readonly Spending[]
  readonly findings: readonly Finding[]
  /** Where no rule and no check speaks, the default of the tier does: there is always one. */
  readonly winner: Finding
}

function weigh(policy: Policy, situation: Situation): Weighed {
  const { facts, at, defaults } = situation
  const applied = applicable(policy, facts, at)
  const spending = applied.filter(({ state }) => state === 'permits').flatMap(({ rule }) => spend(rule, situation))
  const ofRules = [...applied.map(findingOf), ...spending.flatMap(({ finding }) => finding ?? [])]
  const byRule = applied.some(({ rule }) => isPermission(rule.verdict))
  const findings = [...checks(facts), ...policy.floor(facts, byRule).map(ofFloor), ...ofRules]
  const risk = facts.risk ?? 3
  if (ofRules.length === 0) {
    findings.push({ stage: stages.tier, verdict: defaults[riskKey(risk)], rule: tiers[risk], ruleId: null })
  }
  const winner = findings.reduce((first, one) => (compareFindings(one, first) < 0 ? one : first), findings[0] ?? unsaid)
  return { applied, spending, findings, winner }
}

const unsaid: Finding = { stage: stages.tier, verdict: 'ask', rule: tiers[3], ruleId: null }

const chargesOf = ({ spending, winner }: Weighed): readonly Charge[] =>
  winner.verdict === 'allow' ? spending.flatMap(({ charge }) => charge ?? []) : []

/** What `judge` decides, without what it says about it. */
export function decide(
  policy: Policy,
  situation: Situation,
): Pick<PolicyLine, 'verdict' | 'rule' | 'ruleId'> & { readonly charges: readonly Charge[] } {
  const weighed = weigh(policy, situation)
  const { verdict, rule, ruleId } = weighed.winner
  return { verdict, rule, ruleId, charges: chargesOf(weighed) }
}

export function judge(policy: Policy, situation: Situation): PolicyLine {
  const weighed = weigh(policy, situation)
  const { applied, spending, findings, winner } = weighed
  const others = findings.filter((one) => one !== winner).toSorted(compareFindings)
  const { verdict, rule, ruleId } = winner
  const { deadlinesFrom, draw } = situation
  const options = applied.map(({ rule }) => rule.with)
  const rates = options.flatMap(({ sampleRate }) => sampleRate ?? [])
  return {
    verdict,
    rule,
    ruleId,
    runnersUp: others.map((one) => ({ rule: one.rule, verdict: one.verdict })),
    ...timing(options, deadlinesFrom),
    requireReason: options.some(({ requireReason }) => requireReason === true),
    sampled: verdict === 'allow' && draw < Math.max(0, ...rates),
    budgets: spending.map(({ words }) => words()),
    charges: [...chargesOf(weighed)],
    version: policy.version,
  }
}

type Applied = { readonly rule: Rule; readonly state: 'restricts' | 'permits' | 'suspended' | 'ended' }

function applicable(policy: Policy, facts: PolicyFacts, at: number): readonly Applied[] {
  return policy.rulesFor(facts.tool).flatMap(({ rule, test }): readonly Applied[] => {
    const truth = test(facts)
    if (truth === false) return []
    const hasEnded = typeof rule.with.validUntil === 'number' && at >= rule.with.validUntil
    if (!isPermission(rule.verdict)) return hasEnded ? [] : [{ rule, state: 'restricts' }]
    if (truth === null) return []
    return [{ rule, state: rule.suspended !== null ? 'suspended' : hasEnded ? 'ended' : 'permits' }]
  })
}

function findingOf({ rule, state }: Applied): Finding {
  const asks = { stage: stages.ask, verdict: 'ask', ruleId: rule.id } as const
  if (state === 'suspended') return { ...asks, rule: `${rule.name} is suspended: ${rule.suspended?.cause ?? ''}` }
  if (state === 'ended') return { ...asks, rule: `${rule.name} has run out` }
  return { stage: stages[rule.verdict], verdict: rule.verdict, rule: rule.name, ruleId: rule.id }
}

type Spending = { readonly words: () => string; readonly charge: Charge | null; readonly finding: Finding | null }

/** One entry for each budget of a rule that permits; one that does not suffice makes the rule ask. */
function spend(rule: Rule, { facts, spent }: Situation): readonly Spending[] {
  if (rule.verdict !== 'allow') return []
  return claimsOf(rule, facts).map((claim): Spending => {
    const finding = (why: string): Finding => ({
      stage: stages.ask,
      verdict: 'ask',
      rule: `${rule.name}: ${why}`,
      ruleId: rule.id,
    })
    if ('uncountable' in claim) {
      const why = `\u201c${claim.uncountable}\u201d cannot be counted here`
      return { words: () => why, charge: null, finding: finding(why) }
    }
    const before = spent(claim)
    if (!fits(claim, before)) {
      const why = `\u201c${claim.words}\u201d is used up`
      return { words: () => why, charge: null, finding: finding(why) }
    }
    const left = () => addUp(claim.limit, -addUp(before, claim.charge.amount))
    return { words: () => `${claim.words}: ${left()} left`, charge: claim.charge, finding: null }
  })
}

function checks({ flags = [] }: PolicyFacts): Finding[] {
  const found: Finding[] = []
  const add = (stage: number, verdict: Verdict, rule: string) => found.push({ stage, verdict, rule, ruleId: null })
  if (flags.includes('paused')) add(stages.pause, 'ask', 'Everything is paused')
  if (flags.includes('unknown_tool')) add(stages.catalogue, 'deny', 'Not in the tool catalogue')
  if (flags.includes('invalid_arguments')) add(stages.schema, 'deny', 'Arguments do not fit the tool')
  if (flags.includes('manual')) add(stages.floor, 'ask', 'A person does this by hand')
  return found
}

const ofFloor = (rule: string): Finding => ({ stage: stages.floor, verdict: 'ask', rule, ruleId: null })

const compareFindings = (a: Finding, b: Finding): number =>
  severity(b.verdict) - severity(a.verdict) ||
  a.stage - b.stage ||
  compareText(a.rule, b.rule) ||
  compareText(a.ruleId ?? '', b.ruleId ?? '')

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Of several rules the longest undo window, and the earliest expiry. */
function timing(options: readonly Rule['with'][], at: number): Pick<PolicyLine, 'undoSeconds' | 'expiresAt'> {
  const undo = options.flatMap(({ undoSeconds }) => undoSeconds ?? [])
  const said = options.flatMap(({ expiresMinutes }) => (expiresMinutes === undefined ? [] : [expiresMinutes]))
  const minutes = said.flatMap((one) => one ?? [])
  return {
    ...(undo.length === 0 ? {} : { undoSeconds: Math.max(...undo) }),
    ...(said.length === 0 ? {} : { expiresAt: minutes.length === 0 ? null : at + Math.min(...minutes) * 60_000 }),
  }
}

/** The claims a judgement would ask about, so that they can be looked up beforehand. */
export const claimsFor = (policy: Policy, facts: PolicyFacts, at: number): readonly Claim[] =>
  applicable(policy, facts, at)
    .filter(({ rule, state }) => state === 'permits' && rule.verdict === 'allow')
    .flatMap(({ rule }) => claimsOf(rule, facts).flatMap((claim) => ('charge' in claim ? claim : [])))

/** Rules in force that would let this run if nothing else spoke against it. */
export const permissions = (policy: Policy, facts: PolicyFacts, at: number): readonly Rule[] =>
  applicable(policy, facts, at).flatMap(({ rule, state }) =>
    state === 'permits' && rule.verdict === 'allow' ? rule : [],
  )
