import type { Json } from '#contract/tool.ts'
import { secretMark } from '#contract/tool-secret.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import { fillSecrets, marksIn, plainSecrets } from '#main/kernel/tool-secrets.ts'

/**
 * A body as it leaves: with the secrets that its marks stand for, of what the service holds now or of what was typed here and is
 * kept until it was sent. One that nobody has is refused before anything leaves, and none of them stands in what a refusal says.
 */
type Body = { readonly [name: string]: Json }

export type SecretSources = {
  /** The agent as the service has it, secrets and all. */
  readonly current: () => Promise<Json>
  readonly typed: (fingerprint: string) => Promise<string | null>
}

export async function withSecrets<T>(body: Body, from: SecretSources, send: (body: Body) => Promise<T>): Promise<T> {
  const marks = marksIn(body)
  if (marks.length === 0) return send(body)
  const values = new Map<string, string>()
  for (const mark of marks) {
    const typed = await from.typed(mark)
    if (typed !== null) values.set(mark, typed)
  }
  if (marks.some((mark) => !values.has(mark)))
    for (const [mark, value] of plainSecrets(await from.current().catch(unsent))) values.set(mark, value)
  if (marks.some((mark) => !values.has(mark)))
    throw new AppError('blocked', 'A secret of its tools is not kept any more. Type it again.', {
      data: { sent: false },
    })
  try {
    return await send(fillSecrets(body, (mark) => values.get(mark)))
  } catch (thrown) {
    throw withoutValues(asAppError(thrown), values)
  }
}

/** Whatever became of the question: what was to be sent was not. */
function unsent(thrown: unknown): never {
  const error = asAppError(thrown)
  throw new AppError(error.code, error.message, { cause: error, data: { ...error.data, sent: false } })
}

function withoutValues(error: AppError, values: ReadonlyMap<string, string>): AppError {
  const hidden = (text: string): string =>
    [...values].reduce((left, [mark, value]) => left.replaceAll(value, secretMark(mark)), text)
  const data =
    error.data === undefined ? undefined : (JSON.parse(hidden(JSON.stringify(error.data))) as typeof error.data)
  if (hidden(error.message) === error.message && JSON.stringify(data) === JSON.stringify(error.data)) return error
  return new AppError(error.code, hidden(error.message), data === undefined ? {} : { data })
}
