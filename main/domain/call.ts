import type { Conversation } from '#contract/conversation.ts'

/** The conversation of a call: it stands in no helpdesk, and what is said on the phone outdates nothing. */

const prefix = 'call:'

export const externalIdOfCall = (callId: string): string => `${prefix}${callId}`

export const isCall = ({ externalId }: Pick<Conversation, 'externalId'>): boolean => externalId.startsWith(prefix)

/** What a proposal of a call says beside it once nobody on the line waits for it any more. */
export const callerGone = 'The caller has hung up. It can still be decided; nobody on the line will hear of it.'
export const callerCalledBack = 'The caller was told that somebody calls back. Nobody on the line waits for it.'

/** Written about a caller, not about something that was on its way out. */
export const isAboutCaller = (note: string | null): boolean => note === callerGone || note === callerCalledBack

export const notOnCall = 'A call stands in no helpdesk: nothing can be sent, noted, handed over or closed there.'
