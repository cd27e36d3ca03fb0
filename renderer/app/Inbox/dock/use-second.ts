import { useEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'
import type { Person } from '#contract/approval.ts'
import type { Proposal } from '#contract/proposal.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import type { Card } from '#renderer/app/Inbox/dock/use-card.ts'
import { seenOf } from '#renderer/app/Inbox/dock/use-decision.ts'
import { refusedWords, type Refused } from '#renderer/app/People/pin-words.ts'
import { forgetDecision, noteDecision } from '#renderer/state/decided-here.ts'
import { loadDetail, renewDetail } from '#renderer/state/detail.ts'
import { loadPeople, signingHere, usePeople } from '#renderer/state/people.ts'
import { takePin } from '#renderer/ui/PinField.tsx'
import { fileNamePart, saveFile } from '#renderer/ui/save-file.ts'
import { t } from '#renderer/ui/language.ts'

/** The second of two signatures while it is asked for: who gives it, with which proof, and what came of trying. */
export type Second = {
  /** Null: not known yet. */
  readonly people: readonly Person[] | null
  readonly chosen: Person | null
  readonly choose: (id: string) => void
  readonly pin: RefObject<HTMLInputElement | null>
  readonly setTyped: (isThere: boolean) => void
  readonly busy: boolean
  readonly refused: Refused | null
  /** What else is to be said: a file was saved. */
  readonly told: string | null
  /** Why it cannot be signed yet, or null. */
  readonly held: string | null
  readonly sign: () => void
  readonly saveRequest: () => void
  readonly takeAnswer: (document: string) => void
  readonly refuse: (text: string) => void
}

const sameName = (one: string, other: string): boolean =>
  one.normalize('NFKC').trim().toLowerCase() === other.normalize('NFKC').trim().toLowerCase()

export function useSecond({ proposal, second: awaited, armed }: Card): Second {
  const { people: everybody, failure } = usePeople()
  const [chosenId, setChosen] = useState<string | null>(null)
  const [typed, setTyped] = useState(false)
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<Refused | null>(null)
  const [told, setTold] = useState<string | null>(null)
  const pin = useRef<HTMLInputElement>(null)
  const isAwaited = awaited !== null
  useEffect(() => {
    if (isAwaited) void loadPeople()
  }, [isAwaited])
  const people = everybody === null ? null : signingHere(everybody)
  const chosen = people?.find(({ id }) => id === chosenId) ?? null

  const held = (): string | null => {
    if (awaited === null) return null
    if (people === null) return failure ?? t('Reading who may sign')
    if (people.length === 0) return t('Nobody else has a PIN here yet')
    if (chosen === null) return t('Choose who signs second')
    if (sameName(chosen.name, awaited.first))
      return t('{{first}} signed first; the second signature has to be another person’s', { first: awaited.first })
    return typed ? null : t('{{name}} types their PIN', { name: chosen.name })
  }
  const heldNow = held()

  /** Says what came of it, and reads the proposal again where it is another by now. */
  const during = async (act: () => Promise<Proposal | string>): Promise<void> => {
    setBusy(true)
    setRefused(null)
    setTold(null)
    try {
      const done = await act()
      if (typeof done === 'string') setTold(done)
      else renewDetail(done)
    } catch (error) {
      forgetDecision(proposal.id)
      setRefused(refusedWords(error, chosen?.name ?? t('this person')))
      void loadDetail(proposal.id)
    } finally {
      setBusy(false)
    }
  }
  const sign = (): void => {
    if (busy || chosen === null || heldNow !== null || !armed) {
      if (heldNow !== null) pin.current?.focus()
      return
    }
    const value = takePin(pin.current)
    setTyped(false)
    pin.current?.focus()
    void during(() => {
      noteDecision(proposal.id)
      return theDesk().proposals.countersign({ ...seenOf(proposal), person: chosen.id, pin: value })
    })
  }
  return {
    people,
    chosen,
    choose: (id) => {
      setChosen(id)
      setRefused(null)
    },
    pin,
    setTyped,
    busy,
    refused: refused ?? (failure === null ? null : { of: 'rest', text: failureText(new Error(failure)) }),
    told,
    held: heldNow,
    sign,
    saveRequest: () =>
      void during(async () => {
        const { document } = await theDesk().proposals.exportRequest({ id: proposal.id })
        const name = `countersign-request-${fileNamePart(proposal.id)}.json`
        saveFile(name, document)
        return t('Saved as {{name}}. Your colleague opens it on their desk and sends the signed file back.', { name })
      }),
    takeAnswer: (document) =>
      void during(() => {
        noteDecision(proposal.id)
        return theDesk().proposals.importAnswer({ document })
      }),
    refuse: (text) => setRefused({ of: 'rest', text }),
  }
}
