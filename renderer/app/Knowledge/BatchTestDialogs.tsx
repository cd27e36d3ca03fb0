import { useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import type { QuestionSet, Schedule, TestQuestion } from '#contract/batch-test.ts'
import { weekdays } from '#renderer/app/Knowledge/batch-test-words.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { FileButton } from '#renderer/ui/FileButton.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { Radios } from '#renderer/ui/Radios.tsx'
import { Select } from '#renderer/ui/Select.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import '#renderer/styles/form-input.css'
import { t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'

type EditProps = {
  /** Null: a new one. */
  readonly set: QuestionSet | null
  readonly onClose: () => void
  readonly onSaved: (set: QuestionSet) => void
}

const choices = [
  { id: 'demand', label: t('On demand') },
  { id: 'hours', label: t('Every few hours') },
  { id: 'day', label: t('Every day') },
  { id: 'week', label: t('Every week') },
]
const dayOptions = weekdays.map((label, index) => ({ id: String(index), label }))
const shownQuestions = 5

/** Name, questions out of a file, and when the set is asked by itself. */
export function EditSet({ set, onClose, onSaved }: EditProps) {
  const before = set?.schedule ?? null
  const [name, setName] = useState(set?.name ?? '')
  const [questions, setQuestions] = useState<readonly TestQuestion[] | null>(null)
  const [when, setWhen] = useState<string>(before?.every ?? 'demand')
  const [at, setAt] = useState(before !== null && before.every !== 'hours' ? before.at : '03:30')
  const [hours, setHours] = useState(before?.every === 'hours' ? String(before.hours) : '6')
  const [weekday, setWeekday] = useState(before?.every === 'week' ? String(before.weekday) : '1')
  const [failure, setFailure] = useState<string | null>(null)
  const fail = (error: unknown): void => setFailure(failureText(error))
  const schedule = scheduleOf(when, at, Number(hours), Number(weekday))
  const missing =
    name.trim() === ''
      ? t('Give it a name')
      : set === null && questions === null
        ? t('Choose a file with questions')
        : schedule === 'invalid'
          ? t('Say when')
          : null
  const read = (text: string): void => {
    setFailure(null)
    theDesk()
      .batchTests.read({ text })
      .then((found) => setQuestions(found.questions), fail)
  }
  const save = (): void => {
    if (missing !== null || schedule === 'invalid') return
    const given = questions === null ? {} : { questions: [...questions] }
    theDesk()
      .batchTests.save({ id: set?.id ?? null, name: name.trim(), schedule, ...given })
      .then((saved) => {
        onSaved(saved)
        onClose()
      }, fail)
  }
  return (
    <Dialog title={set === null ? t('New set of questions') : t('Change the set')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        <div className="batch-edit">
          <TextField className="batch-field" value={name} onChange={setName} autoFocus>
            <Label>{t('Name')}</Label>
            <Input className="form-input" />
          </TextField>
          <div className="batch-field">
            <p className="tertiary">
              {t(
                'Questions, as CSV or JSONL. A column “question” is enough; says, never_says, sources, least_confidence and answered say what has to be true of the answer.',
              )}
            </p>
            <FileButton
              label={t('A file with questions')}
              size="small"
              accept=".csv,.jsonl,.ndjson,.txt,text/csv"
              onText={read}
              onRefused={setFailure}
            >
              {questions === null && set === null ? t('Choose a file…') : t('Choose another file…')}
            </FileButton>
            {questions === null ? (
              set === null ? null : (
                <p className="secondary">{t('{{count}} questions kept.', { count: set.questions })}</p>
              )
            ) : (
              <Preview questions={questions} />
            )}
          </div>
          <Radios label={t('When it is asked')} options={choices} value={when} onChange={setWhen} />
          {when === 'demand' ? null : (
            <div className="batch-when">
              {when === 'week' ? (
                <Select className="batch-day" options={dayOptions} value={weekday} onChange={setWeekday}>
                  {(control) => (
                    <>
                      <Label>{t('Day')}</Label>
                      {control}
                    </>
                  )}
                </Select>
              ) : null}
              {when === 'hours' ? (
                <TextField className="batch-field" value={hours} onChange={setHours} type="number">
                  <Label>{t('Hours between two rounds, 1 to 168')}</Label>
                  <Input className="form-input" min={1} max={168} />
                </TextField>
              ) : (
                <TextField className="batch-field" value={at} onChange={setAt} type="time">
                  <Label>{t('Time, as this computer has it')}</Label>
                  <Input className="form-input" />
                </TextField>
              )}
            </div>
          )}
          <p className="tertiary">
            {t(
              'Each question counts against the monthly quota of the bot. A time that passes while the desk is closed is made up for once.',
            )}
          </p>
        </div>
        {failure === null ? null : (
          <Notice tone="warn" role="alert" title={t('Nothing was saved.')}>
            {failure}
          </Notice>
        )}
        <p className="dialog-actions">
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button look="solid" type="submit" unavailable={missing}>
            {t('Save')}
          </Button>
        </p>
      </form>
    </Dialog>
  )
}

function Preview({ questions }: { readonly questions: readonly TestQuestion[] }) {
  return (
    <>
      <p className="secondary" role="status">
        {t('{{count}} questions read.', { count: questions.length })}
      </p>
      <ul className="batch-preview">
        {questions.slice(0, shownQuestions).map(({ key, question }) => (
          <li key={key}>
            <VisibleText text={question} />
          </li>
        ))}
        {questions.length > shownQuestions ? (
          <li>{t('and {{count}} more', { count: questions.length - shownQuestions })}</li>
        ) : null}
      </ul>
    </>
  )
}

function scheduleOf(when: string, at: string, hours: number, weekday: number): Schedule | null | 'invalid' {
  if (when === 'demand') return null
  if (when === 'hours')
    return Number.isInteger(hours) && hours >= 1 && hours <= 168 ? { every: 'hours', hours } : 'invalid'
  if (!/^\d\d:\d\d$/.test(at)) return 'invalid'
  return when === 'week' ? { every: 'week', weekday, at } : { every: 'day', at }
}

type RemoveProps = { readonly set: QuestionSet; readonly onClose: () => void }

export function RemoveSet({ set, onClose }: RemoveProps) {
  const [failure, setFailure] = useState<string | null>(null)
  const remove = (): void =>
    void theDesk()
      .batchTests.remove({ id: set.id })
      .then(onClose, (error: unknown) => setFailure(failureText(error)))
  return (
    <Dialog title={t('Remove this set?')} onClose={onClose}>
      <p>
        <Phrase
          text="“{{set}}” goes with {{count}} questions and all answers kept of it. It cannot be taken back."
          values={{ set: <VisibleText text={set.name} />, count: set.questions }}
        />
      </p>
      {failure === null ? null : (
        <Notice tone="warn" role="alert" title={t('It was not removed.')}>
          {failure}
        </Notice>
      )}
      <p className="dialog-actions">
        <Button onClick={onClose}>{t('Keep it')}</Button>
        <Button look="danger" onClick={remove}>
          {t('Remove set')}
        </Button>
      </p>
    </Dialog>
  )
}
