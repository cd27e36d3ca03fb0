import { AppError } from '#main/kernel/errors.ts'
import { oneLine } from '#main/hosts/cli/print.ts'

type Named = { readonly id: string; readonly name: string }

/** The one with this id, or with a name that only it has; where none is written just so, in whatever case. */
export function oneNamed<T extends Named>(all: readonly T[], wanted: string, kind: string): T {
  const exact = all.filter(({ name }) => name === wanted)
  const named = exact.length > 0 ? exact : all.filter(({ name }) => name.toLowerCase() === wanted.toLowerCase())
  const found = all.find(({ id }) => id === wanted) ?? (named.length === 1 ? named[0] : undefined)
  if (found !== undefined) return found
  throw named.length > 1
    ? new AppError('invalid_input', `${named.length} ${kind}s are called ${oneLine(wanted)}: give the id.`)
    : new AppError('not_found', `There is no ${kind} ${oneLine(wanted)}.`)
}
