import { useEffect } from 'react'
import { Eraser } from 'lucide-react'
import { DeferredList } from '#renderer/app/Playground/DeferredList.tsx'
import { NoModelKey } from '#renderer/app/Playground/NoModelKey.tsx'
import { SideBySide } from '#renderer/app/Playground/SideBySide.tsx'
import { Suites } from '#renderer/app/Playground/Suites.tsx'
import { useConnection } from '#renderer/connection.ts'
import { readModels, startOver } from '#renderer/state/playground-run.ts'
import { usePlayground, type PlaygroundPage } from '#renderer/state/playground.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { useCommands } from '#renderer/ui/keys.ts'
import { Notice } from '#renderer/ui/Notice.tsx'
import { Tabs } from '#renderer/ui/Tabs.tsx'
import '#renderer/styles/form-input.css'
import '#renderer/styles/tabs.css'
import '#renderer/styles/playground.css'
import '#renderer/styles/playground-steps.css'
import '#renderer/styles/playground-suites.css'
import { t } from '#renderer/ui/language.ts'

const pages = [
  { id: 'side', label: t('Side by side') },
  { id: 'tests', label: t('Tests') },
  { id: 'deferred', label: t('Deferred') },
] as const satisfies readonly { readonly id: PlaygroundPage; readonly label: string }[]

/** Two set-ups beside each other, answering the same words. Nothing that is asked for here is ever done. */
export function Playground() {
  const page = usePlayground((playground) => playground.page)
  const failure = usePlayground((playground) => playground.failure)
  const keyMissing = usePlayground((playground) => playground.keyMissing)
  const isOpen = useConnection((connection) => connection.state === 'open')
  useEffect(() => {
    if (isOpen) void readModels()
  }, [isOpen])
  useCommands({ 'playground.over': startOver })
  return (
    <div className="playground paper">
      <header className="playground-head">
        <h1>{t('Playground')}</h1>
        <span
          className="playground-dry"
          title={t('Tools are judged by the rules and simulated. Nothing leaves the desk.')}
        >
          {t('DRY RUN')}
        </span>
        <Tabs
          label={t('Playground')}
          items={pages}
          current={page}
          onChoose={(next) => usePlayground.setState({ page: next })}
          panel="playground-page"
          className="tabs playground-tabs"
        />
        <span className="grow" />
        {page === 'side' ? (
          <Button size="small" look="quiet" command="playground.over" onClick={startOver}>
            <Eraser />
            {t('Start over')}
          </Button>
        ) : null}
      </header>
      {isOpen ? null : (
        <Notice tone="offline" role="status">
          {t('The desk is away. What stands here stays; nothing can be asked until it is back.')}
        </Notice>
      )}
      {keyMissing === true ? (
        <NoModelKey>{t('Without one nobody answers here. Stored conversations can be opened and read.')}</NoModelKey>
      ) : null}
      {failure === null ? null : (
        <Notice
          tone="warn"
          role="alert"
          title={t('That did not work.')}
          action={
            <Button size="small" onClick={() => usePlayground.setState({ failure: null })}>
              {t('Close')}
            </Button>
          }
        >
          {failure}
        </Notice>
      )}
      <div
        className="playground-page"
        id="playground-page"
        role="tabpanel"
        aria-labelledby={`playground-page-${page}`}
        data-pane="queue"
        tabIndex={-1}
      >
        {page === 'side' ? <SideBySide /> : page === 'tests' ? <Suites /> : <DeferredList />}
      </div>
    </div>
  )
}
