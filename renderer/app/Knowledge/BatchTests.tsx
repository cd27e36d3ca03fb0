import { CircleStop, Ellipsis, Play, Plus } from 'lucide-react'
import { useState } from 'react'
import { Label } from 'react-aria-components'
import type { QuestionSet, TestRound } from '#contract/batch-test.ts'
import { EditSet, RemoveSet } from '#renderer/app/Knowledge/BatchTestDialogs.tsx'
import { TestResultRow } from '#renderer/app/Knowledge/TestResultRow.tsx'
import {
  answeredCount,
  canGoOn,
  momentWords,
  roundWords,
  scheduleWords,
} from '#renderer/app/Knowledge/batch-test-words.ts'
import { isUnderWay, useBatchTests } from '#renderer/app/Knowledge/use-batch-tests.ts'
import { theDesk } from '#renderer/connection.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Menu } from '#renderer/ui/Menu.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { saveFile } from '#renderer/ui/save-file.ts'
import { Select } from '#renderer/ui/Select.tsx'
import '#renderer/styles/batch-tests.css'
import { t } from '#renderer/ui/language.ts'

const more = [
  { id: 'change', label: t('Name, questions and times…') },
  { id: 'csv', label: t('Save this round as a table (CSV)') },
  { id: 'jsonl', label: t('Save this round as lines (JSONL)') },
  { id: 'remove', label: t('Remove the set…') },
]

/** Sets of questions for the bot: how the last round came out, what became worse, and the way to ask again. */
export function BatchTests() {
  const [setId, chooseSet] = useState<string | null>(null)
  const [roundId, chooseRound] = useState<string | null>(null)
  const [asked, setAsked] = useState<'new' | 'change' | 'remove' | null>(null)
  const { sets, shown, round, results, failure, act, dismiss } = useBatchTests(setId, roundId)
  const close = (): void => setAsked(null)
  const choose = (id: string): void => {
    chooseSet(id)
    chooseRound(null)
  }
  const dialogs = (
    <>
      {asked === 'new' ? <EditSet set={null} onClose={close} onSaved={({ id }) => choose(id)} /> : null}
      {asked === 'change' && shown !== null ? <EditSet set={shown.set} onClose={close} onSaved={() => {}} /> : null}
      {asked === 'remove' && shown !== null ? <RemoveSet set={shown.set} onClose={close} /> : null}
    </>
  )
  const newSet = (
    <Button size={sets?.length === 0 ? 'normal' : 'small'} onClick={() => setAsked('new')}>
      <Plus />
      {t('New set…')}
    </Button>
  )
  const failed =
    failure === null ? null : (
      <Notice
        tone="warn"
        role="alert"
        action={
          <Button size="small" onClick={dismiss}>
            {t('Dismiss')}
          </Button>
        }
      >
        {failure}
      </Notice>
    )
  if (sets === null) return failed ?? <p className="batch-empty">{t('Reading…')}</p>
  if (sets.length === 0)
    return (
      <div className="batch-empty">
        {failed}
        <p>
          {t(
            'There are no batch tests yet. A set is a file of questions: the bot is asked them now or by a schedule, and each answer is compared with the one before.',
          )}
        </p>
        {newSet}
        {dialogs}
      </div>
    )
  const under = shown?.rounds.find(isUnderWay) ?? null
  return (
    <div className="batch">
      {failed}
      <header className="batch-head">
        <Select
          className="batch-choice"
          options={sets.map(({ set }) => ({ id: set.id, label: set.name }))}
          value={shown?.set.id ?? sets[0]?.set.id ?? null}
          onChange={choose}
        >
          {(control) => (
            <>
              <Label className="visually-hidden">{t('Set of questions')}</Label>
              {control}
            </>
          )}
        </Select>
        {shown === null ? null : <Facts set={shown.set} />}
        <span className="grow" />
        {newSet}
        {shown === null ? null : (
          <>
            <MoreOf
              onChoose={(id) => {
                if (id === 'change' || id === 'remove') return setAsked(id)
                if (round === null || (id !== 'csv' && id !== 'jsonl')) return
                act(async () => {
                  const file = await theDesk().batchTests.export({ id: round.id, format: id })
                  saveFile(file.name, file.text, id === 'csv' ? 'text/csv' : 'application/x-ndjson')
                })
              }}
            />
            {under === null ? (
              <Button
                look="solid"
                onClick={() =>
                  act(async () => chooseRound((await theDesk().batchTests.start({ id: shown.set.id })).id))
                }
              >
                <Play />
                {t('Ask all')}
              </Button>
            ) : (
              <Button onClick={() => act(() => theDesk().batchTests.cancel({ id: under.id }))}>
                <CircleStop />
                {t('Cancel')}
              </Button>
            )}
          </>
        )}
      </header>
      {shown === null ? null : shown.rounds.length === 0 ? (
        <p className="batch-empty">{t('Nobody has asked these questions yet.')}</p>
      ) : (
        <>
          <RoundHead
            rounds={shown.rounds}
            round={round}
            onChoose={chooseRound}
            onResume={(id) => act(() => theDesk().batchTests.resume({ id }))}
          />
          {results === null ? (
            <p className="batch-empty">{t('Reading…')}</p>
          ) : (
            <ul className="batch-results" aria-label={t('Answers')}>
              {results.map((result) => (
                <TestResultRow key={`${result.roundId} ${result.position}`} result={result} />
              ))}
            </ul>
          )}
        </>
      )}
      {dialogs}
    </div>
  )
}

function Facts({ set }: { readonly set: QuestionSet }) {
  return (
    <p className="secondary tabular">
      {[
        t('{{count}} questions', { count: set.questions }),
        scheduleWords(set.schedule),
        ...(set.nextAt === null ? [] : [t('next {{moment}}', { moment: momentWords(set.nextAt) })]),
      ].join(' · ')}
    </p>
  )
}

function MoreOf({ onChoose }: { readonly onChoose: (id: string) => void }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <Menu
      label={t('Set', {}, 'questions')}
      choices={more}
      onChoose={onChoose}
      isOpen={isOpen}
      onOpenChange={setOpen}
      className="icon-button"
    >
      <Ellipsis aria-label={t('More about the set')} role="img" />
    </Menu>
  )
}

type RoundProps = {
  readonly rounds: readonly TestRound[]
  readonly round: TestRound | null
  readonly onChoose: (id: string) => void
  readonly onResume: (id: string) => void
}

function RoundHead({ rounds, round, onChoose, onResume }: RoundProps) {
  if (round === null) return null
  return (
    <div className="batch-round">
      <Select
        className="batch-round-choice"
        options={rounds.map(({ id, startedAt, by }) => ({
          id,
          label:
            by === 'schedule' ? t('{{moment}}, by itself', { moment: momentWords(startedAt) }) : momentWords(startedAt),
        }))}
        value={round.id}
        onChange={onChoose}
      >
        {(control) => (
          <>
            <Label className="visually-hidden">{t('Round')}</Label>
            {control}
          </>
        )}
      </Select>
      {isUnderWay(round) ? <progress aria-label={t('Asked')} max={round.total} value={answeredCount(round)} /> : null}
      <span role="status" className="tabular">
        {isUnderWay(round)
          ? `${t('{{answered}} of {{total}}.', { answered: answeredCount(round), total: round.total })} `
          : ''}
        {roundWords(round)}
      </span>
      {canGoOn(round) ? (
        <Button size="small" onClick={() => onResume(round.id)}>
          {t('Ask the rest')}
        </Button>
      ) : null}
    </div>
  )
}
