import { CircleStop, ExternalLink, Play } from 'lucide-react'
import { useEffect, useState } from 'react'
import { RoundProgress } from '#renderer/app/Playground/RoundProgress.tsx'
import { ScenarioRow } from '#renderer/app/Playground/ScenarioRow.tsx'
import { shareWords } from '#renderer/app/Playground/playground-words.ts'
import { useSuite } from '#renderer/app/Playground/use-suite.ts'
import { failureText, theDesk, useConnection } from '#renderer/connection.ts'
import { openPlayground, usePlayground } from '#renderer/state/playground.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

/** The scenarios in which this agent answers, of whatever suite: how each came out, and the way to play them again. */
type SuiteOfAgent = { readonly id: string; readonly name: string; readonly scenarioIds: readonly string[] }

export function AgentTests({ agentId }: { readonly agentId: string }) {
  const [suites, setSuites] = useState<readonly SuiteOfAgent[] | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const said = usePlayground((playground) => playground.failure)
  const saving = usePlayground((playground) => playground.saving)
  const isOpen = useConnection(({ state }) => state === 'open')
  useEffect(() => {
    if (!isOpen || saving !== null) return
    Promise.resolve()
      .then(() => theDesk().scenarios.ofAgent({ agentId }))
      .then(
        (found) => (setSuites(found.suites), setFailure(null)),
        (error: unknown) => setFailure(failureText(error)),
      )
  }, [agentId, isOpen, saving])
  const trouble = failure ?? said
  return (
    <div className="agent-page">
      {trouble === null ? null : (
        <Notice
          tone="warn"
          role="alert"
          title={t('That did not work.')}
          action={
            <Button size="small" onClick={() => (setFailure(null), usePlayground.setState({ failure: null }))}>
              {t('Close')}
            </Button>
          }
        >
          {trouble}
        </Notice>
      )}
      {suites === null ? (
        failure === null ? (
          <p className="agents-reading">{t('Reading the tests…')}</p>
        ) : null
      ) : suites.length === 0 ? (
        <>
          <h3>{t('Tests')}</h3>
          <p className="secondary">
            {t(
              'None yet. Try the agent beside its editor and choose “Save as test”: what it was asked and what has to come of it is kept, and can be played again after every change.',
            )}
          </p>
        </>
      ) : (
        suites.map((suite) => <Suite key={suite.id} of={suite} />)
      )}
      {suites === null || suites.length === 0 ? null : (
        <p className="small tertiary">{t('Tests are answered by the agent as it is published, not by the draft.')}</p>
      )}
    </div>
  )
}

function Suite({ of }: { readonly of: SuiteOfAgent }) {
  const { suite, round, playing, act } = useSuite(of.id)
  const own = suite?.scenarios.filter(({ scenario }) => of.scenarioIds.includes(scenario.id)) ?? []
  const passed = own.filter(({ runs }) => runs[0]?.verdict === 'passed').length
  const played = own.filter(({ runs }) => runs.length > 0).length
  const flaky = own.flatMap(({ figures }) => (figures.flakeRate === null ? [] : [figures.flakeRate]))
  const flake = flaky.length === 0 ? null : flaky.reduce((sum, rate) => sum + rate, 0) / flaky.length
  const busy = round === null ? null : t('A round is under way')
  const play = (scenarioIds: readonly string[]) => () =>
    act(() => theDesk().scenarios.start({ suiteId: of.id, scenarioIds: [...scenarioIds], repeat: 1 }))
  const open = (): void => {
    usePlayground.setState({ suiteId: of.id })
    openPlayground('tests')
  }
  return (
    <section className="agent-tests" aria-label={of.name}>
      <header className="play-suite-head">
        <h3>
          <VisibleText text={of.name} />
          <span>
            {[
              t('{{count}} tests', { count: of.scenarioIds.length }),
              ...(played === 0
                ? [t('never played')]
                : [t('{{passed}} of {{played}} passed last time', { passed, played }), shareWords(flake, 'flake')]),
            ].join(', ')}
          </span>
        </h3>
        <span className="grow" />
        <Button size="small" look="quiet" onClick={open}>
          <ExternalLink />
          {t('Open in Playground')}
        </Button>
        {round === null ? (
          <Button
            size="small"
            unavailable={suite === null ? t('It is being read') : null}
            onClick={play(of.scenarioIds)}
          >
            <Play />
            {t('Play all')}
          </Button>
        ) : (
          <Button size="small" onClick={() => act(() => theDesk().scenarios.cancel({ id: round.id }))}>
            <CircleStop />
            {t('Cancel')}
          </Button>
        )}
      </header>
      {round === null ? null : <RoundProgress round={round} playing={playing} />}
      <ul className="play-scenarios" aria-label={t('Tests of {{name}}', { name: of.name })}>
        {own.map((one) => (
          <ScenarioRow
            key={one.scenario.id}
            {...one}
            onPlay={play([one.scenario.id])}
            onRemove={() => act(() => theDesk().scenarios.remove({ id: one.scenario.id }))}
            onSaved={() => act(async () => undefined)}
            busy={busy}
          />
        ))}
      </ul>
    </section>
  )
}
