import { BookOpen, Plus, Trash2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import { agentLimits } from '#contract/agent.ts'
import { ReadFailure } from '#renderer/app/Agents/ReadFailure.tsx'
import { CollectionSearch } from '#renderer/app/Agents/CollectionSearch.tsx'
import { documentCountWords, documentsWords } from '#renderer/app/Agents/collection-words.ts'
import { newProvider } from '#renderer/app/Agents/tool-model.ts'
import type { Edited } from '#renderer/app/Agents/use-draft.ts'
import { SelectField, TextField } from '#renderer/app/Settings/fields.tsx'
import { useConnection } from '#renderer/connection.ts'
import { showAgentPlace } from '#renderer/state/agents.ts'
import { followCollections, loadCollection, loadCollections, useCollections } from '#renderer/state/collections.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Chip } from '#renderer/ui/Chip.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { said, t } from '#renderer/ui/language.ts'

/** Collections the agent may look in, and whether it really does: a collection without a search tool is never asked. */
export function Knowledge({ edited }: { readonly edited: Edited }) {
  const [typed, setTyped] = useState('')
  const { collectionIds, tools } = edited.draft.draft
  const { rows, failure } = useCollections()
  const open = useConnection(({ state }) => state === 'open')
  useEffect(followCollections, [])
  const attached = collectionIds.join('\n')
  const areListed = rows !== null
  useEffect(() => {
    if (open && areListed) for (const id of attached === '' ? [] : attached.split('\n')) void loadCollection(id)
  }, [open, areListed, attached])
  const others = (rows ?? []).filter(({ id }) => !collectionIds.includes(id))
  const searches = tools.some((tool) => tool.kind === 'provider' && tool.type === 'file_search')
  const problems = edited.problems.filter(({ field }) => field === 'collection_ids')
  const wanted = typed.trim()
  const refusal =
    wanted === ''
      ? t('Write the id of a collection first')
      : collectionIds.includes(wanted)
        ? t('This collection is there already')
        : collectionIds.length >= agentLimits.collections
          ? t('No more than {{most}} are taken', { most: agentLimits.collections })
          : null
  const put = (next: readonly string[]): void => edited.change((before) => ({ ...before, collectionIds: [...next] }))
  const add = (): void => {
    if (refusal !== null) return
    put([...collectionIds, wanted])
    setTyped('')
  }
  return (
    <div className="agent-page">
      <h3>
        {t('Collections')}
        <span>{t('{{given}} of {{most}}', { given: collectionIds.length, most: agentLimits.collections })}</span>
      </h3>
      {searches && collectionIds.length === 0 ? (
        <Notice tone="warn" icon="guardrail" title={t('Knowledge is not attached.')}>
          {t('The agent has a search tool and no collection to look in.')}
        </Notice>
      ) : null}
      {!searches && collectionIds.length > 0 ? (
        <Notice
          tone="info"
          title={t('No search tool looks in them.')}
          action={
            <Button
              size="small"
              onClick={() =>
                edited.change((before) => ({ ...before, tools: [...before.tools, newProvider('file_search')] }))
              }
            >
              {t('Add file_search')}
            </Button>
          }
        >
          {t('They are attached when a call begins at this desk; a call that rings elsewhere goes without them.')}
        </Notice>
      ) : null}
      {problems.map(({ pointer, message }) => (
        <p key={`${pointer} ${message}`} className="form-error">
          {said(message)}
        </p>
      ))}
      {collectionIds.length === 0 ? (
        <p className="secondary">{t('None. The agent knows its instructions and what its tools tell it.')}</p>
      ) : (
        <ul className="agent-collections">
          {collectionIds.map((id, at) => (
            <li key={`${id} ${at}`}>
              <BookOpen aria-hidden="true" />
              <Attached id={id} />
              <span className="grow" />
              {searches ? <Chip tone="ok">{t('attached')}</Chip> : <Chip tone="warn">{t('attached here only')}</Chip>}
              <Button
                size="small"
                look="quiet"
                aria-label={t('Remove {{name}}', { name: rows?.find((one) => one.id === id)?.name ?? id })}
                title={t('Remove')}
                onClick={() => put(collectionIds.filter((_, place) => place !== at))}
              >
                <Trash2 />
              </Button>
            </li>
          ))}
        </ul>
      )}
      {failure === null ? null : <ReadFailure of="collections" failure={failure} onAgain={loadCollections} />}
      {rows === null || failure !== null ? (
        <form
          className="agent-add"
          onSubmit={(event) => {
            event.preventDefault()
            add()
          }}
        >
          <TextField label={t('Id of a collection')} mono value={typed} onChange={setTyped} />
          <Button unavailable={refusal} onClick={add}>
            <Plus />
            {t('Add')}
          </Button>
        </form>
      ) : (
        <div className="agent-add">
          <SelectField
            label={t('Attach a collection')}
            value=""
            options={others.map((one) => ({ value: one.id, label: `${one.name}, ${documentCountWords(one)}` }))}
            help={
              others.length === 0
                ? t('All collections of the account are attached.')
                : collectionIds.length >= agentLimits.collections
                  ? t('No more than {{most}} are taken.', { most: agentLimits.collections })
                  : ''
            }
            onChange={(id) => {
              if (collectionIds.length < agentLimits.collections) put([...collectionIds, id])
            }}
          />
        </div>
      )}
      {collectionIds.length === 0 ? null : (
        <CollectionSearch collectionIds={collectionIds.slice(0, agentLimits.collections)} />
      )}
    </div>
  )
}

/** By its name where that can be read, with what is in it. */
function Attached({ id }: { readonly id: string }) {
  const collection = useCollections(({ rows }) => rows?.find((one) => one.id === id))
  const areKnown = useCollections(({ rows }) => rows !== null)
  const documents = useCollections(({ views }) => views[id]?.documents)
  if (collection === undefined)
    return (
      <span className="mono">
        <VisibleText text={id} />
        {areKnown ? <span className="form-error"> {t('the service has no such collection')}</span> : null}
      </span>
    )
  return (
    <span>
      <button
        type="button"
        className="text-link"
        onClick={() => showAgentPlace({ kind: 'collections', id: collection.id })}
      >
        <VisibleText text={collection.name} />
      </button>{' '}
      <span className="secondary">
        {documentCountWords(collection)}
        {documents === undefined || documents.length === 0 ? '' : `, ${documentsWords(documents)}`}
      </span>
    </span>
  )
}
