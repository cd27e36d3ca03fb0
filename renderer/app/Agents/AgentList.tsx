import { Library, PhoneCall, Plus } from 'lucide-react'
import { rowLine } from '#renderer/app/Agents/agent-words.ts'
import { useSettings } from '#renderer/app/Settings/use-settings.ts'
import { showAgentPlace, useAgents } from '#renderer/state/agents.ts'
import { useCollections } from '#renderer/state/collections.ts'
import { changeLines, countChanges } from '#renderer/state/agent-changes.ts'
import { useAgentDrafts, type AgentDraft } from '#renderer/state/agents-drafts.ts'
import { useStatus } from '#renderer/state/status.ts'
import { Avatar } from '#renderer/ui/Avatar.tsx'
import { Button } from '#renderer/ui/Button.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

/** Two kinds of agents, because they can do different things: voice agents are edited here, support agents only in the console. */
export function AgentList() {
  const { rows, failure, unreadable, numbers, place } = useAgents()
  const drafts = useAgentDrafts((state) => state.drafts)
  const agent = useSettings(({ configuration }) => configuration?.agent ?? null)
  const environment = useStatus(({ status }) => status?.environment)
  const isShown = (key: string): boolean => place.kind === 'agent' && place.key === key
  const fresh = Object.values(drafts).filter(({ agentId }) => agentId === null)
  const free = (numbers ?? []).filter(({ agentId }) => agentId === null).length
  return (
    <nav className="queue agents-side" aria-label={t('Agents')} data-pane="queue" tabIndex={-1}>
      <div className="queue-head">
        <h1>{t('Agents')}</h1>
        <span className="grow" />
        <Button
          size="small"
          look="quiet"
          aria-label={t('New voice agent')}
          title={t('New voice agent')}
          onClick={() => showAgentPlace({ kind: 'create' })}
        >
          <Plus />
        </Button>
      </div>
      <div className="agents-rows">
        <h2 className="queue-section">{t('Voice agents')}</h2>
        {rows === null ? (
          <p className="agents-reading" role="status">
            {failure === null ? t('Reading the agents…') : t('Not read.')}
          </p>
        ) : null}
        {rows?.map((row) => (
          <Row
            key={row.id}
            name={drafts[row.id]?.draft.name ?? row.name}
            line={rowLine(row, changesOf(drafts[row.id]))}
            isDirty={drafts[row.id] !== undefined}
            isOutside={row.changedOutside !== null}
            isShown={isShown(row.id)}
            onShow={() => showAgentPlace({ kind: 'agent', key: row.id })}
          />
        ))}
        {fresh.map((draft) => (
          <Row
            key={draft.key}
            name={draft.draft.name === '' ? t('New agent') : draft.draft.name}
            line={t('not created yet')}
            isDirty
            isOutside={false}
            isShown={isShown(draft.key)}
            onShow={() => showAgentPlace({ kind: 'agent', key: draft.key })}
          />
        ))}
        {rows !== null && rows.length === 0 && fresh.length === 0 ? (
          <p className="agents-reading">{t('None yet.')}</p>
        ) : null}
        {unreadable === 0 ? null : (
          <p className="agents-reading">
            {t('{{count}} agents of the service cannot be read here.', { count: unreadable })}
          </p>
        )}
        <h2 className="queue-section">{t('Support agents')}</h2>
        {agent === null ? (
          <p className="agents-reading">{t('None is connected.')}</p>
        ) : (
          <Row
            name={agent.name}
            line={environment === undefined ? t('console only') : t('{{environment}}, console only', { environment })}
            isDirty={false}
            isOutside={false}
            isShown={place.kind === 'support'}
            onShow={() => showAgentPlace({ kind: 'support' })}
          />
        )}
        <h2 className="queue-section">{t('Telephone')}</h2>
        <button
          type="button"
          className="list-row agents-row"
          aria-current={place.kind === 'numbers' ? 'true' : undefined}
          onClick={() => showAgentPlace({ kind: 'numbers' })}
        >
          <span className="agents-avatar" aria-hidden="true">
            <PhoneCall />
          </span>
          <b>{t('Phone numbers')}</b>
          <small>
            {numbers === null
              ? t('not read yet')
              : numbers.length === 0
                ? t('none yet')
                : [
                    t('{{count}} numbers', { count: numbers.length }),
                    ...(free > 0 ? [t('{{free}} free', { free })] : []),
                  ].join(', ')}
          </small>
        </button>
        <CollectionsRow isShown={place.kind === 'collections'} />
      </div>
      <div className="queue-foot">{t('Support agents: console only')}</div>
    </nav>
  )
}

function CollectionsRow({ isShown }: { readonly isShown: boolean }) {
  const rows = useCollections((state) => state.rows)
  const line = rows === null ? t('documents agents look in') : t('{{count}} collections', { count: rows.length })
  return (
    <>
      <h2 className="queue-section">{t('Documents')}</h2>
      <button
        type="button"
        className="list-row agents-row"
        aria-current={isShown ? 'true' : undefined}
        onClick={() => showAgentPlace({ kind: 'collections', id: null })}
      >
        <span className="agents-avatar" aria-hidden="true">
          <Library />
        </span>
        <b>{t('Collections')}</b>
        <small>{line}</small>
      </button>
    </>
  )
}

const changesOf = (draft: AgentDraft | undefined): number =>
  draft === undefined ? 0 : countChanges(changeLines(draft.basis, draft.draft))

type RowProps = {
  readonly name: string
  readonly line: string
  readonly isDirty: boolean
  readonly isOutside: boolean
  readonly isShown: boolean
  readonly onShow: () => void
}

function Row({ name, line, isDirty, isOutside, isShown, onShow }: RowProps) {
  return (
    <button type="button" className="list-row agents-row" aria-current={isShown ? 'true' : undefined} onClick={onShow}>
      <Avatar of="agent" name={name} />
      <b>
        <span className="agents-row-name">
          <VisibleText text={name} />
        </span>
        {isDirty ? (
          <>
            <i className="agents-dot" aria-hidden="true" />
            <span className="visually-hidden">{`, ${t('not published')}`}</span>
          </>
        ) : null}
      </b>
      <small className={isOutside ? 'is-warning' : undefined}>{line}</small>
    </button>
  )
}
