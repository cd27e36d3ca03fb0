import { useState } from 'react'
import { Label } from 'react-aria-components'
import type { Scenario } from '#contract/scenario.ts'
import { CallLines, WordLines } from '#renderer/app/Playground/ExpectationLines.tsx'
import { WordsField } from '#renderer/app/Playground/SuiteFields.tsx'
import { failureText, theDesk } from '#renderer/connection.ts'
import { say } from '#renderer/state/live.ts'
import { editedDefinition, editOf, type ScenarioEdit } from '#renderer/state/scenario-edit.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { Select } from '#renderer/ui/Select.tsx'
import { Switch } from '#renderer/ui/Switch.tsx'
import '#renderer/styles/playground-edit.css'
import { t } from '#renderer/ui/language.ts'

/** What a saved scenario expects, to be changed. Who answers and what was said before stay as they are. */
const ends = [
  { id: 'any', label: t('However it likes') },
  { id: 'reply', label: t('With a reply') },
  { id: 'escalate', label: t('By handing over') },
  { id: 'close', label: t('By closing') },
] as const

type Props = { readonly scenario: Scenario; readonly onClose: () => void; readonly onSaved: () => void }

export function EditScenario({ scenario, onClose, onSaved }: Props) {
  const [edit, setEdit] = useState<ScenarioEdit>(() => editOf(scenario.definition, () => crypto.randomUUID()))
  const [failure, setFailure] = useState<string | null>(null)
  const change = (next: Partial<ScenarioEdit>): void => {
    setEdit({ ...edit, ...next })
    setFailure(null)
  }
  const save = async (): Promise<void> => {
    const read = editedDefinition(scenario.definition, edit)
    if ('fault' in read) return setFailure(read.fault)
    try {
      const { id, suiteId } = scenario
      await theDesk().scenarios.save({ id, suiteId, definition: read.definition, conversationId: null })
      say(t('The scenario is saved.'))
      onSaved()
      onClose()
    } catch (error) {
      // The place in the file says nothing here.
      setFailure(failureText(error).replace(/^expect\.\S+: /, ''))
    }
  }
  return (
    <Dialog title={t('Edit the scenario')} onClose={onClose} className="dialog play-edit-dialog">
      <div className="play-edit">
        <WordsField label={t('Title')} value={edit.title} onChange={(title) => change({ title })} />
        <WordsField label={t('What it is for')} value={edit.about} onChange={(about) => change({ about })} />
        <CallLines
          title={t('It calls')}
          verb={t('Add a call')}
          calls={edit.calls}
          onChange={(calls) => change({ calls })}
        />
        <div className="play-edit-switches">
          {edit.calls.length < 2 ? null : (
            <Switch checked={edit.order === 'ordered'} onChange={(on) => change({ order: on ? 'ordered' : 'any' })}>
              {t('In this order')}
            </Switch>
          )}
          <Switch checked={edit.noOthers} onChange={(noOthers) => change({ noOthers })}>
            {edit.calls.length === 0 ? t('It calls nothing') : t('It calls nothing else')}
          </Switch>
        </div>
        <CallLines
          title={t('It never calls')}
          verb={t('Add a tool it never calls')}
          calls={edit.neverCalls}
          onChange={(neverCalls) => change({ neverCalls })}
        />
        <WordLines title={t('It says')} verb={t('Add words')} words={edit.says} onChange={(says) => change({ says })} />
        <WordLines
          title={t('It never says')}
          verb={t('Add words it never says')}
          words={edit.neverSays}
          onChange={(neverSays) => change({ neverSays })}
        />
        <div className="play-edit-pair">
          <Select
            className="playground-field"
            options={ends}
            value={edit.ends}
            onChange={(id) => change({ ends: ends.find((one) => one.id === id)?.id ?? 'any' })}
          >
            {(control) => (
              <>
                <Label>{t('It ends')}</Label>
                {control}
              </>
            )}
          </Select>
          <WordsField
            label={t('At most so many answers')}
            value={edit.mostSteps}
            onChange={(mostSteps) => change({ mostSteps })}
          />
        </div>
      </div>
      {failure === null ? null : (
        <Notice tone="warn" role="alert" title={t('It was not saved.')}>
          {failure}
        </Notice>
      )}
      <p className="tertiary small">
        {t('Figures begin anew: runs of what it asked for before do not count for this.')}
      </p>
      <p className="dialog-actions">
        <Button onClick={onClose}>{t('Cancel')}</Button>
        <Button look="solid" onClick={() => void save()}>
          {t('Save scenario')}
        </Button>
      </p>
    </Dialog>
  )
}
