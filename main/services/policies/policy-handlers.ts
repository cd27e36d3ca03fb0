import type { AppContract } from '#contract/index.ts'
import type { PolicyFacts, PolicyView, Rule, Suggestion } from '#contract/policy.ts'
import type { Simulation } from '#contract/policy-simulation.ts'
import { toolsOf } from '#main/domain/policy/condition.ts'
import { diffDocuments } from '#main/domain/policy/diff.ts'
import { completeDocument, inspectRule, parseDocument, parseRule, requireFloor } from '#main/domain/policy/document.ts'
import { findOverlaps } from '#main/domain/policy/overlap.ts'
import { currencyIn } from '#main/domain/policy/money.ts'
import { presetInForce, presets } from '#main/domain/policy/presets.ts'
import { draftRule } from '#main/domain/policy/draft.ts'
import { earnedBy, suggestRule } from '#main/domain/policy/suggestion.ts'
import { readableTokens } from '#main/domain/policy/tokens.ts'
import { ruleSentence, ruleText } from '#main/domain/policy/words.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Desk } from '#main/services/desk.ts'
import { describeTool, toolFlags } from '#main/services/policies/policy-facts.ts'
import type { PolicyVersion } from '#main/store/policies.ts'
import type { Handlers } from '#rpc/serve.ts'

/** The policy of the desk: read, tried out on the past, saved, and looked at again afterwards. */
export function policyHandlers(desk: Desk): Handlers<AppContract['policies']> {
  const { policies } = desk.store
  const operator = () => desk.configuration().operator.name
  return {
    get: async () => view(await policies.current(), desk),
    save: async ({ document, basedOn, floor }) => {
      const next = parseDocument(document)
      const { document: before } = await policies.current()
      requireFloor(next, before, floor === true)
      const completed = completeDocument(next, before, { at: desk.clock.now(), by: operator() })
      return view(await policies.save({ document: completed, basedOn, by: operator() }), desk)
    },
    preview: async ({ rule: given }) => {
      const { rule, issues } = inspectRule(given)
      const tokens = [...readableTokens(given)]
      if (rule === null) return { sentence: [], text: '', tokens, issues: [...issues], overlaps: [] }
      const { document } = await policies.current()
      return {
        sentence: [...ruleSentence(rule)],
        text: ruleText(rule),
        tokens,
        issues: [...issues],
        overlaps: findOverlaps(rule, document),
      }
    },
    diff: async ({ document }) => diffDocuments((await policies.current()).document, parseDocument(document)),
    simulate: async ({ rule: given, last }) => {
      const rule = parseRule(given)
      const { defaultDecisions: defaults } = desk.configuration()
      return withCurrency(await policies.simulate({ rule, defaults, last }), rule, desk)
    },
    lately: async () => policies.lately({ since: desk.clock.now() - latelyMs }),
    draft: async ({ proposalId }) => {
      const facts = await policies.facts(proposalId)
      if (facts === null) throw new AppError('not_found', 'No rule looked at this, so none can be made from it.')
      const { document } = await policies.current()
      return draftRule(
        facts,
        document.rules.map(({ id }) => id),
      )
    },
    suggestions: async () => ({ suggestions: await suggest(desk) }),
    dismiss: async ({ ruleId, dismissed }) => {
      const others = (await readDismissed(desk)).filter((id) => id !== ruleId)
      await desk.store.settings.put(dismissedKey, dismissed ? [...others, ruleId].slice(-mostDismissed) : others)
      return {}
    },
    test: async ({ facts, document }) =>
      desk.policies.rehearse(await completeFacts(desk, facts), document === undefined ? null : parseDocument(document)),
    reviewQueue: async (options) => {
      const { items, next, open } = await policies.reviews(options)
      return { items: [...items], next, open }
    },
    review: async ({ proposalId, outcome, note }) => {
      const by = operator()
      const cause = `${by} did not agree afterwards${note === '' ? '' : ` (${note.slice(0, 300)})`}`
      const suspends = outcome === 'bad' ? await desk.policies.suspensions(proposalId, cause) : []
      return policies.review({ proposalId, outcome, by, note, suspends })
    },
  }
}

/** What the sentences of the rule's tools say about the number, where they say one thing. */
function withCurrency(simulation: Simulation, rule: Rule, desk: Desk): Simulation {
  const { spread } = simulation
  if (spread === null || !spread.money) return simulation
  const { tools } = desk.connections()
  const named = new Set(
    (toolsOf(rule.when) ?? []).map((name) => currencyIn(tools.find(name)?.sentence ?? null, spread.pointer)),
  )
  const [currency] = named
  return named.size !== 1 || currency === null || currency === undefined
    ? simulation
    : { ...simulation, spread: { ...spread, currency } }
}

const latelyMs = 30 * 86_400_000

const view = ({ version, document, at, by, cause }: PolicyVersion, desk: Desk): PolicyView => ({
  version,
  document,
  at,
  by,
  cause,
  sentences: document.rules.map((rule) => ({ id: rule.id, sentence: [...ruleSentence(rule)], text: ruleText(rule) })),
  presets: presets.map((preset) => ({ ...preset, rules: [...preset.rules] })),
  preset: presetInForce(document, desk.configuration().defaultDecisions),
})

/** What a proposal with these arguments would bring along by itself. */
async function completeFacts(desk: Desk, facts: PolicyFacts): Promise<PolicyFacts> {
  const tool = desk.connections().tools.find(facts.tool)
  const isValid = tool === null || facts.arguments === undefined || tool.validate(facts.arguments).length === 0
  const flags = new Set([...(facts.flags ?? []), ...(await toolFlags(desk.store.policies, tool, isValid))])
  return { at: desk.clock.now(), ...describeTool(facts.tool, tool), ...facts, flags: [...flags] }
}

const dismissedKey = 'policies.dismissed'
const mostDismissed = 500

async function readDismissed({ store }: Desk): Promise<string[]> {
  const kept = await store.settings.get(dismissedKey)
  return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : []
}

/** Of tools that are still there, and not sent away by a person. */
async function suggest(desk: Desk): Promise<Suggestion[]> {
  const { document } = await desk.store.policies.current()
  const { tools } = desk.connections()
  const dismissed = await readDismissed(desk)
  return (await desk.store.policies.streaks(earnedBy)).flatMap((newest) => {
    const suggestion = suggestRule(newest, document, desk.clock.now())
    if (suggestion === null || dismissed.includes(suggestion.rule.id)) return []
    return tools.find(suggestion.tool) === null ? [] : [suggestion]
  })
}
