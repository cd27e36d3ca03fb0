import type { z } from 'zod'
import {
  AnswerDocumentSchema,
  RequestDocumentSchema,
  type AnswerDocument,
  type RequestDocument,
  type RequestView,
} from '#contract/approval.ts'
import { canonicalJson, sha256 } from '#main/domain/canonical.ts'
import { nameKey } from '#main/domain/person.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { DeskKey } from '#main/kernel/ports.ts'
import { isSignedBy } from '#main/services/signing/signature-key.ts'

/**
 * A question that goes to a colleague's desk and the answer that comes back, as text. Both are canonical JSON with a
 * signature over all the rest: whatever is changed on the way, one byte of it, makes them nobody's.
 */

type Signed = { readonly signature: string }
type Unsigned<T extends Signed> = Omit<T, 'signature'>

/** What a signature is over. The kind stands in it, so that no request can pass for an answer. */
const body = (document: Signed): string =>
  canonicalJson(Object.fromEntries(Object.entries(document).filter(([name]) => name !== 'signature')))

/** What an answer names of the request: the whole of it. */
export const digestOf = (request: RequestDocument): string => sha256(canonicalJson(request))

export async function writeDocument(
  document: Unsigned<RequestDocument> | Unsigned<AnswerDocument>,
  sign: (text: string) => string | Promise<string>,
): Promise<string> {
  const signature = await sign(canonicalJson(document))
  return canonicalJson({ ...document, signature })
}

function parse<T extends Signed>(text: string, schema: z.ZodType<T>, what: string): T {
  try {
    const parsed = schema.parse(JSON.parse(text.trim()))
    // Twice the same name, another spelling of a number: what was signed has one form only.
    if (canonicalJson(parsed) === text.trim()) return parsed
  } catch {
    // Not JSON, not of this form, or nested so deep that nobody can read it.
  }
  throw new AppError('invalid_input', `This is not ${what}, or it was changed on the way.`)
}

const refuse = (reason: string, message: string): AppError => new AppError('forbidden', message, { data: { reason } })

export function readRequest(text: string): RequestDocument {
  const request = parse(text, RequestDocumentSchema, 'a request for a signature')
  if (isSignedBy(request.desk.publicKey, body(request), request.signature)) return request
  throw refuse('forged', 'The request is not as its desk signed it.')
}

/** The signature is still to be checked, with the key that is known of the person. */
export const readAnswer = (text: string): AnswerDocument => parse(text, AnswerDocumentSchema, 'an answer to a request')

/** `publicKey`: as it is registered here; what the document says of itself proves nothing. */
export function requireSignature(answer: AnswerDocument, publicKey: string): void {
  if (!isSignedBy(publicKey, body(answer), answer.signature)) {
    throw refuse('forged', 'The answer is not as the person signed it.')
  }
}

export function viewRequest(request: RequestDocument, now: number): RequestView {
  const { proposal, desk, requestedBy, issuedAt, validUntil } = request
  return { proposal, desk, requestedBy, issuedAt, validUntil, expired: now >= validUntil }
}

/** The colleague's answer, once their PIN has opened their key. Refused for what is over, for this desk, for oneself. */
export function answerTo(
  request: RequestDocument,
  person: { readonly name: string; readonly publicKey: string },
  own: DeskKey,
  now: number,
): Unsigned<AnswerDocument> {
  if (now >= request.validUntil) throw expired()
  if (request.desk.publicKey === own.publicKey) {
    throw new AppError('same_person', 'This desk asked for it itself: countersign it here, with a PIN.')
  }
  if (nameKey(request.requestedBy.name) === nameKey(person.name)) {
    throw new AppError('same_person', 'The second signature has to be another person’s.')
  }
  return {
    format: 1,
    kind: 'countersign answer',
    nonce: request.nonce,
    request: digestOf(request),
    desk: request.desk.publicKey,
    person: { name: person.name, publicKey: person.publicKey },
    signedAt: now,
  }
}

export const expired = (): AppError =>
  new AppError('changed', 'The time for this signature is over.', { data: { reason: 'expired' } })

export const wrongDesk = (): AppError => refuse('wrong_desk', 'This answers another desk’s request.')
export const unknownKey = (): AppError =>
  refuse('unknown_key', 'Nobody with this key may sign here. Add them with their public key first.')
export const unknownRequest = (): AppError => refuse('unknown_request', 'This desk made no such request.')
