import { SignalIdSchema, type Signal, type Subject } from '#contract/quality.ts'
import { partOf, type ReviewMaterial } from '#main/domain/quality/material.ts'
import { signalsOfActions } from '#main/domain/quality/signals-of-actions.ts'
import { signalsOfWords } from '#main/domain/quality/signals-of-words.ts'

const order = SignalIdSchema.options

/** Everything the stored facts say about a subject by themselves, each with the row that shows it. No names of people. */
export function signalsFor(material: ReviewMaterial, subject: Subject): readonly Signal[] {
  const part = partOf(material, subject)
  return [...signalsOfActions, ...signalsOfWords]
    .flatMap((of) => of(part) ?? [])
    .toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id))
}
