import { expect, test } from 'vitest'
import { pages } from '#test/support/documents.ts'
import {
  bareCommand,
  everyCommand,
  isCommand,
  listedCommands,
  wrongBare,
  wrongIn,
} from '#test/support/documented-commands.ts'

/** Every command on a page is one: its words are in the registry of the program, its options are known to it. */

const lines = pages.flatMap(({ file, blocks, spans }) => [...blocks, ...spans].map((line) => ({ file, line })))

test('every command in a block or in backticks exists, with its options', () => {
  expect(lines.filter(({ line }) => isCommand(line)).length).toBeGreaterThan(100)
  expect(lines.flatMap(({ file, line }) => wrongIn(line).map((wrong) => `${file}: ${wrong}`))).toEqual([])
})

test('so does every command that is named without its program', () => {
  const spans = pages.flatMap(({ file, spans: all }) => all.map((span) => ({ file, span })))
  const named = spans.filter(({ span }) => bareCommand(span) !== null)
  expect(named.length).toBeGreaterThan(20)
  expect(named.flatMap(({ file, span }) => wrongBare(span)?.replace(/^/u, `${file}: `) ?? [])).toEqual([])
})

test('the README lists all commands of the desk, and nothing else', () => {
  const listed = pages
    .filter(({ file }) => file === 'README.md')
    .flatMap(({ blocks }) => blocks.flatMap(listedCommands))
  expect(listed.filter((words) => words.startsWith('no command'))).toEqual([])
  expect([...new Set(listed)].toSorted()).toEqual(everyCommand.toSorted())
})

test('what is no command, option or script is found', () => {
  expect(wrongIn('npm run -s desk -- audit verify --fast')).toHaveLength(1)
  expect(wrongIn('npm run nothing && npm start -- --serve')).toHaveLength(1)
  expect(wrongIn('npm start -- --window')).toHaveLength(1)
  expect(wrongIn('npm run package -- --wet')).toHaveLength(1)
  expect(wrongIn('countersign agents list | grow AGENT | get AGENT')).toHaveLength(1)
  expect(wrongIn('agents numbers list | get NUMBER_ID | delete AGENT_ID --yes --no')).toHaveLength(1)
  expect(wrongIn("countersign search 'a | b' --limit 5 # also")).toEqual([])
  expect(wrongIn('countersign agents list | less')).toHaveLength(1)
  expect(wrongBare('audit burn')).not.toBeNull()
  expect(bareCommand('agents.watch')).toBeNull()
})
