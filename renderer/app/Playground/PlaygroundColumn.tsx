import { BookmarkPlus, ChevronDown, CircleStop, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { ColumnExport } from '#renderer/app/Playground/ColumnExport.tsx'
import { ColumnSetUp } from '#renderer/app/Playground/ColumnSetUp.tsx'
import { engineWords, setUpWords, stateWords, totalWords } from '#renderer/app/Playground/playground-words.ts'
import { RawRuns } from '#renderer/app/Playground/RawRuns.tsx'
import { Steps } from '#renderer/app/Playground/Steps.tsx'
import { useAgentNames } from '#renderer/app/Playground/use-agent-names.ts'
import { ask, cancel, firstModel } from '#renderer/state/playground-run.ts'
import { stateOf, totalsOf, type ColumnId } from '#renderer/state/playground-steps.ts'
import { canBeSaved } from '#renderer/state/playground-scenario.ts'
import { activate, saveAsTest, showRaw, turnSecond, turnSetUp, usePlayground } from '#renderer/state/playground.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Tabs } from '#renderer/ui/Tabs.tsx'
import { t } from '#renderer/ui/language.ts'

const views = [
  { id: 'steps', label: t('Steps') },
  { id: 'raw', label: t('Raw') },
] as const

/** One column: who answers, what was said, and what it took. */
export function PlaygroundColumn({ id }: { readonly id: ColumnId }) {
  const column = usePlayground(({ columns }) => columns[id])
  const isSetUpOpen = usePlayground(({ setUpOpen }) => setUpOpen[id])
  const raw = usePlayground(({ raw: of }) => of[id])
  const isActive = usePlayground(({ active, secondOpen }) => secondOpen && active === id)
  // Models come later than the column; its name follows them.
  usePlayground(({ models }) => models)
  const agents = useAgentNames(column.setUp.who === 'voice_agent')
  const state = stateOf(column)
  const end = useRef<HTMLDivElement>(null)
  const words = column.turns.at(-1)
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'nearest' })
  }, [words])
  const name = id.toUpperCase()
  return (
    <section
      className="playground-column"
      aria-label={t('Column {{name}}', { name })}
      data-active={isActive}
      onFocus={() => activate(id)}
      onPointerDown={() => activate(id)}
    >
      <header className="playground-column-head">
        <span className="playground-letter" aria-hidden="true">
          {name}
        </span>
        <button
          type="button"
          className="playground-who"
          aria-expanded={isSetUpOpen}
          aria-controls={`set-up-${id}`}
          onClick={() => turnSetUp(id)}
        >
          <span className="visually-hidden">{t('Set up column {{name}}:', { name })} </span>
          <b>{setUpWords(column.setUp, firstModel(), agents.names.get(column.setUp.agentId) ?? null)}</b>
          <span className="tertiary">{engineWords(column.setUp)}</span>
          <ChevronDown />
        </button>
        <span className="grow" />
        {state === 'running' ? (
          <Button size="small" onClick={() => cancel(id)}>
            <CircleStop />
            {t('Cancel')}
          </Button>
        ) : null}
        <Tabs
          label={t('Column {{name}} shows', { name })}
          items={views}
          current={raw ? 'raw' : 'steps'}
          onChoose={(view) => showRaw(id, view === 'raw')}
          panel={`playground-${id}`}
          className="tabs playground-views"
        />
        {id === 'b' ? (
          <Button
            size="small"
            look="quiet"
            aria-label={t('Close column B')}
            title={t('Close column B')}
            onClick={turnSecond}
          >
            <X />
          </Button>
        ) : null}
      </header>
      {isSetUpOpen ? <ColumnSetUp id={id} agents={agents} /> : null}
      <div
        className="playground-room"
        id={`playground-${id}`}
        role="tabpanel"
        aria-labelledby={`playground-${id}-${raw ? 'raw' : 'steps'}`}
        tabIndex={0}
      >
        {raw ? <RawRuns id={id} turns={column.turns} /> : <Steps id={id} column={column} />}
        <div ref={end} />
      </div>
      <footer className="playground-foot">
        <span role="status">{stateWords[state]}</span>
        {state === 'asked' ? (
          <Button size="small" look="quiet" onClick={() => void ask(id)}>
            {t('Have it answered')}
          </Button>
        ) : null}
        <span className="grow" />
        {column.turns.length === 0 ? null : (
          <ColumnExport id={id} agentName={agents.names.get(column.setUp.agentId) ?? null} />
        )}
        {canBeSaved(column) ? (
          <Button size="small" look="quiet" onClick={() => saveAsTest(id)}>
            <BookmarkPlus />
            {t('Save as test')}
          </Button>
        ) : null}
        <span>{totalWords(totalsOf(column.turns))}</span>
      </footer>
    </section>
  )
}
