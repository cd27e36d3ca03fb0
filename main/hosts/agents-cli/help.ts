import { errorCodes, type ErrorCode } from '#contract/error-codes.ts'
import type { Option } from '#main/hosts/cli/command.ts'
import { lines, rowsOf, usageOf } from '#main/hosts/cli/help.ts'
import { serviceUrl } from '#main/hosts/agents-cli/account.ts'
import type { Verb } from '#main/hosts/agents-cli/verb.ts'

/** What `--help` says: of the command, of each verb, of what the process ends with. */
export const everywhere: Readonly<Record<string, Option>> = {
  json: { type: 'boolean', help: 'print JSON; errors too, on standard error' },
  'base-url': { type: 'string', value: 'URL', help: `where the service is (${serviceUrl})` },
  help: { type: 'boolean', help: 'show this' },
}

/** What a script may meet here, each exit code once. */
const met = [
  'internal',
  'invalid_input',
  'not_found',
  'conflict',
  'unauthorised',
  'rate_limited',
  'unreachable',
  'remote_failed',
  'egress_refused',
  'cancelled',
] as const satisfies readonly ErrorCode[]
const meanings: Readonly<Record<(typeof met)[number], string>> = {
  internal: 'a fault in this program',
  invalid_input: 'not understood, or over a limit; nothing was sent',
  not_found: 'nothing has this id, or a file cannot be read',
  conflict: 'something stands against it, such as a number that another agent answers',
  unauthorised: 'XAI_API_KEY is missing, not known, or may not do this',
  rate_limited: 'too many requests, or no credit left',
  unreachable: 'no connection, or no answer in time',
  remote_failed: 'the service refused, failed, broke off, or answered in a form nobody knows',
  egress_refused: 'the address may not be reached',
  cancelled: 'interrupted, or not confirmed',
}

const footer = [
  'The key is read from the environment variable XAI_API_KEY. It is never printed, and no option takes it.',
  '',
  'Exit codes:',
  ...lines([['0', 'done'], ...met.map((code) => [String(errorCodes[code].exit), meanings[code]] as const)]),
]

export function overview(verbs: readonly Verb[]): string {
  const rows = verbs.map((verb) => [usageOf(verb), verb.help] as const)
  return [
    'agents [--json] [--base-url URL] VERB [options]',
    '',
    ...lines(rows),
    '',
    ...lines(rowsOf(everywhere)),
    '',
    ...footer,
    '',
    'agents VERB --help tells more.',
  ].join('\n')
}

export function describeVerb(verb: Verb): string {
  return [
    `agents ${usageOf(verb)}`,
    '',
    verb.help,
    ...(verb.more ?? []).flatMap((paragraph) => ['', paragraph]),
    '',
    ...lines([...rowsOf(verb.options), ...rowsOf(everywhere)]),
    ...(verb.examples === undefined ? [] : ['', 'Examples:', ...verb.examples.map((one) => `  ${one}`)]),
    '',
    ...footer,
  ].join('\n')
}
