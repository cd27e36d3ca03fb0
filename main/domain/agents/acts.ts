import type { Arguments, Json } from '#contract/tool.ts'
import { isBotAct } from '#main/domain/bot/acts.ts'
import { isKnowledgeAct } from '#main/domain/knowledge/acts.ts'

/** What people do to voice agents, numbers and collections, as tools of the ledger. No agent can ask for one of them. */
export const actNames = {
  create: 'desk_create_agent',
  update: 'desk_update_agent',
  delete: 'desk_delete_agent',
  assign: 'desk_assign_number',
  unassign: 'desk_unassign_number',
  move: 'desk_move_number',
  buy: 'desk_buy_number',
  rename: 'desk_rename_number',
  release: 'desk_release_number',
  createCollection: 'desk_create_collection',
  changeCollection: 'desk_change_collection',
  deleteCollection: 'desk_delete_collection',
  addDocument: 'desk_add_document',
  removeDocument: 'desk_remove_document',
} as const

export const isAct = (tool: string): boolean =>
  isKnowledgeAct(tool) || isBotAct(tool) || Object.values(actNames).some((name) => name === tool)

export type Typed = { readonly label: string; readonly expected: string }

/** What a person has to type, to the letter, before it can be signed. Null: nothing. */
export function typedFor(tool: string, args: Arguments): Typed | null {
  const text = (value: Json | undefined) => (typeof value === 'string' ? value : '')
  switch (tool) {
    case actNames.delete:
      return { label: 'Type the name of the agent', expected: text(args['agent_name']) }
    case actNames.release:
      return { label: 'Type the last four digits of the number', expected: lastFour(text(args['phone_number'])) }
    case actNames.buy:
      return { label: 'Type the area code', expected: text(args['area_code']) }
    case actNames.deleteCollection:
      return { label: 'Type the name of the collection', expected: text(args['collection_name']) }
    default:
      return null
  }
}

export const lastFour = (number: string): string => number.replaceAll(/\D/g, '').slice(-4)

/** Spaces around it are nobody's meaning; anything else counts. */
export const isTyped = (wanted: Typed | null, typed: string): boolean =>
  wanted === null || (wanted.expected !== '' && typed.trim() === wanted.expected.trim())
