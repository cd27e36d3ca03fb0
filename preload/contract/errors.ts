import { z } from 'zod'
import { errorCodes, type ErrorCode } from '#contract/error-codes.ts'

export const ErrorCodeSchema = z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]])

/** What a caller on the far side of a wire gets to see of a failure: never a stack. */
export const WireErrorSchema = z.object({
  code: ErrorCodeSchema,
  message: z.string(),
  data: z.unknown().optional(),
})
export type WireError = z.infer<typeof WireErrorSchema>
