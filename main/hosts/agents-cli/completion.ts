import type { Option } from '#main/hosts/cli/command.ts'
import { AppError } from '#main/kernel/errors.ts'

/** Scripts by which shells complete verbs and options. They hold all they need: nothing is asked while somebody types. */
type Shape = { readonly words: string; readonly options: Readonly<Record<string, Option>>; readonly help: string }

export const shells = ['bash', 'zsh', 'fish'] as const

export function completionFor(shell: string, verbs: readonly Shape[], everywhere: Shape['options']): string {
  switch (shells.find((one) => one === shell)) {
    case 'bash':
      return bash(verbs, everywhere)
    case 'zsh':
      return `#compdef agents\nautoload -U +X bashcompinit && bashcompinit\n${bash(verbs, everywhere)}`
    case 'fish':
      return fish(verbs, everywhere)
    default:
      throw new AppError('invalid_input', `There is completion for: ${shells.join(', ')}.`)
  }
}

const flags = (options: Shape['options']): string[] => Object.keys(options).map((name) => `--${name}`)
const firsts = (verbs: readonly Shape[]): string[] => [...new Set(verbs.map(({ words }) => words.split(' ')[0] ?? ''))]
const seconds = (verbs: readonly Shape[], first: string): string[] =>
  verbs.flatMap(({ words }) => {
    const [one, two] = words.split(' ')
    return one === first && two !== undefined ? [two] : []
  })

function bash(verbs: readonly Shape[], everywhere: Shape['options']): string {
  const groups = firsts(verbs).filter((first) => seconds(verbs, first).length > 0)
  return [
    '_agents() {',
    '  local current=${COMP_WORDS[COMP_CWORD]} first="" second="" at=1 word',
    '  while [ "$at" -lt "$COMP_CWORD" ]; do',
    '    word=${COMP_WORDS[at]}',
    '    case $word in',
    '      --base-url) at=$((at + 1)) ;;',
    '      -*) ;;',
    '      *) if [ -z "$first" ]; then first=$word; elif [ -z "$second" ]; then second=$word; fi ;;',
    '    esac',
    '    at=$((at + 1))',
    '  done',
    '  local words=""',
    `  if [ -z "$first" ]; then words="${[...firsts(verbs), ...flags(everywhere)].join(' ')}"`,
    '  else case "$first $second" in',
    ...groups.map((first) => `    "${first} ") words="${seconds(verbs, first).join(' ')}" ;;`),
    ...verbs.map(({ words, options }) => {
      const pattern = words.includes(' ') ? `"${words}"` : `"${words} "*`
      return `    ${pattern}) words="${[...flags(options), ...flags(everywhere)].join(' ')}" ;;`
    }),
    '  esac; fi',
    `  case $first in completion) words="${shells.join(' ')}" ;; esac`,
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '}',
    'complete -o default -F _agents agents',
  ].join('\n')
}

const single = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

function fish(verbs: readonly Shape[], everywhere: Shape['options']): string {
  const option = (name: string, { type, help }: Option, when: string): string =>
    `complete -c agents${when}${type === 'string' ? ' -r' : ''} -l ${name} -d ${single(help)}`
  return [
    ...Object.entries(everywhere).map(([name, one]) => option(name, one, '')),
    ...firsts(verbs).map((first) => {
      const own = verbs.find(({ words }) => words === first)?.help ?? seconds(verbs, first).join(', ')
      return `complete -c agents -f -n __fish_use_subcommand -a ${first} -d ${single(own)}`
    }),
    ...verbs.flatMap(({ words, options, help }) => {
      const [first = '', second] = words.split(' ')
      const seen = `__fish_seen_subcommand_from ${first}`
      const here = second === undefined ? seen : `${seen}; and __fish_seen_subcommand_from ${second}`
      return [
        ...(second === undefined ? [] : [`complete -c agents -f -n ${single(seen)} -a ${second} -d ${single(help)}`]),
        ...Object.entries(options).map(([name, one]) => option(name, one, ` -n ${single(here)}`)),
      ]
    }),
    `complete -c agents -f -n '__fish_seen_subcommand_from completion' -a ${single(shells.join(' '))}`,
  ].join('\n')
}
