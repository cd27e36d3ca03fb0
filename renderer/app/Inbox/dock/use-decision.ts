import { useRef, useState } from 'react'
import type { DecisionInput, Proposal } from '#contract/proposal.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { RemoteError } from '#rpc/connect.ts'
import { dropDraft } from '#renderer/app/Inbox/dock/drafts.ts'
import { forgetDecision, noteDecision } from '#renderer/state/decided-here.ts'
import { loadDetail, renewDetail } from '#renderer/state/detail.ts'
import { t } from '#renderer/ui/language.ts'

/**
 * Sends one decision at a time and says what came of it. What is sent names the version the person saw; a refusal because
 * that version is gone reads the proposal again, so that the next look is at the truth.
 */
export type Failure = { readonly text: string; readonly stale: boolean }

export type Deciding = {
  readonly busy: boolean
  readonly failure: Failure | null
  readonly clear: () => void
  /** Decides. What was typed and not sent is dropped with it. */
  readonly run: (act: () => Promise<Proposal>) => Promise<boolean>
  /** Anything about the proposal that decides nothing: more time, a rest, a signature taken back. */
  readonly tend: (act: () => Promise<unknown>) => Promise<boolean>
}

export type Verb = DecisionInput extends infer D ? (D extends DecisionInput ? Omit<D, keyof Seen> : never) : never
type Seen = Pick<Proposal, 'id' | 'revision' | 'argsHash' | 'fingerprint'>

export const seenOf = ({ id, revision, argsHash, fingerprint }: Proposal): Seen => ({
  id,
  revision,
  argsHash,
  fingerprint,
})

/** The decision as it goes out: the verb, and exactly the version that was on screen. */
export const decisionOf = (proposal: Proposal, verb: Verb): DecisionInput => ({ ...seenOf(proposal), ...verb })

const explain = (thrown: unknown): Failure => {
  const text = failureText(thrown)
  if (!(thrown instanceof RemoteError)) return { text, stale: false }
  switch (thrown.code) {
    case 'already_decided':
    case 'illegal_transition':
      return { text, stale: true }
    case 'changed':
      return {
        text: t('{{text}} Nothing was done. Here is how it stands now; read it again before you decide.', { text }),
        stale: true,
      }
    case 'unreachable':
      return { text: t('{{text}} Nothing was decided.', { text }), stale: false }
    default:
      return { text, stale: true }
  }
}

export function useDeciding(id: string): Deciding {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const running = useRef(false)
  const tend = async (act: () => Promise<unknown>): Promise<boolean> => {
    if (running.current) return false
    running.current = true
    setBusy(true)
    setFailure(null)
    try {
      await act()
      return true
    } catch (error) {
      const told = explain(error)
      forgetDecision(id)
      setFailure(told)
      if (told.stale) void loadDetail(id)
      return false
    } finally {
      running.current = false
      setBusy(false)
    }
  }
  const run = (act: () => Promise<Proposal>): Promise<boolean> =>
    tend(async () => {
      noteDecision(id)
      const proposal = await act()
      dropDraft(id)
      renewDetail(proposal)
    })
  return { busy, failure, clear: () => setFailure(null), run, tend }
}

export const decide = (proposal: Proposal, verb: Verb): Promise<Proposal> =>
  theDesk().proposals.decide(decisionOf(proposal, verb))
