import { Plus } from 'lucide-react'
import { useState } from 'react'
import { agentLimits, type AgentTool } from '#contract/agent.ts'
import { ToolCard } from '#renderer/app/Agents/ToolCard.tsx'
import {
  copyOf,
  freeName,
  functionOf,
  newFunction,
  newProvider,
  providerTypes,
} from '#renderer/app/Agents/tool-model.ts'
import type { Edited } from '#renderer/app/Agents/use-draft.ts'
import { useSettings } from '#renderer/app/Settings/use-settings.ts'
import { draftOf, keepDraft, unreadWithout } from '#renderer/state/agents-drafts.ts'
import { Menu, type Choice } from '#renderer/ui/Menu.tsx'
import { t } from '#renderer/ui/language.ts'

/** What the agent may ask for. Functions come to this desk and its rules; what runs at the provider nobody here can stop. */
export function Tools({ edited }: { readonly edited: Edited }) {
  const [adding, setAdding] = useState(false)
  const [shown, show] = useState<number | null>(null)
  const catalogue = useSettings((state) => state.tools)
  const { tools } = edited.draft.draft
  const gated = tools.filter(({ kind }) => kind === 'function').length
  const isFull = tools.length >= agentLimits.tools

  const put = (next: readonly AgentTool[]): void => edited.change((before) => ({ ...before, tools: [...next] }))
  const add = (tool: AgentTool): void => {
    put([...tools, tool])
    show(tools.length)
  }
  const known = catalogue.filter(
    (tool) => tool.kind !== 'builtin' && !tools.some((one) => one.kind === 'function' && one.name === tool.name),
  )
  const choices: readonly Choice[] = [
    { id: 'function', label: t('A new function'), hint: t('Asked at this desk') },
    ...known.map((tool) => ({
      id: `known ${tool.name}`,
      label: tool.name,
      hint: t('From the catalogue of this desk'),
    })),
    ...providerTypes.map(({ type, what }) => ({
      id: `provider ${type}`,
      label: type,
      hint: t('{{what}}. Not asked here', { what }),
    })),
  ]
  const choose = (id: string): void => {
    const [kind, name = ''] = id.split(' ')
    const found = catalogue.find((tool) => tool.name === name)
    if (kind === 'function') add(newFunction(freeName(tools, 'new_function')))
    else if (kind === 'known' && found !== undefined) add(functionOf(found))
    else if (kind === 'provider') add(newProvider(name))
  }
  const remove = (index: number): void => {
    put(tools.filter((_, at) => at !== index))
    const held = draftOf(edited.key)
    if (held !== null) keepDraft({ ...held, unread: unreadWithout(held.unread, index) })
    show(null)
  }
  return (
    <div className="agent-page">
      <h3>
        {t('Tools')}
        <span>
          {t('{{given}} of {{most}}, {{gated}} asked at this desk', {
            given: tools.length,
            most: agentLimits.tools,
            gated,
          })}
        </span>
        <span className="grow" />
        {isFull ? (
          <span>{t('No more than {{most}} are taken.', { most: agentLimits.tools })}</span>
        ) : (
          <Menu
            label={t('Add a tool')}
            className="button button-outline button-small"
            choices={choices}
            onChoose={choose}
            isOpen={adding}
            onOpenChange={setAdding}
          >
            <Plus aria-hidden="true" />
            {t('Add a tool')}
          </Menu>
        )}
      </h3>
      {tools.length === 0 ? (
        <p className="secondary">{t('None. The agent can talk, look nothing up and do nothing.')}</p>
      ) : (
        <ul className="agent-tools">
          {tools.map((tool, index) => (
            <ToolCard
              // Tools may share a name while they are typed; their place is what they are known by.
              // oxlint-disable-next-line react/no-array-index-key
              key={index}
              index={index}
              tool={tool}
              edited={edited}
              view={tool.kind === 'function' ? catalogue.find(({ name }) => name === tool.name) : undefined}
              isShown={shown === index}
              onShow={() => show(shown === index ? null : index)}
              onChange={(next) => put(tools.map((one, at) => (at === index ? next : one)))}
              onCopy={isFull ? null : () => add(copyOf(tools, tool))}
              onRemove={() => remove(index)}
            />
          ))}
        </ul>
      )}
    </div>
  )
}
