import { useEffect, useRef, useState } from 'react'
import type { Subject } from '#contract/quality.ts'
import { AfterScore } from '#renderer/app/Quality/AfterScore.tsx'
import { ScoreSheet, type SheetKeys } from '#renderer/app/Quality/ScoreSheet.tsx'
import { useSheet } from '#renderer/app/Quality/use-sheet.ts'
import { loadQuality, useQuality, useReviewer } from '#renderer/state/quality.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { exactWords } from '#renderer/ui/Time.tsx'
import { Select } from '#renderer/ui/Select.tsx'
import { Label } from 'react-aria-components'
import '#renderer/styles/form-input.css'
import '#renderer/styles/settings-fields.css'
import '#renderer/styles/quality-sheet.css'
import { said, saidName, t } from '#renderer/ui/language.ts'

/** How a conversation is judged, or one turn or action of it. */
export function ScorecardTab({
  conversationId,
  onEntry = null,
}: {
  readonly conversationId: number
  /** Shows a row of the timeline. */
  readonly onEntry?: ((entryId: string) => void) | null
}) {
  const reviewer = useReviewer()
  const { failure } = useQuality()
  const [subject, setSubject] = useState<Subject>({ conversationId, kind: 'conversation', id: null })
  const [card, setCard] = useState<string | null>(null)
  useEffect(() => {
    if (reviewer === null) void loadQuality()
  }, [reviewer])
  if (reviewer === null)
    return (
      <p className="sheet-none tertiary" role="status">
        {failure ?? t('Reading the scorecards…')}
      </p>
    )
  const about: Subject =
    subject.conversationId === conversationId ? subject : { conversationId, kind: 'conversation', id: null }
  return (
    <Scoring
      key={`${reviewer} ${conversationId} ${about.kind} ${about.id} ${card}`}
      subject={about}
      card={card}
      reviewer={reviewer}
      onEntry={onEntry}
      onSubject={(next) => (setSubject(next), setCard(null))}
      onCard={setCard}
    />
  )
}

type Props = {
  readonly subject: Subject
  readonly card: string | null
  readonly reviewer: string
  readonly onEntry: ((entryId: string) => void) | null
  readonly onSubject: (subject: Subject) => void
  readonly onCard: (id: string) => void
}

const nameOf = ({ kind, id }: Subject): string => `${kind} ${id ?? ''}`

function Scoring({ subject, card, reviewer, onEntry, onSubject, onCard }: Props) {
  const hand = useSheet({ subject, reviewer, scorecardId: card, queue: null, calibration: null })
  const keys = useRef<SheetKeys>(null)
  const { sheet } = hand
  const fits = sheet?.choices.filter(({ appliesTo }) => appliesTo === subject.kind) ?? []
  const submit = (): void => {
    if (keys.current?.toMissing() === false) void hand.submit()
  }
  const submittedAt = sheet?.score?.submittedAt ?? null
  return (
    <div className="scorecard-tab">
      {sheet === null ? null : (
        <div className="sheet-choices">
          {sheet.subjects.length < 2 ? null : (
            <Select
              options={sheet.subjects.map((one) => ({ id: nameOf(one.subject), label: said(one.label) }))}
              value={nameOf(subject)}
              onChange={(id) => {
                const chosen = sheet.subjects.find((one) => nameOf(one.subject) === id)
                if (chosen !== undefined) onSubject(chosen.subject)
                if (chosen?.entryId !== null && chosen?.entryId !== undefined) onEntry?.(chosen.entryId)
              }}
            >
              {(control) => (
                <>
                  <Label className="visually-hidden">{t('What is scored')}</Label>
                  {control}
                </>
              )}
            </Select>
          )}
          {fits.length < 2 ? null : (
            <Select
              options={fits.map(({ id, name }) => ({ id, label: saidName(name) }))}
              value={sheet.scorecard.id}
              onChange={onCard}
            >
              {(control) => (
                <>
                  <Label className="visually-hidden">{t('Scorecard')}</Label>
                  {control}
                </>
              )}
            </Select>
          )}
        </div>
      )}
      <ScoreSheet hand={hand} ref={keys} onEntry={onEntry}>
        {sheet === null ? null : (
          <>
            <div className="sheet-verbs">
              {submittedAt !== null && !hand.isDraft ? (
                <span className="tertiary">
                  {reviewer}, {exactWords(submittedAt)}
                </span>
              ) : (
                <>
                  <Button look="solid" onClick={submit}>
                    {submittedAt === null ? t('Submit score') : t('Submit change')}
                  </Button>
                  {hand.isDraft ? (
                    <Button look="quiet" onClick={() => void hand.discard()}>
                      {submittedAt === null ? t('Discard draft') : t('Discard change')}
                    </Button>
                  ) : null}
                </>
              )}
            </div>
            <AfterScore sheet={sheet} onChanged={() => void hand.readAgain()} />
          </>
        )}
      </ScoreSheet>
    </div>
  )
}
