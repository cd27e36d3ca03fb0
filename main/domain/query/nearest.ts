import { nameKey, type Choice } from '#main/domain/query/field.ts'
import { fields } from '#main/domain/query/fields.ts'

/** What somebody who typed something else may have meant. */
export function nearest(typed: string, names: readonly string[]): string | null {
  const key = nameKey(typed)
  if (key.length < 2 || key.length > 40) return null
  const most = key.length < 4 ? 1 : Math.min(3, Math.floor(key.length / 3))
  const ranked = names
    .map((name) => ({ name, steps: distance(key, nameKey(name)) }))
    .filter(({ steps }) => steps <= most)
    .toSorted((one, other) => one.steps - other.steps)
  if (ranked[0] !== undefined) return ranked[0].name
  const begun = names.filter((name) => nameKey(name).startsWith(key))
  return begun.length === 1 ? (begun[0] ?? null) : null
}

const fieldOfName = new Map(
  fields.flatMap(({ name, aliases }) => [name, ...aliases].map((one) => [one, name] as const)),
)

export function nearestField(typed: string): string | null {
  const [root = '', ...rest] = typed.split('.')
  const whole = nearest(typed, [...fieldOfName.keys()])
  if (whole !== null || rest.length === 0) return whole === null ? null : (fieldOfName.get(whole) ?? null)
  return nearest(root, ['arg', 'argument']) === null ? null : `arg.${rest.join('.')}`
}

/** The value that is written for it, also where another name of it is nearest. */
export function nearestChoice(typed: string, choices: readonly Choice[]): string | null {
  const valueOfName = new Map(
    choices.flatMap(({ value, aliases }) => [value, ...aliases].map((one) => [one, value] as const)),
  )
  const name = nearest(typed, [...valueOfName.keys()])
  return name === null ? null : (valueOfName.get(name) ?? null)
}

/** Letters to add, drop, change, or swap with their neighbour. */
export function distance(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > 3) return Infinity
  let before: readonly number[] = []
  let last: readonly number[] = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let row = 1; row <= one.length; row += 1) {
    const next = [row]
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1]
      const isSwap = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      next.push(
        Math.min(
          (last[column] ?? 0) + 1,
          (next[column - 1] ?? 0) + 1,
          (last[column - 1] ?? 0) + (isSame ? 0 : 1),
          isSwap ? (before[column - 2] ?? 0) + 1 : Infinity,
        ),
      )
    }
    before = last
    last = next
  }
  return last[other.length] ?? Infinity
}
