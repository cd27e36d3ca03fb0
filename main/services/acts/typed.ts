import type { Proposal } from '#contract/proposal.ts'
import { isTyped, typedFor } from '#main/domain/agents/acts.ts'
import { AppError } from '#main/kernel/errors.ts'

/** What has to be typed is compared here, wherever it was typed. */
export function requireTyped(tool: string, args: Proposal['arguments'], typed: string): void {
  const wanted = typedFor(tool, args)
  if (isTyped(wanted, typed)) return
  const other = typed.trim() === '' ? '' : ': what was typed is something else'
  throw new AppError('invalid_input', `${wanted?.label ?? 'Type it'} to confirm${other}.`, {
    data: { pointer: '/typed' },
  })
}
