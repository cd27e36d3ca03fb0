import { z } from 'zod'
import { KeptDraftSchema, type KeptDraft } from '#contract/proposal.ts'
import type { Desk } from '#main/services/desk.ts'

/** What a person typed and did not send: on disk with every change, so that no crash and no closed window loses it. */
const ofProposal = (id: string): string => `draft.${id}`
const ofConversation = (id: number): string => `draft.conversation.${id}`

export async function readDraft(desk: Desk, proposalId: string): Promise<KeptDraft | null> {
  return KeptDraftSchema.nullable().parse(await desk.store.settings.get(ofProposal(proposalId)))
}

export async function keepDraft(
  desk: Desk,
  proposalId: string,
  argsHash: string,
  draft: { readonly text: string; readonly internal: boolean } | null,
): Promise<void> {
  const name = ofProposal(proposalId)
  if (draft === null) return desk.store.settings.remove(name)
  // Nobody keeps anything for a proposal that does not exist.
  await desk.store.ledger.get(proposalId)
  await desk.store.settings.put(name, { ...draft, argsHash, at: desk.clock.now() })
}

const OwnSchema = z.object({ text: z.string(), internal: z.boolean() }).nullable()

export const readOwn = async (desk: Desk, conversationId: number): Promise<z.infer<typeof OwnSchema>> =>
  OwnSchema.parse(await desk.store.settings.get(ofConversation(conversationId)))

export async function keepOwn(
  desk: Desk,
  conversationId: number,
  draft: { readonly text: string; readonly internal: boolean } | null,
): Promise<void> {
  const name = ofConversation(conversationId)
  if (draft === null) return desk.store.settings.remove(name)
  await desk.store.conversations.get(conversationId)
  await desk.store.settings.put(name, { ...draft })
}
