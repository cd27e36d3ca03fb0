import { Search } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { Input } from 'react-aria-components'
import type { Conversation } from '#contract/conversation.ts'
import { useConnection } from '#renderer/connection.ts'
import { paletteCommands, savedCommands } from '#renderer/app/Palette/palette-commands.ts'
import { collectFound, type Found, type Group, type Hit } from '#renderer/app/Palette/found.ts'
import { FoundPreview, FoundRow } from '#renderer/app/Palette/FoundRow.tsx'
import { useInbox } from '#renderer/state/inbox.ts'
import { loadSaved, useSaved } from '#renderer/state/saved-searches.ts'
import { openConversation, openProposal, useUi } from '#renderer/state/ui.ts'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { Keys } from '#renderer/ui/Kbd.tsx'
import { t } from '#renderer/ui/language.ts'

const close = () => useUi.setState({ palette: 'closed' })

/** The palette gives the focus back first: what is opened may want it. */
const afterwards = (run: () => void): void => void requestAnimationFrame(() => setTimeout(run))

function open(found: Found): void {
  if (found.kind === 'command' && found.command.missing !== null) return
  close()
  switch (found.kind) {
    case 'decision':
      return openProposal(found.item.id, found.item.conversationId)
    case 'message':
      return openConversation(found.hit.conversationId)
    case 'conversation':
      return openConversation(found.conversation.id)
    case 'command':
      return afterwards(found.command.run)
  }
}

/** Without a star at its end a word is whole; here it is still being typed. */
const asTyped = (text: string): string => (/[\p{L}\p{N}]$/u.test(text) ? `${text}*` : text)

/** The conversations that hold the words; an older question is given up when a newer one is asked. */
function useHits(query: string): { readonly hits: readonly Hit[]; readonly late: boolean } {
  const [answer, setAnswer] = useState<{ readonly query: string; readonly hits: readonly Hit[] }>({
    query: '',
    hits: [],
  })
  const desk = useConnection((connection) => connection.desk)
  const text = query.trim()
  useEffect(() => {
    if (desk === null || text.length < 2) return
    const asking = new AbortController()
    const timer = setTimeout(() => {
      desk.transcripts
        .search({ text: asTyped(text), order: 'newest', cursor: null, limit: 8 }, { signal: asking.signal })
        .then(({ hits }) => setAnswer({ query: text, hits }))
        .catch(() => {})
    }, 120)
    return () => {
      clearTimeout(timer)
      asking.abort()
    }
  }, [desk, text])
  // The last answer stays in sight until the next one comes, so the list does not flicker while one types.
  return { hits: text.length < 2 ? [] : answer.hits, late: answer.query !== text }
}

function useRecent(): readonly Conversation[] {
  const [recent, setRecent] = useState<readonly Conversation[]>([])
  const desk = useConnection((connection) => connection.desk)
  useEffect(() => {
    if (desk === null) return
    const asking = new AbortController()
    desk.conversations
      .list({ state: 'all', cursor: null, limit: 100 }, { signal: asking.signal })
      .then(({ items }) => setRecent(items))
      .catch(() => {})
    return () => asking.abort()
  }, [desk])
  return recent
}

/** Find a decision, a message, a conversation or a command. It opens; it never decides. */
export function Palette() {
  const only = useUi((ui) => (ui.palette === 'search' ? 'search' : 'all'))
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState<string | null>(null)
  const rows = useInbox(({ queue }) => queue.rows)
  const { hits, late } = useHits(query)
  const recent = useRecent()
  const [here] = useState(paletteCommands)
  const saved = useSaved(({ searches }) => searches)
  useEffect(() => void loadSaved(), [])
  const commands = useMemo(() => [...here, ...savedCommands(saved)], [here, saved])
  const list = useRef<HTMLDivElement>(null)
  const groups = useMemo(
    () => collectFound({ query, only, items: rows.map((row) => row.item), hits, recent, commands }),
    [query, only, rows, hits, recent, commands],
  )
  const all = groups.flatMap((group) => group.found)
  // What answers an older question is shown until its successor comes, and only opened by who chose it.
  const current =
    all.find((found) => found.id === chosen) ?? all.find((found) => !late || found.kind !== 'message') ?? all[0]

  const step = (by: number) => {
    const at = all.findIndex((found) => found.id === current?.id)
    const next = all[(at + by + all.length) % all.length]
    if (next === undefined) return
    setChosen(next.id)
    list.current?.querySelector(`[data-found="${CSS.escape(next.id)}"]`)?.scrollIntoView({ block: 'nearest' })
  }
  const keys = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown') step(1)
    else if (event.key === 'ArrowUp') step(-1)
    else if (event.key === 'Enter' && current !== undefined) open(current)
    else return
    event.preventDefault()
  }

  return (
    <Dialog title={t('Search or run a command')} bare className="palette" onClose={close}>
      <div className="palette-field">
        <Search />
        <Input
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={current === undefined ? undefined : `found-${current.id}`}
          aria-label={only === 'search' ? t('Search messages') : t('Search or run a command')}
          placeholder={only === 'search' ? t('Search messages') : t('Search or run a command')}
          autoComplete="off"
          spellCheck={false}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value)
            setChosen(null)
          }}
          onKeyDown={keys}
        />
      </div>
      <div className="palette-body">
        <div className="palette-list" id="palette-list" role="listbox" aria-label={t('Results')} ref={list}>
          {groups.map((group) => (
            <Groups key={group.title} group={group} query={query} current={current} onHover={setChosen} />
          ))}
          {all.length === 0 ? <p className="palette-none">{t('Nothing found. Every word must occur.')}</p> : null}
        </div>
        <div className="palette-preview">{current === undefined ? null : <FoundPreview found={current} />}</div>
      </div>
      <div className="palette-foot">
        <span>
          <Keys keys={['ArrowUp', 'ArrowDown']} /> {t('move')}
        </span>
        <span>
          <Keys keys={['Enter']} /> {t('open')}
        </span>
        <span>
          <Keys keys={['Escape']} /> {t('close')}
        </span>
        <span>
          <Keys keys={['>']} /> {t('all commands')}
        </span>
        <span className="grow" />
        {t('Opens, never decides')}
      </div>
    </Dialog>
  )
}

type GroupProps = {
  readonly group: Group
  readonly query: string
  readonly current: Found | undefined
  readonly onHover: (id: string) => void
}

function Groups({ group, query, current, onHover }: GroupProps) {
  return (
    <div role="group" aria-label={group.title}>
      <div className="palette-title" aria-hidden="true">
        {group.title}
      </div>
      {group.found.map((found) => (
        <div
          key={found.id}
          id={`found-${found.id}`}
          data-found={found.id}
          role="option"
          tabIndex={-1}
          aria-selected={found.id === current?.id}
          aria-disabled={found.kind === 'command' && found.command.missing !== null}
          className="palette-item"
          onMouseMove={() => found.id !== current?.id && onHover(found.id)}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => open(found)}
        >
          <FoundRow found={found} query={query} chosen={found.id === current?.id} />
        </div>
      ))}
    </div>
  )
}
