import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import type { Edited } from '#renderer/app/Agents/use-draft.ts'
import { loadAgent, showAgentPlace } from '#renderer/state/agents.ts'
import { askAct } from '#renderer/state/agents-acts.ts'
import { beginNew } from '#renderer/state/agents-drafts.ts'
import { Menu, type Choice } from '#renderer/ui/Menu.tsx'
import { t } from '#renderer/ui/language.ts'

/** What is done with an agent as a whole. */
export function AgentMenu({ edited }: { readonly edited: Edited }) {
  const [isOpen, setOpen] = useState(false)
  const { draft, view } = edited
  const id = draft.agentId
  const choices: readonly Choice[] = [
    ...(id === null ? [] : [{ id: 'read', label: t('Read it again') }]),
    { id: 'copy', label: t('Use as a template'), hint: t('A draft of a new agent like this one') },
    ...(id === null ? [] : [{ id: 'id', label: t('Copy its id') }]),
    ...(view === null ? [] : [{ id: 'delete', label: t('Delete…'), hint: t('Typed, and cannot be undone') }]),
  ]
  const choose = (choice: string): void => {
    if (choice === 'read' && id !== null) void loadAgent(id)
    if (choice === 'id' && id !== null) void navigator.clipboard.writeText(id)
    if (choice === 'delete' && id !== null) askAct({ of: 'agent', act: { act: 'delete', id } })
    if (choice === 'copy') {
      const copy = beginNew('blank', { ...draft.draft, name: `${draft.draft.name} copy` }, Date.now())
      showAgentPlace({ kind: 'agent', key: copy.key })
    }
  }
  return (
    <Menu
      label={t('This agent')}
      className="button button-quiet button-small"
      choices={choices}
      onChoose={choose}
      isOpen={isOpen}
      onOpenChange={setOpen}
    >
      <Ellipsis aria-hidden="true" />
      <span className="visually-hidden">{t('More about this agent')}</span>
    </Menu>
  )
}
