/** What people do to the knowledge of the bot, as tools of the ledger. No agent can ask for one of them. */
export const knowledgeActs = {
  publish: 'desk_publish_knowledge',
  remove: 'desk_delete_knowledge',
  reindex: 'desk_reindex_knowledge',
  sync: 'desk_sync_knowledge',
} as const

export const isKnowledgeAct = (tool: string): boolean => Object.values(knowledgeActs).some((name) => name === tool)
