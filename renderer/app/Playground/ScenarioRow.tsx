import { ChevronDown, Play } from 'lucide-react'
import { useState } from 'react'
import type { Expectations, ScenarioRun } from '#contract/scenario.ts'
import { EditScenario } from '#renderer/app/Playground/EditScenario.tsx'
import { RemoveDialog } from '#renderer/app/Playground/SuiteDialogs.tsx'
import { expectedWords } from '#renderer/app/Playground/expected-words.ts'
import { costWords, shareWords, toolWords, verdictWords } from '#renderer/app/Playground/playground-words.ts'
import type { ShownSuite } from '#renderer/app/Playground/use-suite.ts'
import { tookWords } from '#renderer/app/Transcripts/timeline-words.ts'
import { setUpOf, type Turn } from '#renderer/state/playground-steps.ts'
import { changeColumn, openPlayground, usePlayground } from '#renderer/state/playground.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Chip } from '#renderer/ui/Chip.tsx'
import { agoWords, exactWords, useNow } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { said, t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'

type Props = ShownSuite['scenarios'][number] & {
  readonly onPlay: () => void
  readonly onRemove: () => void
  /** It asks for something else now. */
  readonly onSaved: () => void
  /** Why it cannot be played now. */
  readonly busy: string | null
}

const tones = { passed: 'ok', failed: 'danger', could_not_run: 'warn', cancelled: 'neutral' } as const
const marks = { passed: '✓', failed: '✕', could_not_run: '!', cancelled: '–' } as const

/** A scenario: how it came out last, how it came out before, and what was found instead. */
export function ScenarioRow({ scenario, figures, runs, onPlay, onRemove, onSaved, busy }: Props) {
  const [isOpen, setOpen] = useState(false)
  const [isAsking, setAsking] = useState(false)
  const [isEditing, setEditing] = useState(false)
  const now = useNow()
  const [last] = runs
  const { definition } = scenario
  const openInColumn = (): void => {
    const turns = definition.items.map((item): Turn => ({ kind: 'item', id: crypto.randomUUID(), item }))
    changeColumn('a', ({ setUp }) => ({ setUp: setUpOf(definition.side, setUp), turns }))
    usePlayground.setState({ active: 'a', origin: null })
    openPlayground('side')
  }
  return (
    <li className="play-scenario">
      <div className="play-scenario-row">
        <button type="button" className="play-scenario-title" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <ChevronDown />
          <span>
            <VisibleText text={definition.title} />
            <small>
              {last === undefined
                ? t('Never played')
                : `${agoWords(now - last.at)}, ${tookWords(last.ms)}, ${costWords(last.cost)}`}
            </small>
          </span>
        </button>
        <History runs={runs} />
        <span className="play-scenario-figures">
          {shareWords(figures.passRate, 'pass')}
          <br />
          {shareWords(figures.flakeRate, 'flake')}
        </span>
        <span className="play-scenario-verdict">
          {last === undefined ? (
            <Chip>{t('Not played')}</Chip>
          ) : (
            <Chip tone={tones[last.verdict]}>{verdictWords[last.verdict]}</Chip>
          )}
        </span>
        <Button size="small" unavailable={busy} onClick={onPlay}>
          <Play />
          {t('Play')}
        </Button>
      </div>
      {isOpen ? (
        <div className="play-scenario-more">
          <Expected of={definition.expect} />
          {last === undefined ? (
            <p className="tertiary">{t('Play it to see what comes of it.')}</p>
          ) : (
            <Found run={last} />
          )}
          <p className="playground-verbs">
            <Button size="small" look="quiet" onClick={openInColumn}>
              {t('Open in column A')}
            </Button>
            <Button size="small" look="quiet" unavailable={busy} onClick={() => setEditing(true)}>
              {t('Edit…')}
            </Button>
            <Button size="small" look="quiet" onClick={() => setAsking(true)}>
              {t('Remove…')}
            </Button>
          </p>
        </div>
      ) : null}
      {isEditing ? <EditScenario scenario={scenario} onClose={() => setEditing(false)} onSaved={onSaved} /> : null}
      {isAsking ? (
        <RemoveDialog
          title={t('Remove this scenario?')}
          verb={t('Remove scenario')}
          busy={busy}
          onRemove={onRemove}
          onClose={() => setAsking(false)}
        >
          <Phrase
            text={
              runs.length === 0
                ? '“{{title}}” goes with what came of it. It cannot be taken back; a saved file of the suite keeps what it asks for.'
                : '“{{title}}” goes with what came of it, all its runs and figures. It cannot be taken back; a saved file of the suite keeps what it asks for.'
            }
            values={{ title: <VisibleText text={definition.title} /> }}
          />
        </RemoveDialog>
      ) : null}
    </li>
  )
}

function Expected({ of }: { readonly of: Expectations }) {
  return (
    <>
      <p className="tertiary">{t('What has to come of it')}</p>
      <ul className="play-expected">
        {expectedWords(of).map((line) => (
          <li key={line}>
            <VisibleText text={line} />
          </li>
        ))}
      </ul>
    </>
  )
}

/** Oldest first, so that the newest stands where the result does. */
function History({ runs }: { readonly runs: readonly ScenarioRun[] }) {
  const words = runs.map(({ verdict }) => verdictWords[verdict]).join(', ')
  return (
    <span
      className="play-history"
      role="img"
      aria-label={words === '' ? t('No history') : t('Newest first: {{words}}', { words })}
    >
      {runs.toReversed().map((run) => (
        <i key={run.id} data-verdict={run.verdict} title={`${verdictWords[run.verdict]}, ${exactWords(run.at)}`}>
          {marks[run.verdict]}
        </i>
      ))}
    </span>
  )
}

function Found({ run }: { readonly run: ScenarioRun }) {
  return (
    <>
      {run.trouble === null ? null : (
        <p className="play-call-fault">
          <VisibleText text={said(run.trouble)} />
        </p>
      )}
      <ul className="play-expectations">
        {run.expectations.map(({ label, passed, detail }) => (
          <li key={label} data-passed={passed}>
            <i aria-hidden="true">{passed ? marks.passed : marks.failed}</i>
            <span>
              <span className="visually-hidden">{passed ? t('Passed') : t('Failed')}: </span>
              <VisibleText text={said(label)} />
              {detail === null ? null : (
                <small>
                  <VisibleText text={said(detail)} />
                </small>
              )}
            </span>
          </li>
        ))}
      </ul>
      {run.calls.length === 0 ? null : (
        <p className="secondary">
          {t('It called {{tools}}.', { tools: run.calls.map(({ tool }) => toolWords(tool)).join(', ') })}
        </p>
      )}
      {run.text === '' ? null : (
        <p className="play-scenario-text">
          <VisibleText text={run.text} />
        </p>
      )}
    </>
  )
}
