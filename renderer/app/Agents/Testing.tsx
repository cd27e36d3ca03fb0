import { BookmarkPlus, CircleStop, Columns2, Eraser, X } from 'lucide-react'
import { useEffect, useRef, type KeyboardEvent } from 'react'
import type { Edited } from '#renderer/app/Agents/use-draft.ts'
import { NoModelKey } from '#renderer/app/Playground/NoModelKey.tsx'
import { totalWords, stateWords } from '#renderer/app/Playground/playground-words.ts'
import { SaveScenario } from '#renderer/app/Playground/SaveScenario.tsx'
import { Steps } from '#renderer/app/Playground/Steps.tsx'
import { useConnection } from '#renderer/connection.ts'
import {
  askedSides,
  openSideBySide,
  sayToAgent,
  startOver,
  tryAgent,
  turnTesting,
  useTesting,
  type TestedSide,
} from '#renderer/state/agent-testing.ts'
import { cancel, firstModel, readModels } from '#renderer/state/playground-run.ts'
import { canBeSaved } from '#renderer/state/playground-scenario.ts'
import { stateOf, totalsOf } from '#renderer/state/playground-steps.ts'
import { saveAsTest, usePlayground } from '#renderer/state/playground.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Switch } from '#renderer/ui/Switch.tsx'
import { Tabs, type TabItem } from '#renderer/ui/Tabs.tsx'
import '#renderer/styles/playground.css'
import '#renderer/styles/playground-steps.css'
import '#renderer/styles/playground-suites.css'
import '#renderer/styles/agents-testing.css'
import '#renderer/styles/playground-composer.css'
import { t } from '#renderer/ui/language.ts'

/** Written to as a caller would speak: the agent as it stands in the editor, its tools judged by the rules and rehearsed. */
const sides: readonly TabItem<TestedSide>[] = [
  { id: 'draft', label: t('Draft') },
  { id: 'live', label: t('Published') },
]

export function Testing({ edited }: { readonly edited: Edited }) {
  const { key, draft, isDirty } = edited
  const { shown: chosen, compares: wanted } = useTesting()
  const compares = wanted && draft.agentId !== null
  const shown = compares ? chosen : 'draft'
  const column = usePlayground(({ columns }) => columns[shown])
  const keyMissing = usePlayground((playground) => playground.keyMissing)
  const saving = usePlayground((playground) => playground.saving)
  // Models come later than the pane; the name of the first follows them.
  usePlayground(({ models }) => models)
  const isOpen = useConnection(({ state }) => state === 'open')
  useEffect(() => tryAgent(key, draft.agentId, draft.draft), [key, draft.agentId, draft.draft])
  useEffect(() => {
    if (isOpen) void readModels()
  }, [isOpen])
  const end = useRef<HTMLDivElement>(null)
  const last = column.turns.at(-1)
  useEffect(() => {
    if (last !== undefined) end.current?.scrollIntoView({ block: 'nearest' })
  }, [last])
  const state = stateOf(column)
  const name = draft.draft.name === '' ? t('New agent') : draft.draft.name
  const isSaved = saving === 'draft' || saving === 'live'
  return (
    <section className="agent-testing" aria-label={t('Testing')}>
      <header className="agent-testing-head">
        <h2>{t('Testing')}</h2>
        <span
          className="playground-dry"
          title={t('Tools are judged by the rules and simulated. Nothing leaves the desk.')}
        >
          {t('DRY RUN')}
        </span>
        <span className="grow" />
        {compares ? (
          <Tabs
            label={t('Shows')}
            items={sides}
            current={shown}
            onChoose={(next) => useTesting.setState({ shown: next })}
            panel="agent-testing"
            className="tabs agent-testing-sides"
          />
        ) : null}
        <Button
          size="small"
          look="quiet"
          aria-label={t('Close testing')}
          title={t('Close testing')}
          onClick={turnTesting}
        >
          <X />
        </Button>
      </header>
      {keyMissing === true ? <NoModelKey>{t('Without one nobody answers here.')}</NoModelKey> : null}
      <div
        className="agent-testing-room"
        id="agent-testing"
        {...(compares
          ? { role: 'tabpanel', 'aria-labelledby': `agent-testing-${shown}` }
          : { role: 'group', 'aria-label': t('What was said') })}
        tabIndex={0}
      >
        {column.turns.length === 0 ? (
          <p className="playground-empty">
            {isDirty || draft.agentId === null
              ? t('Answers come from what stands in the editor, published or not.')
              : t('Answers come from the agent as it is; once it is edited, from the draft.')}{' '}
            {t('In writing, by {{model}}: its words and tools are tried here, its voice in a call.', {
              model: firstModel(),
            })}
          </p>
        ) : (
          <Steps id={shown} column={column} name={name} />
        )}
        <div ref={end} />
      </div>
      <footer className="agent-testing-foot">
        <span role="status">{stateWords[state]}</span>
        {state === 'running' ? (
          <Button size="small" onClick={() => cancel(shown)}>
            <CircleStop />
            {t('Cancel')}
          </Button>
        ) : null}
        <span>{totalWords(totalsOf(column.turns))}</span>
        {column.turns.length === 0 ? null : (
          <span className="agent-testing-verbs">
            {draft.agentId !== null && canBeSaved(column) ? (
              <Button size="small" look="quiet" onClick={() => saveAsTest(shown)}>
                <BookmarkPlus />
                {t('Save as test')}
              </Button>
            ) : null}
            {draft.agentId === null ? null : (
              <Button size="small" look="quiet" onClick={openSideBySide}>
                <Columns2 />
                {t('Side by side')}
              </Button>
            )}
            <Button size="small" look="quiet" onClick={startOver}>
              <Eraser />
              {t('Start over')}
            </Button>
          </span>
        )}
        {draft.agentId === null || !(isDirty || compares) ? null : (
          <Switch checked={compares} onChange={(on) => useTesting.setState({ compares: on })}>
            {t('Ask the published one too')}
          </Switch>
        )}
      </footer>
      <Words />
      {isSaved ? <SaveScenario id={saving} /> : null}
    </section>
  )
}

function Words() {
  const words = useTesting((testing) => testing.words)
  useTesting((testing) => testing.compares)
  const blocked = usePlayground(({ columns }) => {
    const states = askedSides().map((id) => stateOf(columns[id]))
    if (states.some((state) => state === 'ready' || state === 'asked')) return null
    return states.includes('running') ? t('An answer is under way') : t('Answer the open calls first')
  })
  const why = blocked ?? (words.trim() === '' ? t('Write something first') : null)
  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing)
      return
    event.preventDefault()
    if (why === null) sayToAgent()
  }
  return (
    <div className="playground-composer">
      <textarea
        rows={1}
        value={words}
        aria-label={t('Say something as the caller')}
        placeholder={t('Say something as the caller')}
        onChange={(event) => useTesting.setState({ words: event.target.value })}
        onKeyDown={press}
      />
      <Button look="solid" size="small" unavailable={why} onClick={sayToAgent}>
        {t('Send')}
      </Button>
    </div>
  )
}
