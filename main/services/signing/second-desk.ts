import type { AnswerDocument } from '#contract/approval.ts'
import type { AppContract } from '#contract/index.ts'
import type { Proposal, Signer } from '#contract/proposal.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { DeskKey } from '#main/kernel/ports.ts'
import {
  answerTo,
  digestOf,
  expired,
  readAnswer,
  readRequest,
  requireSignature,
  unknownKey,
  unknownRequest,
  viewRequest,
  writeDocument,
  wrongDesk,
} from '#main/services/signing/approval-documents.ts'
import { requireAwaited, signSecond } from '#main/services/signing/countersigning.ts'
import type { Desk } from '#main/services/desk.ts'
import type { People } from '#main/services/signing/people.ts'
import { signText } from '#main/services/signing/signature-key.ts'
import type { Handlers } from '#rpc/serve.ts'

/** The second signature of somebody at another desk: the question goes out as a file, the answer comes back as one. */

const longestMs = 24 * 60 * 60 * 1000

/** Asks for the second signature on what the first one covers. */
export async function exportRequest(desk: Desk, own: DeskKey, id: string): Promise<{ document: string }> {
  const proposal = await desk.store.ledger.get(id)
  const [first] = proposal.signatures
  if (proposal.state !== 'awaiting_second' || first === undefined) {
    throw new AppError('conflict', 'It does not wait for a second signature.', { data: { state: proposal.state } })
  }
  const now = desk.time.now()
  const nonce = desk.random.id('n')
  const validUntil = Math.min(now + longestMs, proposal.expiresAt ?? Infinity)
  const document = await writeDocument(
    {
      format: 1,
      kind: 'countersign request',
      proposal: {
        id,
        revision: proposal.revision,
        tool: proposal.tool,
        arguments: proposal.arguments,
        sentence: proposal.sentence
          .map((part) => part.text)
          .join('')
          .slice(0, 20_000),
        risk: proposal.risk,
        fingerprint: proposal.fingerprint,
        expiresAt: proposal.expiresAt,
      },
      desk: { name: desk.configuration().workspace.name, publicKey: own.publicKey },
      requestedBy: { name: first.signer.name, at: first.at },
      nonce,
      issuedAt: now,
      validUntil,
    },
    own.sign,
  )
  const digest = digestOf(readRequest(document))
  await desk.store.people.issue({ nonce, proposalId: id, digest, signedAt: first.at, validUntil })
  return { document }
}

/** The answer of a colleague whose key is registered here: checked to the last byte, used once. */
export async function importAnswer(
  desk: Desk,
  own: DeskKey,
  document: string,
  surface: string,
  signal: AbortSignal,
): Promise<Proposal> {
  const { people } = desk.store
  const answer = readAnswer(document)
  if (answer.desk !== own.publicKey) throw wrongDesk()
  const person = await people.byKey(answer.person.publicKey)
  if (person === null) throw unknownKey()
  requireSignature(answer, person.publicKey)
  const request = await people.request(answer.nonce)
  if (request === null || request.digest !== answer.request) throw unknownRequest()
  if (request.usedAt !== null) throw new AppError('already_decided', 'This answer was used before.')
  if (desk.time.now() >= request.validUntil) throw expired()
  const signer: Extract<Signer, { by: 'person' }> = { by: 'person', id: person.id, name: person.name, surface }
  const { id, revision, argsHash, fingerprint, signatures } = await desk.store.ledger.get(request.proposalId)
  if (signatures[0] !== undefined && signatures[0].at !== request.signedAt) {
    throw new AppError('changed', 'The first signature is not the one this was asked for.', { data: { id } })
  }
  const seen = { id, revision, argsHash, fingerprint }
  await requireAwaited(desk, seen, signer)
  const use = () => people.use(answer.nonce, desk.time.now())
  return signSecond(desk, seen, { signer, second: proofOf(answer) }, signal, use)
}

const proofOf = ({ nonce, request, person, signature }: AnswerDocument) =>
  ({ how: 'document', nonce, request, publicKey: person.publicKey, signature }) as const

/** What this desk does for another one. */
export const approvalHandlers = (desk: Desk, people: People, own: DeskKey): Handlers<AppContract['approvals']> => ({
  inspect: async ({ document }) => viewRequest(readRequest(document), desk.time.now()),
  sign: async ({ document, person: id, pin }) => {
    const request = readRequest(document)
    const now = desk.time.now()
    // Refused before a try is counted.
    const answer = answerTo(request, await people.enabled(id), own, now)
    const { key } = await people.unlock(id, pin)
    return { document: await writeDocument(answer, (text) => signText(key, text)) }
  },
})
