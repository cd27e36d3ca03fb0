import type { Material, MaterialField } from '#contract/material.ts'
import { sha256 } from '#main/domain/canonical.ts'

export type { Material } from '#contract/material.ts'

/**
 * What a proposal was made for, and what moved since. The fingerprint names the conversation a person saw and never changes
 * with the settings; which differences make a proposal outdated, and which are only said, is the setting's.
 */
export function fingerprint(material: Material, ours: readonly string[]): string {
  const state = material.state === 'closed' ? 'closed' : 'open'
  return sha256(
    [material.lastCustomerPart ?? '', material.lastHumanPart ?? '', state, ownerOf(material, ours)].join('\n'),
  )
}

/** `ours`: assignees that stand for this desk. */
const ownerOf = ({ assignee }: Material, ours: readonly string[]): string =>
  assignee === null || ours.includes(assignee) ? 'desk' : assignee

/** Words, answers and closing always count: no setting makes an answer to something else go out. */
export type DriftSettings = Readonly<Record<MaterialField, 'outdated' | 'warn'>>

export type Drift = {
  /** In a person's words, what makes what was made before outdated; null: nothing does. */
  readonly outdated: string | null
  /** What else is different now. */
  readonly warnings: readonly string[]
}

export function findDrift(before: Material, after: Material, ours: readonly string[], settings: DriftSettings): Drift {
  const found = [...alwaysMaterial(before, after)]
  const warnings: string[] = []
  const add = (field: MaterialField, words: string | null): void => {
    if (words !== null) (settings[field] === 'outdated' ? found : warnings).push(words)
  }
  add('assignee', ownerOf(before, ours) === ownerOf(after, ours) ? null : 'somebody else took the conversation')
  add('tags', tagWords(before.tags, after.tags))
  add('subject', changedText(before.subject, after.subject) ? 'the subject was changed' : null)
  return { outdated: found[0] ?? null, warnings }
}

function* alwaysMaterial(before: Material, after: Material): Generator<string> {
  if (before.lastCustomerPart !== after.lastCustomerPart) yield 'the customer wrote again'
  if (before.lastHumanPart !== after.lastHumanPart) yield 'a colleague answered'
  const isClosed = after.state === 'closed'
  if ((before.state === 'closed') !== isClosed)
    yield isClosed ? 'the conversation was closed' : 'the conversation was reopened'
}

/** What a reading before these fields were kept does not hold is not known to differ. */
const changedText = (before: string | undefined, after: string | undefined): boolean =>
  before !== undefined && after !== undefined && before !== after

function tagWords(before: readonly string[] | undefined, after: readonly string[] | undefined): string | null {
  if (before === undefined || after === undefined) return null
  const added = after.filter((tag) => !before.includes(tag))
  const removed = before.filter((tag) => !after.includes(tag))
  const words = [
    ...(added.length === 0 ? [] : [`tag added: ${added.join(', ')}`]),
    ...(removed.length === 0 ? [] : [`tag removed: ${removed.join(', ')}`]),
  ]
  return words.length === 0 ? null : words.join('; ')
}
