import { z } from 'zod'
import { command, feed } from '#contract/procedure.ts'

/** Newer versions of this program: looked for only where somebody turned that on, fetched and installed only when told to. */

/**
 * host: only the desktop program can be replaced from here · sources: it was not installed · no_address: its build names no
 * address · system: the system's own packages replace it · sample: the sample company reaches nobody
 */
export const UpdateHindranceSchema = z.enum(['host', 'sources', 'no_address', 'system', 'sample'])
export type UpdateHindrance = z.infer<typeof UpdateHindranceSchema>

/**
 * unreachable: nobody answered · missing: nothing lies at the address · unreadable: what lies there is no list of versions ·
 * elsewhere: it leads to another address · differs: the bytes are not those that were announced · unsigned: the signature is not
 * that of this program · gone: another version is offered by now · no_room: the disk is full · call: a call began
 */
export const UpdateFailureSchema = z.enum([
  'unreachable',
  'missing',
  'unreadable',
  'elsewhere',
  'differs',
  'unsigned',
  'gone',
  'no_room',
  'call',
  'unknown',
])
export type UpdateFailure = z.infer<typeof UpdateFailureSchema>

const Version = z.string().min(1).max(100)

const UpdateStepSchema = z.discriminatedUnion('at', [
  z.object({ at: z.literal('hindered'), by: UpdateHindranceSchema }),
  z.object({ at: z.literal('off') }),
  /** Nothing newer is known. */
  z.object({ at: z.literal('idle') }),
  z.object({ at: z.literal('looking') }),
  z.object({ at: z.literal('found'), version: Version }),
  z.object({ at: z.literal('downloading'), version: Version, percent: z.number().int().min(0).max(100) }),
  z.object({ at: z.literal('ready'), version: Version }),
  /** The program ends to be replaced. */
  z.object({ at: z.literal('installing'), version: Version }),
])
export type UpdateStep = z.infer<typeof UpdateStepSchema>

const UpdatesSchema = z.object({
  running: Version,
  step: UpdateStepSchema,
  /** When the address last answered; null: not since the start. */
  lookedAt: z.number().nullable(),
  /** Why the last step did not work; null: it did. */
  failure: UpdateFailureSchema.nullable(),
})
export type UpdatesStatus = z.infer<typeof UpdatesSchema>

const Nothing = z.object({})
/** A yes is for the version that was shown. */
const Shown = z.object({ version: Version })

export const updates = {
  watch: feed(Nothing, UpdatesSchema),
  look: command(Nothing, Nothing),
  download: command(Shown, Nothing),
  /** Ends the desk, puts the downloaded version in its place and starts it. */
  install: command(Shown, Nothing),
} as const
