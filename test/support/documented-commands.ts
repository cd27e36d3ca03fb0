import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findVerb, verbs } from '#main/hosts/agents-cli/run.ts'
import { everywhere as withAgents } from '#main/hosts/agents-cli/help.ts'
import { everywhere } from '#main/hosts/cli/help.ts'
import { findCommand, commands } from '#main/hosts/cli/run.ts'
import { parseOptions } from '#main/hosts/cli/options.ts'
import { serveOptions } from '#main/hosts/cli/serve.ts'
import { parseFlags } from '#main/hosts/start/flags.ts'
import { root } from '#test/support/documents.ts'

/** Commands as pages write them, read by the same registries and parsers that the programs use. */

type Manifest = { readonly scripts: Readonly<Record<string, string>> }
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest

/** The words of a line as a shell would take them, to the end of the command; brackets say what may be left out. */
export function wordsOf(line: string): readonly string[] {
  const words: string[] = []
  let word: string | null = null
  let quote: string | null = null
  for (const sign of line) {
    if (quote !== null) {
      if (sign === quote) quote = null
      else word += sign
    } else if (sign === "'" || sign === '"') [quote, word] = [sign, word ?? '']
    else if (sign === ' ') {
      if (word !== null) words.push(word)
      word = null
    } else if (word === null && '#<>;…'.includes(sign)) return words
    else word = (word ?? '') + sign
  }
  if (word !== null) words.push(word)
  return words.map((one) => one.replace(/^\[|\]$/gu, ''))
}

const messageOf = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown))

function refused(read: () => void): string | null {
  try {
    read()
    return null
  } catch (thrown) {
    return messageOf(thrown)
  }
}

const groups = new Set(commands.flatMap(({ words }) => (words.includes(' ') ? [words.split(' ')[0] ?? ''] : [])))
const isName = (word: string | undefined) => word === undefined || /^[A-Z_]+$/u.test(word)

function deskRefusal(words: readonly string[]): string | null {
  if (isName(words[0]) || words[0] === 'help') return null
  const { command, rest } = findCommand(words)
  // A group by itself stands for all of its commands.
  if (command === null && words.length === 1 && groups.has(words[0] ?? '')) return null
  if (command === null) return `there is no command "${words.slice(0, 2).join(' ')}"`
  const options = command === 'serve' ? serveOptions : command.options
  return refused(() => parseOptions(rest, { ...everywhere, ...options }))
}

function agentsRefusal(words: readonly string[]): string | null {
  if (isName(words[0]) || words[0] === '--help') return null
  const { verb, rest } = findVerb(words)
  if (verb === null) return isName(rest[0]) ? null : `there is no verb "${words.slice(0, 2).join(' ')}"`
  return refused(() => parseOptions(rest, { ...withAgents, ...verb.options }))
}

const builtIn = new Set(['ci', 'link', 'audit', 'install', 'start', 'test'])

function npmRefusal(words: readonly string[]): string | null {
  const [first = '', ...more] = words
  const cut = more.indexOf('--')
  const [own, handed] = cut < 0 ? [more, []] : [more.slice(0, cut), more.slice(cut + 1)]
  const name = first === 'run' ? own.find((word) => !word.startsWith('-')) : first
  if (first !== 'run' && !builtIn.has(first)) return `npm has no command "${first}" here`
  if (isName(name)) return null
  if (first === 'run' && scripts[name ?? ''] === undefined) return `there is no script "${name}"`
  if (name === 'start')
    return refused(() =>
      parseFlags(
        handed.map((word) => (word === 'N' ? '1' : word)),
        {},
      ),
    )
  if (name === 'desk') return deskRefusal(handed)
  const source = /^node (\S+)$/u.exec(scripts[name ?? ''] ?? '')?.[1]
  if (source === undefined) return null
  const text = readFileSync(join(root, source), 'utf8')
  return handed.find((word) => word.startsWith('--') && !text.includes(word)) ?? null
}

/** What a line says is run, in the words of whoever runs it; null: it is no command. */
function readCommand(
  line: string,
): { readonly refuse: (words: readonly string[]) => string | null; readonly words: readonly string[] } | null {
  const [program, ...words] = wordsOf(line.replace(/^\$ /u, ''))
  if (program === 'countersign' || program === 'desk') return { refuse: deskRefusal, words }
  if (program === 'agents') return { refuse: agentsRefusal, words }
  return program === 'npm' ? { refuse: npmRefusal, words } : null
}

/** "agents list | get AGENT" names two commands of one group, "export ID | less" one and a program of somebody else. */
function alternatives(line: string): readonly string[] {
  const [first = '', ...others] = line.split(' | ')
  const [program = '', group = ''] = wordsOf(first)
  return [
    first,
    ...others.flatMap((other) => {
      const [word = ''] = wordsOf(other)
      const paired = `${group} ${word}`
      if (program === 'countersign' && groups.has(group)) return [`${program} ${group} ${other}`]
      if (program !== 'agents') return []
      if (verbs.some(({ words }) => words === paired)) return [`${program} ${group} ${other}`]
      return verbs.some(({ words }) => words === word) ? [`${program} ${other}`] : []
    }),
  ]
}

/** What is wrong with each command of a line; nothing, where it names none. */
export const wrongIn = (line: string): readonly string[] =>
  line.split(' && ').flatMap((part) =>
    alternatives(part).flatMap((one) => {
      const command = readCommand(one)
      const wrong = command === null ? null : command.refuse(command.words)
      return wrong === null ? [] : [`${one}: ${wrong}`]
    }),
  )

export type Documented = { readonly program: 'countersign' | 'agents' | 'npm'; readonly words: readonly string[] }

/** The commands of a line as they would be run: the desk's own whether npm starts it or not, those of npm by themselves. */
export const commandsOf = (line: string): readonly Documented[] =>
  line.split(' && ').flatMap((part) =>
    alternatives(part).flatMap((one): readonly Documented[] => {
      const [program, ...words] = wordsOf(one.replace(/^\$ /u, ''))
      if (program === 'countersign' || program === 'agents') return [{ program, words }]
      if (program === 'desk') return [{ program: 'countersign', words }]
      const desk = program === 'npm' ? words.indexOf('desk') : -1
      if (desk >= 0) return [{ program: 'countersign', words: words.slice(desk + 2) }]
      return program === 'npm' ? [{ program, words }] : []
    }),
  )

export const isCommand = (line: string): boolean => readCommand(line) !== null

/** A command that a page names without its program: "audit verify". Null: it is none. */
export function bareCommand(span: string): string | null {
  const [group = '', word = ''] = wordsOf(span)
  return groups.has(group) && /^[a-z][a-z-]*$/u.test(word) ? span : null
}
export const wrongBare = (span: string): string | null => {
  const forDesk = deskRefusal(wordsOf(span))
  return forDesk === null || agentsRefusal(wordsOf(span)) === null ? null : `${span}: ${forDesk}`
}

/** The commands that a line of the list in the README names: the one it begins with, and those its comment says there are also. */
export function listedCommands(line: string): readonly string[] {
  const handed = /^npm run -s desk -- (.*)$/u.exec(line)?.[1]
  if (handed === undefined) return []
  const nameOf = (words: readonly string[]): string => {
    const { command } = findCommand(words)
    return command === null ? `no command: ${words.join(' ')}` : command === 'serve' ? command : command.words
  }
  const first = wordsOf(handed)
  const also = /# also: ([^;]+)/u.exec(line)?.[1]?.split(', ') ?? []
  return [
    nameOf(first),
    ...also.map((one) => {
      const words = wordsOf(one)
      const paired = `${first[0]} ${words.join(' ')}`
      return everyCommand.includes(paired) ? paired : nameOf(words)
    }),
  ]
}
export const everyCommand: readonly string[] = ['serve', ...commands.map(({ words }) => words)]
