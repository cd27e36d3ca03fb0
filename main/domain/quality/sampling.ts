import type { Sampling, Subject } from '#contract/quality.ts'
import { sha256 } from '#main/domain/canonical.ts'
import { assertNever } from '#main/kernel/errors.ts'

/** Something that may be drawn, and what draws differ by. */
export type Candidate = {
  readonly subject: Subject
  readonly risk: number
  /** Who signed in it, and rules that won; several where several did. */
  readonly operators: readonly string[]
  readonly rules: readonly string[]
}

/**
 * The candidates that are drawn, in the order in which they are to be looked at. The draw follows from seed and subject
 * alone: neither the order of the candidates nor what else is among them changes the luck of one.
 */
export function sample(candidates: readonly Candidate[], { by, amount }: Sampling, seed: string): readonly Candidate[] {
  const luck = new Map(candidates.map((one) => [one, luckOf(seed, one.subject)]))
  const keyOf = (one: Candidate): number => luck.get(one) ?? 0
  const drawn = (from: readonly Candidate[], key: (one: Candidate) => number): readonly Candidate[] =>
    from.toSorted((a, b) => key(b) - key(a)).slice(0, countOf(amount, from.length))
  switch (by) {
    case 'all':
      return candidates
    case 'random':
      return drawn(candidates, keyOf)
    case 'risk':
      // Efraimidis and Spirakis: the largest of u^(1/w) are a weighted draw without putting back.
      return drawn(candidates, (one) => keyOf(one) ** (1 / weightOf(one.risk)))
    case 'operator':
      return fromEach(
        candidates,
        ({ operators }) => operators,
        (stratum) => drawn(stratum, keyOf),
      )
    case 'rule':
      return fromEach(
        candidates,
        ({ rules }) => rules,
        (stratum) => drawn(stratum, keyOf),
      )
    default:
      return assertNever(by)
  }
}

/** Each tier counts twice the one below it. */
const weightOf = (risk: number): number => 2 ** risk

const countOf = (amount: Sampling['amount'], size: number): number =>
  amount.unit === 'count' ? amount.value : Math.ceil((size * amount.value) / 100)

/** In (0, 1): 48 bits of a hash. */
function luckOf(seed: string, { conversationId, kind, id }: Subject): number {
  const digits = sha256(`${seed}\n${conversationId}\n${kind}\n${id ?? ''}`).slice(0, 12)
  return (Number.parseInt(digits, 16) + 0.5) / 2 ** 48
}

/** Strata in the order of their names; what lies in several is taken once, and what lies in none is not taken. */
function fromEach(
  candidates: readonly Candidate[],
  strataOf: (one: Candidate) => readonly string[],
  draw: (stratum: readonly Candidate[]) => readonly Candidate[],
): readonly Candidate[] {
  const strata = new Map<string, Candidate[]>()
  for (const one of candidates) {
    for (const name of new Set(strataOf(one))) {
      const stratum = strata.get(name)
      if (stratum === undefined) strata.set(name, [one])
      else stratum.push(one)
    }
  }
  const names = [...strata.keys()].toSorted()
  return [...new Set(names.flatMap((name) => draw(strata.get(name) ?? [])))]
}
