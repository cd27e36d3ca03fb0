import { CircleStop, FileDown, Play } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Label } from 'react-aria-components'
import type { Suite } from '#contract/scenario.ts'
import { SuiteVerbs } from '#renderer/app/Playground/SuiteDialogs.tsx'
import { RoundProgress } from '#renderer/app/Playground/RoundProgress.tsx'
import { ScenarioRow } from '#renderer/app/Playground/ScenarioRow.tsx'
import { shareWords } from '#renderer/app/Playground/playground-words.ts'
import { useSuite } from '#renderer/app/Playground/use-suite.ts'
import { failureText, theDesk, useConnection } from '#renderer/connection.ts'
import { usePlayground } from '#renderer/state/playground.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FileButton } from '#renderer/ui/FileButton.tsx'
import { saveFile } from '#renderer/ui/save-file.ts'
import { Select } from '#renderer/ui/Select.tsx'
import { t } from '#renderer/ui/language.ts'

const repeats = [1, 3, 5, 10].map((count) => ({ id: String(count), label: t('{{count}} times', { count }) }))

const fail = (error: unknown): void => usePlayground.setState({ failure: failureText(error) })

/** Suites of scenarios: how each came out, how often it passes, and the way to play them again. */
export function Suites() {
  const chosen = usePlayground((playground) => playground.suiteId)
  const [suites, setSuites] = useState<readonly Suite[] | null>(null)
  const [repeat, setRepeat] = useState('1')
  const isOpen = useConnection((connection) => connection.state === 'open')
  const id = suites?.find((one) => one.id === chosen)?.id ?? suites?.[0]?.id ?? null
  const { suite, round, playing, act } = useSuite(id)
  useEffect(() => {
    if (!isOpen) return
    theDesk()
      .scenarios.suites({})
      .then((found) => setSuites(found.suites), fail)
  }, [isOpen])
  const readList = async (): Promise<void> => setSuites((await theDesk().scenarios.suites({})).suites)
  const load = async (text: string): Promise<void> => {
    const { id: added } = await theDesk().scenarios.import({ text })
    await readList()
    usePlayground.setState({ suiteId: added })
  }
  const open = (
    <FileButton
      label={t('Open a suite from a file')}
      size="small"
      onText={(text) => act(() => load(text))}
      onRefused={(why) => usePlayground.setState({ failure: why })}
    >
      {t('Open a file…')}
    </FileButton>
  )
  if (suites === null) return <p className="playground-empty">{t('Reading…')}</p>
  if (id === null)
    return (
      <div className="playground-empty">
        <p>
          {t(
            'There are no tests yet. Play a conversation side by side and choose “Save as test”, or open a suite from a file.',
          )}
        </p>
        {open}
      </div>
    )
  const figures = suite?.suite.figures ?? null
  return (
    <div className="play-suite">
      <header className="play-suite-head">
        <Select
          className="play-suite-choice"
          options={suites.map((one) => ({ id: one.id, label: one.name }))}
          value={id}
          onChange={(suiteId) => usePlayground.setState({ suiteId })}
        >
          {(control) => (
            <>
              <Label className="visually-hidden">{t('Suite')}</Label>
              {control}
            </>
          )}
        </Select>
        <p className="secondary tabular">
          {figures === null
            ? ''
            : t('{{passRate}}, {{flakeRate}}, of {{count}} runs', {
                passRate: shareWords(figures.passRate, 'pass'),
                flakeRate: shareWords(figures.flakeRate, 'flake'),
                count: figures.runs,
              })}
        </p>
        <span className="grow" />
        {suite === null ? null : (
          <SuiteVerbs
            key={id}
            suite={suite.suite}
            busy={round === null ? null : t('A round is under way')}
            onRenamed={() => act(readList)}
            onRemoved={() => void readList().catch(fail)}
          />
        )}
        {open}
        <Button
          size="small"
          look="quiet"
          onClick={() =>
            act(async () => {
              const file = await theDesk().scenarios.export({ id })
              saveFile(file.name, file.text, 'application/json')
            })
          }
        >
          <FileDown />
          {t('Save file')}
        </Button>
        <Select className="play-suite-repeat" options={repeats} value={repeat} onChange={setRepeat}>
          {(control) => (
            <>
              <Label className="visually-hidden">{t('How often')}</Label>
              {control}
            </>
          )}
        </Select>
        {round === null ? (
          <Button
            look="solid"
            unavailable={suite?.scenarios.length === 0 ? t('There is nothing in it') : null}
            onClick={() => act(() => theDesk().scenarios.start({ suiteId: id, repeat: Number(repeat) }))}
          >
            <Play />
            {t('Play all')}
          </Button>
        ) : (
          <Button onClick={() => act(() => theDesk().scenarios.cancel({ id: round.id }))}>
            <CircleStop />
            {t('Cancel')}
          </Button>
        )}
      </header>
      {round === null ? null : <RoundProgress round={round} playing={playing} />}
      {suite === null ? (
        <p className="playground-empty">{t('Reading…')}</p>
      ) : suite.scenarios.length === 0 ? (
        <p className="playground-empty">{t('This suite is empty. “Save as test” in a column puts a scenario here.')}</p>
      ) : (
        <ul className="play-scenarios" aria-label={t('Scenarios')}>
          {suite.scenarios.map((one) => (
            <ScenarioRow
              key={one.scenario.id}
              {...one}
              onPlay={() =>
                act(() =>
                  theDesk().scenarios.start({ suiteId: id, scenarioIds: [one.scenario.id], repeat: Number(repeat) }),
                )
              }
              onRemove={() => act(() => theDesk().scenarios.remove({ id: one.scenario.id }))}
              onSaved={() => act(async () => undefined)}
              busy={round === null ? null : t('A round is under way')}
            />
          ))}
        </ul>
      )}
    </div>
  )
}
