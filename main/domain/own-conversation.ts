import type { Conversation } from '#contract/conversation.ts'
import { isCall } from '#main/domain/call.ts'

/**
 * Conversations that stand in no helpdesk: calls, and those that hold what people of this desk do to a voice agent, a number,
 * a collection or the bot. Nobody answers in the latter; nothing that happens elsewhere moves them.
 */
const prefixes = ['agent:', 'number:', 'collection:', 'knowledge:', 'bot:'] as const
const [agentPrefix, numberPrefix, collectionPrefix] = prefixes

export const conversationOfAgent = (agentId: string): string => `${agentPrefix}${agentId}`
export const conversationOfCollection = (collectionId: string): string => `${collectionPrefix}${collectionId}`
/** What is done to the knowledge of the bot stands together. */
export const conversationOfKnowledge = 'knowledge:bot'
/** Actions of the bot that were run for no customer in particular. */
export const conversationOfBotActions = 'bot:actions'
export const conversationOfNumber = (numberId: string): string => `${numberPrefix}${numberId}`

/** Not a number of the account yet: purchases of one desk stand together. */
export const conversationOfPurchases = conversationOfNumber('new')
/** Nor an agent: what is created stands here until it has a name of its own. */
export const conversationOfCreations = conversationOfAgent('new')

export const conversationOfNewCollections = conversationOfCollection('new')

type Named = Pick<Conversation, 'externalId'>

export const isAdministration = ({ externalId }: Named): boolean =>
  prefixes.some((prefix) => externalId.startsWith(prefix))

export const standsInHelpdesk = (conversation: Named): boolean =>
  !isCall(conversation) && !isAdministration(conversation)

/** What it is about; null: about none, or about one that does not exist yet. */
export function administered({ externalId }: Named): {
  readonly agentId: string | null
  readonly numberId: string | null
  readonly collectionId: string | null
} {
  const after = (prefix: string) => (externalId.startsWith(prefix) ? externalId.slice(prefix.length) : null)
  const known = (id: string | null) => (id === 'new' ? null : id)
  return {
    agentId: known(after(agentPrefix)),
    numberId: known(after(numberPrefix)),
    collectionId: known(after(collectionPrefix)),
  }
}

export const notInAdministration =
  'This holds what was done to a voice agent, a number, a collection or the bot. It stands in no helpdesk, and nobody answers in it.'
