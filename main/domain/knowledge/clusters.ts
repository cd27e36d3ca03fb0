import { contentWords } from '#main/domain/reply/words.ts'

/**
 * Questions that ask the same, found by their words: each becomes a vector of its words and of their parts, weighed by how rare
 * they are, and joins the group whose middle it is nearest to. The same questions in the same order give the same groups, in a
 * time that is bounded by how many there are.
 */
export type Cluster = {
  /** Places in the list that came in, in its order. */
  readonly members: readonly number[]
  /** The one that is most like all of them. */
  readonly centre: number
  readonly words: readonly string[]
}

const mostQuestions = 3_000
const mostRead = 600
const mostKeys = 60
const alike = 0.36
/** A group whose rarest word is this common is no neighbour worth a look. */
const mostNeighbours = 200
const partWeight = 0.35

/** Words that mean the same in a shop's mail. */
const same = new Map(
  [
    ['ship', 'deliver dispatch send mail post parcel package courier'],
    ['refund', 'reimburse moneyback repay'],
    ['return', 'giveback sendback'],
    ['exchange', 'swap replace'],
    ['cancel', 'abort revoke'],
    ['price', 'cost charge fee'],
    ['order', 'purchase bought buy'],
    ['address', 'location'],
    ['broken', 'damaged defective faulty'],
  ].flatMap(([to, from]) => (from ?? '').split(' ').map((word) => [keyOf(word), keyOf(to ?? '')] as const)),
)

function keyOf(word: string): string {
  return contentWords(word)[0]?.key ?? word
}

/** Their words are pairs of characters: one of a pair says something by itself. */
const unspaced = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u

type Vector = ReadonlyMap<string, number>

/** Words whole, and the threes of characters that long ones are made of: so "cancelling" and "cancelation" are neighbours. */
export function featuresOf(question: string): ReadonlyMap<string, number> {
  const features = new Map<string, number>()
  const add = (key: string, weight: number) => features.set(key, (features.get(key) ?? 0) + weight)
  for (const { key } of contentWords(question.slice(0, mostRead)).slice(0, mostKeys)) {
    const plain = /^\p{N}/u.test(key) ? '#' : (same.get(key) ?? key)
    if (plain === '#') continue
    add(plain, 1)
    if (unspaced.test(plain)) for (const one of plain) add(`~${one}`, 0.8)
    if (plain.length < 5 || !/^\p{L}+$/u.test(plain)) continue
    for (let at = 0; at + 3 <= plain.length; at += 1)
      add(`~${plain.slice(at, at + 3)}`, partWeight / (plain.length - 2))
  }
  return features
}

export function clusterQuestions(questions: readonly string[]): readonly Cluster[] {
  const counted = questions.slice(0, mostQuestions).map(featuresOf)
  const rarity = rarityOf(counted)
  const vectors = counted.map((features) => unit(features, rarity))
  const groups: { sum: Map<string, number>; members: number[] }[] = []
  const byWord = new Map<string, Set<number>>()
  for (const [place, vector] of vectors.entries()) {
    const best = nearest(vector, groups, byWord)
    const target = best ?? groups.length
    if (best === null) groups.push({ sum: new Map(), members: [] })
    const group = groups[target]
    if (group === undefined) continue
    group.members.push(place)
    for (const [key, weight] of vector) {
      group.sum.set(key, (group.sum.get(key) ?? 0) + weight)
      if (key.startsWith('~')) continue
      const known = byWord.get(key)
      if (known === undefined) byWord.set(key, new Set([target]))
      else known.add(target)
    }
  }
  return groups.map(({ sum, members }) => {
    const middle = unit(sum, null)
    const ranked = members.toSorted((a, b) => dot(vectors[b], middle) - dot(vectors[a], middle) || a - b)
    const words = [...middle]
      .filter(([key]) => !key.startsWith('~'))
      .toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .slice(0, 4)
      .map(([key]) => key)
    return { members, centre: ranked[0] ?? 0, words }
  })
}

function rarityOf(all: readonly Vector[]): ReadonlyMap<string, number> {
  const seen = new Map<string, number>()
  for (const features of all) for (const key of features.keys()) seen.set(key, (seen.get(key) ?? 0) + 1)
  return new Map([...seen].map(([key, count]) => [key, Math.log(1 + all.length / count)]))
}

function unit(features: Vector, rarity: ReadonlyMap<string, number> | null): Vector {
  const weighed = [...features].map(([key, weight]) => [key, weight * (rarity?.get(key) ?? 1)] as const)
  const length = Math.sqrt(weighed.reduce((sum, [, weight]) => sum + weight * weight, 0))
  return new Map(length === 0 ? [] : weighed.map(([key, weight]) => [key, weight / length]))
}

function dot(one: Vector | undefined, other: Vector): number {
  let sum = 0
  for (const [key, weight] of one ?? []) sum += weight * (other.get(key) ?? 0)
  return sum
}

function nearest(
  vector: Vector,
  groups: readonly { readonly sum: Vector; readonly members: readonly number[] }[],
  byWord: ReadonlyMap<string, ReadonlySet<number>>,
): number | null {
  const candidates = new Set<number>()
  const rarest = [...vector].filter(([key]) => !key.startsWith('~')).toSorted(([, a], [, b]) => b - a)
  for (const [key] of rarest) {
    for (const group of byWord.get(key) ?? []) if (candidates.size < mostNeighbours) candidates.add(group)
  }
  let best: number | null = null
  let closest = alike
  for (const place of [...candidates].toSorted((a, b) => a - b)) {
    const group = groups[place]
    if (group === undefined) continue
    let length = 0
    for (const weight of group.sum.values()) length += weight * weight
    const likeness = dot(vector, group.sum) / Math.sqrt(length)
    if (likeness > closest) [best, closest] = [place, likeness]
  }
  return best
}
