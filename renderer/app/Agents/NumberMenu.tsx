import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import type { PhoneNumber } from '#contract/agent.ts'
import { phoneWords } from '#renderer/app/Agents/agent-words.ts'
import { useAgents } from '#renderer/state/agents.ts'
import { askAct } from '#renderer/state/agents-acts.ts'
import { Menu, type Choice } from '#renderer/ui/Menu.tsx'
import { t } from '#renderer/ui/language.ts'

/** The rarer things that are done with a number; each is shown in its entirety before it is. */
export function NumberMenu({ number, offersAgents }: { readonly number: PhoneNumber; readonly offersAgents: boolean }) {
  const rows = useAgents((state) => state.rows)
  const [isOpen, setOpen] = useState(false)
  const others = offersAgents ? (rows ?? []).filter(({ id }) => id !== number.agentId) : []
  const isFree = number.agentId === null
  const choices: readonly Choice[] = [
    ...others.map(({ id, name }) => ({
      id: `to ${id}`,
      label: isFree ? t('Assign to {{name}}…', { name }) : t('Move to {{name}}…', { name }),
    })),
    ...(offersAgents && !isFree ? [{ id: 'unassign', label: t('Unassign…') }] : []),
    { id: 'rename', label: t('Rename…') },
    { id: 'copy', label: t('Copy the number') },
    { id: 'release', label: t('Release…'), hint: t('Typed, and cannot be undone') },
  ]
  const choose = (choice: string): void => {
    const { id, name, description } = number
    if (choice.startsWith('to '))
      askAct({ of: 'number', act: { act: 'assign', id, agentId: choice.slice(3), move: !isFree } })
    if (choice === 'unassign') askAct({ of: 'number', act: { act: 'unassign', id } })
    if (choice === 'rename')
      askAct({ of: 'number', act: { act: 'rename', id, name, description, clearDescription: false } })
    if (choice === 'release') askAct({ of: 'number', act: { act: 'release', id } })
    if (choice === 'copy') void navigator.clipboard.writeText(number.number)
  }
  return (
    <Menu
      label={phoneWords(number.number)}
      className="button button-quiet button-small"
      choices={choices}
      onChoose={choose}
      isOpen={isOpen}
      onOpenChange={setOpen}
    >
      <Ellipsis aria-hidden="true" />
      <span className="visually-hidden">{t('More about {{number}}', { number: phoneWords(number.number) })}</span>
    </Menu>
  )
}
