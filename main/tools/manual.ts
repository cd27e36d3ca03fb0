import type { ManualTool } from '#contract/tool.ts'
import { validateArguments } from '#main/domain/schema.ts'
import type { Tool } from '#main/tools/tool.ts'

/** Something a person does by hand: the desk shows the steps, never does anything, and takes the person's answer as result. */
export function createManualTool(definition: ManualTool): Tool {
  const { name, description, risk, parameters, system, reversible, inverse, amountPointer, steps } = definition
  return {
    view: {
      name,
      kind: 'manual',
      description,
      risk,
      parameters,
      system,
      reversible,
      inverse,
      tags: definition.tags ?? [],
      amountPointer,
      steps,
      hasProbe: false,
    },
    kind: 'manual',
    proposalKind: 'tool',
    access: 'write',
    idempotent: false,
    sentence: definition.sentence,
    steps: [],
    validate: (args) => validateArguments(parameters, args),
    execute: async () => ({
      kind: 'failed',
      error: { code: 'manual', message: 'A person does this by hand and answers for it.' },
      retryable: false,
    }),
    probe: null,
  }
}
