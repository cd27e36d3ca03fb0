import { PolicyFactsSchema, type PolicyDiff, type PolicyFacts } from '#contract/policy.ts'
import type { Simulation } from '#contract/policy-simulation.ts'
import { VerdictSchema, type PolicyLine, type Verdict } from '#contract/verdict.ts'
import { parseDocument, parseRule } from '#main/domain/policy/document.ts'
import { issueWords } from '#main/domain/policy/document-issues.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Call, Command, Desk } from '#main/hosts/cli/command.ts'
import { fileOrInput, plainJson, required, wholeNumber } from '#main/hosts/cli/read.ts'
import { clip, oneLine, printableJson, table, time } from '#main/hosts/cli/print.ts'

/** policy show · export · import · test · simulate */

/** The rules say themselves what is wrong with them, and where. */
const readJson = async (call: Call): Promise<unknown> =>
  plainJson(await fileOrInput(required(call.operands[0], 'FILE'), call.standardInput), 'The file')

const show: Command = {
  words: 'policy show',
  operands: [],
  options: {},
  help: 'Show the rules in force as sentences, and what is suggested.',
  workspace: 'any',
  run: async (desk) => {
    const policy = await desk.policies.get({})
    const { suggestions } = await desk.policies.suggestions({})
    const by = policy.version === 0 ? 'nothing saved yet' : `saved by ${oneLine(policy.by)} at ${time(policy.at)}`
    const cause = policy.cause === null ? '' : ` (${oneLine(policy.cause)})`
    const lines = policy.document.rules.map((rule, index) => {
      const { text = '' } = policy.sentences[index] ?? {}
      return `${oneLine(rule.id)}  ${oneLine(rule.name)}\n  ${oneLine(text)}`
    })
    const earned = suggestions.map(
      (one) => `Suggested, ${one.approved} of ${one.of} approved unchanged:\n  ${oneLine(one.text)}`,
    )
    const text = [`Version ${policy.version}, ${by}${cause}`, ...lines, ...earned].join('\n')
    return { json: { ...policy, presets: undefined, suggestions }, text }
  },
}

const exportFile: Command = {
  words: 'policy export',
  operands: [],
  options: {},
  help: 'Print the policy as JSON.',
  workspace: 'any',
  run: async (desk) => {
    const { document } = await desk.policies.get({})
    return { json: document, text: printableJson(document) }
  },
}

const importFile: Command = {
  words: 'policy import',
  operands: ['FILE'],
  options: {
    diff: { type: 'boolean', help: 'only show what would change' },
    floor: { type: 'boolean', help: 'needed where it changes what never runs by itself' },
  },
  help: 'Replace the policy by a JSON document ("-": standard input), and show what changed.',
  workspace: 'any',
  run: async (desk, call) => {
    const document = parseDocument(await readJson(call))
    const { version } = await desk.policies.get({})
    const diff = await desk.policies.diff({ document })
    if (call.flag('diff')) return { json: { version, diff }, text: describeDiff(diff) }
    const saved = await desk.policies.save({ document, basedOn: version, floor: call.flag('floor') })
    return { json: { version: saved.version, diff }, text: `${describeDiff(diff)}\nVersion ${saved.version}.` }
  },
}

function describeDiff({ added, changed, removed, floor }: PolicyDiff): string {
  const lines = [
    ...added.map((one) => `+ ${oneLine(one.name)}: ${oneLine(one.text)}`),
    ...changed.map((one) => `~ ${oneLine(one.name)}: ${oneLine(one.before)}\n  now: ${oneLine(one.after)}`),
    ...removed.map((one) => `- ${oneLine(one.name)}: ${oneLine(one.text)}`),
    ...floor.map((one) => `! never by itself: ${oneLine(one)}`),
  ]
  return lines.length === 0 ? 'Nothing changes.' : lines.join('\n')
}

type Case = { readonly name: string; readonly facts: PolicyFacts; readonly expect: Verdict | null }

const test: Command = {
  words: 'policy test',
  operands: ['FILE'],
  options: { policy: { type: 'string', value: 'FILE', help: 'ask this document instead of the policy in force' } },
  help: 'Say what the policy does with each case in a JSON file: facts, or a list of {name, facts, expect}.',
  workspace: 'any',
  run: async (desk, call) => {
    const cases = readCases(await readJson(call))
    const document = await readPolicy(call)
    const results: { readonly name: string; readonly line: PolicyLine; readonly expect: Verdict | null }[] = []
    for (const { name, facts, expect } of cases) {
      const line = await desk.policies.test({ facts, ...(document === null ? {} : { document }) })
      results.push({ name, line, expect })
    }
    const wrong = results.filter(({ line, expect }) => expect !== null && expect !== line.verdict)
    const text = results.map(describeResult).join('\n')
    const json = results.map(({ name, line, expect }) => ({ name, expect, ...line }))
    if (wrong.length > 0) {
      throw new AppError('conflict', `${text}\n${wrong.length} of ${results.length} are not as expected.`, {
        data: { results: json },
      })
    }
    return { json, text }
  },
}

const describeResult = ({ name, line, expect }: { name: string; line: PolicyLine; expect: Verdict | null }): string => {
  const ok = expect === null ? '' : expect === line.verdict ? 'ok  ' : `expected ${expect}, is `
  const others = (line.runnersUp ?? []).map((one) => `\n  also ${one.verdict}: ${oneLine(one.rule)}`)
  return `${ok}${line.verdict.padEnd(7)}  ${oneLine(name)}: ${oneLine(line.rule)}${others.join('')}`
}

function readCases(value: unknown): readonly Case[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  return list.map((one, index) => {
    const isCase = typeof one === 'object' && one !== null && 'facts' in one
    const { name, facts, expect }: { name?: unknown; facts?: unknown; expect?: unknown } = isCase ? one : { facts: one }
    const known = typeof name === 'string' ? name : `case ${index + 1}`
    const parsed = PolicyFactsSchema.safeParse(facts)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      const words = issue === undefined ? 'not understood' : `${issue.path.join('.')}: ${issueWords(issue, facts)}`
      throw new AppError('invalid_input', `${known}: ${words}.`)
    }
    const verdict = VerdictSchema.nullable().safeParse(expect ?? null)
    if (!verdict.success)
      throw new AppError('invalid_input', `${known}: expect must be one of ${VerdictSchema.options.join(', ')}.`)
    return { name: known, facts: parsed.data, expect: verdict.data }
  })
}

async function readPolicy(call: Call) {
  const file = call.option('policy')
  if (file === undefined) return null
  return parseDocument(await readJson({ ...call, operands: [file] }))
}

const simulate: Command = {
  words: 'policy simulate',
  operands: ['FILE'],
  options: { last: { type: 'string', value: 'N', help: 'how many decisions, the newest (1000)' } },
  help: 'Try a rule (a JSON file) on past decisions: what it would have taken, and what a person did instead.',
  workspace: 'any',
  run: async (desk: Desk, call) => {
    const rule = parseRule(await readJson(call))
    const last = wholeNumber(call.option('last') ?? '1000', '--last', 1_000_000)
    const result = await desk.policies.simulate({ rule, last })
    const { text } = await desk.policies.preview({ rule })
    return { json: result, text: `${oneLine(text)}\n${describeSimulation(result)}` }
  },
}

function describeSimulation(result: Simulation): string {
  const { considered, matched, wouldRun, unclear, heldBack, conflicts, conflictCount } = result
  const rows = conflicts.map((one) => [
    one.proposalId,
    one.how,
    one.wouldRun ? 'would have run' : 'held back',
    time(one.at),
    clip(one.title, 60),
  ])
  return [
    `${considered} decisions: ${matched} match, ${wouldRun} would have run by this rule, ${unclear} cannot be told.`,
    ...heldBack.map((one) => `  ${one.count} held back: ${oneLine(one.rule)}`),
    `${conflictCount} in conflict with what a person did.`,
    ...(rows.length === 0 ? [] : [table(['ID', 'A PERSON', 'THE RULE', 'WHEN', 'WHAT'], rows)]),
  ].join('\n')
}

export const policyCommands: readonly Command[] = [show, exportFile, importFile, test, simulate]
