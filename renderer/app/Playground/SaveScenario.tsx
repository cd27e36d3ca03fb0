import { useState } from 'react'
import { SuiteFields, WordsField } from '#renderer/app/Playground/SuiteFields.tsx'
import { toolWords } from '#renderer/app/Playground/playground-words.ts'
import { useSuiteChoice } from '#renderer/app/Playground/use-suite-choice.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { say } from '#renderer/state/live.ts'
import { firstModel } from '#renderer/state/playground-run.ts'
import { definitionOf, draftOf, type ExpectedCall, type ScenarioDraft } from '#renderer/state/playground-scenario.ts'
import type { ColumnId } from '#renderer/state/playground-steps.ts'
import { canFork, usePlayground } from '#renderer/state/playground.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { Radios } from '#renderer/ui/Radios.tsx'
import { t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'

/** What has to come of it, next time too. */
export function SaveScenario({ id }: { readonly id: ColumnId }) {
  const [draft, setDraft] = useState<ScenarioDraft>(() => draftOf(usePlayground.getState().columns[id]))
  const [failure, setFailure] = useState<string | null>(null)
  const suite = useSuiteChoice({ name: 'Playground', byName: false, fail: setFailure })
  const close = (): void => usePlayground.setState({ saving: null })
  const change = (next: Partial<ScenarioDraft>): void => setDraft({ ...draft, ...next })
  const save = async (): Promise<void> => {
    try {
      const { columns, origin } = usePlayground.getState()
      const definition = definitionOf(columns[id], draft, firstModel())
      const { id: suiteId } = await suite.keep()
      const conversationId = canFork(id) ? (origin?.conversationId ?? null) : null
      await theDesk().scenarios.save({ id: null, suiteId, definition, conversationId })
      say(t('The scenario is saved.'))
      usePlayground.setState({ saving: null, page: 'tests', suiteId })
    } catch (error) {
      setFailure(failureText(error))
    }
  }
  const missing =
    draft.title.trim() === ''
      ? t('Give it a title')
      : (suite.missing ?? (draft.mostSteps > 0 ? null : t('Let it answer at least once')))
  return (
    <Dialog
      title={canFork(id) ? t('Save column {{column}} as a test', { column: id.toUpperCase() }) : t('Save as a test')}
      onClose={close}
    >
      <div className="play-save">
        <WordsField label={t('Title')} value={draft.title} onChange={(title) => change({ title })} />
        <SuiteFields choice={suite} />
        {draft.calls.map((call) => (
          <Call
            key={call.id}
            call={call}
            onChange={(match) =>
              change({ calls: draft.calls.map((one) => (one.id === call.id ? { ...one, match } : one)) })
            }
          />
        ))}
        <WordsField label={t('It must say')} value={draft.says} onChange={(says) => change({ says })} />
        <WordsField
          label={t('It must never say')}
          value={draft.neverSays}
          onChange={(neverSays) => change({ neverSays })}
        />
        <WordsField
          label={t('At most so many answers')}
          value={String(draft.mostSteps)}
          onChange={(text) => change({ mostSteps: Math.min(50, Number(text.replaceAll(/\D/g, ''))) })}
        />
      </div>
      {failure === null ? null : (
        <Notice tone="warn" role="alert" title={t('It was not saved.')}>
          {failure}
        </Notice>
      )}
      <p className="dialog-actions">
        <Button onClick={close}>{t('Cancel')}</Button>
        <Button look="solid" unavailable={missing} onClick={() => void save()}>
          {t('Save test')}
        </Button>
      </p>
    </Dialog>
  )
}

const matches = [
  { id: 'exactly', label: t('With these arguments') },
  { id: 'any', label: t('With any') },
  { id: 'no', label: t('Not expected') },
] as const

type CallProps = { readonly call: ExpectedCall; readonly onChange: (match: ExpectedCall['match']) => void }

function Call({ call, onChange }: CallProps) {
  return (
    <div className="playground-field">
      <span>
        <Phrase text="Calls {{tool}}" values={{ tool: <b>{toolWords(call.tool)}</b> }} />
      </span>
      <Radios
        label={t('Calls {{tool}}', { tool: toolWords(call.tool) })}
        options={matches}
        value={call.match}
        onChange={(id) => onChange(matches.find((one) => one.id === id)?.id ?? 'any')}
      />
    </div>
  )
}
