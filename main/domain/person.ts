import type { Signer } from '#contract/proposal.ts'

/** Names are compared as people read them: case, width and spaces make nobody another person. */
export const nameKey = (name: string): string => name.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim()

/** Two signatures are two persons' only where nothing says otherwise; a rule is nobody. */
export function isOtherPerson(first: Signer, second: Signer): boolean {
  if (first.by !== 'person' || second.by !== 'person') return false
  if (first.id !== undefined && first.id === second.id) return false
  return nameKey(first.name) !== nameKey(second.name)
}

const freeTries = 5
const firstWaitMs = 30_000
const longestWaitMs = 24 * 60 * 60 * 1000

/** How long nobody may try again after so many wrong PINs in a row. */
export const waitAfter = (tries: number): number =>
  tries < freeTries ? 0 : Math.min(longestWaitMs, firstWaitMs * 2 ** (tries - freeTries))
