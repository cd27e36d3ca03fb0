import { afterAll, beforeAll, expect, test } from 'vitest'
import { runAgentsCommand } from '#main/hosts/agents-cli/run.ts'
import { startSandbox, type Sandbox } from '#main/sandbox/index.ts'
import { commandsOf, everyCommand } from '#test/support/documented-commands.ts'
import { pages } from '#test/support/documents.ts'
import { typed, type Ran } from '#test/support/typed.ts'
import { startWorld, type World } from '#test/support/world.ts'

/**
 * What the pages tell a person to type is typed: beside one desk on the sample company where a command is written out, and
 * for its help where a page leaves a name to be filled in. What cannot be typed here says why.
 */

const elsewhere: readonly (readonly [command: RegExp, reason: string])[] = [
  [/^countersign serve/u, 'serves until it is stopped: hosts/cli.test.ts and hosts/world.test.ts start it'],
  [/^countersign config import desk\.json/u, 'the file is the reader’s own: hosts/cli.test.ts imports one'],
  [
    /^countersign secrets set (bot|helpdesk|management|xai)$/u,
    'the key is the reader’s own: hosts/cli.test.ts saves one',
  ],
  [/^countersign agents$/u, 'names a group of commands, each of which is typed'],
  [/^countersign test/u, 'plays scenarios for a minute: hosts/cli-test.test.ts plays them'],
  [/^npm (audit|ci|install|link|start|test)/u, 'a step of the machine itself: CI begins with npm ci and npm test'],
  [/^npm run (check|unit|integration|sound|journeys|layers|documents)/u, 'is this run of tests, or a part of it'],
  [/^npm run (bench|replay)/u, 'measures for minutes, on a machine that does nothing else'],
  [/^npm run soak/u, 'goes on for ten minutes: integration/soak.test.ts plays one round of it'],
  [/^npm run (package|smoke|licences|sbom)/u, 'builds what is handed on: a job of CI of its own runs it'],
]

/** Named in a list of commands, without what they need. */
const shortened = /^countersign (calls start --text|(agents|collections) create)$/u
/** Shown for the sake of its answer. */
const refusedOnPurpose = /decison:/u

/** What a page leaves to be filled in. */
const isName = (word: string) => /^[A-Z][A-Z_]*(\.\.\.)?$/u.test(word)
const all = [
  ...new Set(
    pages.flatMap(({ blocks, spans }) =>
      [...blocks, ...spans]
        .flatMap(commandsOf)
        .filter(({ words }) => words.length > 0)
        .map(({ program, words }) => JSON.stringify([program, ...words])),
    ),
  ),
].map((command) => JSON.parse(command) as readonly [string, ...string[]])
const reasonFor = (command: readonly string[]) => elsewhere.find(([one]) => one.test(command.join(' ')))?.[1] ?? null
const typedHere = all.filter((command) => reasonFor(command) === null)

let world: World
let company: Sandbox
beforeAll(async () => {
  company = await startSandbox({ directory: null, life: 'off', controlToken: null })
  world = await startWorld({ words: ['--sandbox'] })
})
afterAll(async () => {
  await world?.stop()
  await company?.stop()
})

async function agents(words: readonly string[]): Promise<Ran> {
  let [out, err] = ['', '']
  const code = await runAgentsCommand(['--base-url', company.baseUrls.xai, ...words], {
    environment: { XAI_API_KEY: company.keys.xai ?? '' },
    isTerminal: false,
    hasInput: false,
    standardInput: async () => '',
    lines: () => Object.assign((async function* () {})(), { close: () => {} }),
    write: (text) => (out += text),
    complain: (text) => (err += text),
    onInterrupt: () => () => {},
  })
  return { code, out, err }
}

test('each has a place where it is run, and each reason a command', () => {
  const written = all.map((command) => command.join(' '))
  expect(elsewhere.filter(([one]) => !written.some((command) => one.test(command)))).toEqual([])
  expect(all.filter(([program]) => program === 'npm').filter((command) => reasonFor(command) === null)).toEqual([])
})

test('every command of the desk tells what it does', async () => {
  const named = everyCommand.filter((words) => words !== 'serve').map((words) => words.split(' '))
  for (const words of named) {
    const { code, out, err } = await typed([...words, '--help'])
    expect({ words, code, err }).toEqual({ words, code: 0, err: '' })
    expect(out).toContain(`countersign ${words.join(' ')}`)
  }
})

test('what is written out is done on the sample; what has a name to fill in explains itself', async () => {
  const failed: string[] = []
  for (const [program, ...words] of typedHere) {
    const whole = !words.some(isName) && !shortened.test([program, ...words].join(' '))
    const asked = whole ? words : [...words.filter((word) => !isName(word) && !word.startsWith('--')), '--help']
    const { code, err } =
      program === 'agents' ? await agents(asked) : await typed(['--profile', world.profileDirectory, ...asked])
    if (code !== (refusedOnPurpose.test(words.join(' ')) ? 2 : 0))
      failed.push(`${program} ${words.join(' ')}: ${code} ${err}`)
  }
  expect(failed).toEqual([])
})
