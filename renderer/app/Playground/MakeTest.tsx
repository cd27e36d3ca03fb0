import { useState } from 'react'
import type { Proposal } from '#contract/proposal.ts'
import { SuiteFields } from '#renderer/app/Playground/SuiteFields.tsx'
import { useSuiteChoice } from '#renderer/app/Playground/use-suite-choice.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { say } from '#renderer/state/live.ts'
import { openPlayground, usePlayground } from '#renderer/state/playground.ts'
import { closeTest, lessonOf, useProposalTest } from '#renderer/state/proposal-test.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import '#renderer/styles/form-input.css'
import '#renderer/styles/playground.css'
import '#renderer/styles/playground-suites.css'
import { saidSentence, t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'

/** What a person decided becomes a test that can be played against the agent again. */
export function MakeTest() {
  const proposal = useProposalTest(({ of }) => of)
  return proposal === null ? null : <Ask key={proposal.id} proposal={proposal} />
}

type Made = { readonly id: string; readonly name: string; readonly title: string }

function Ask({ proposal }: { readonly proposal: Proposal }) {
  const [failure, setFailure] = useState<string | null>(null)
  const [made, setMade] = useState<Made | null>(null)
  const [busy, setBusy] = useState(false)
  const suite = useSuiteChoice({ name: 'Lessons', byName: true, fail: setFailure })
  const make = async (): Promise<void> => {
    setBusy(true)
    setFailure(null)
    try {
      const { id, name } = await suite.keep()
      const { definition } = await theDesk().scenarios.fromProposal({ proposalId: proposal.id, suiteId: id })
      setMade({ id, name, title: definition.title })
      say(t('The test is saved.'))
    } catch (error) {
      setFailure(failureText(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog title={made === null ? t('Make this a test') : t('The test is saved')} onClose={closeTest}>
      {made === null ? (
        <>
          <p>
            <b>
              <VisibleText text={saidSentence(proposal.sentence)} />
            </b>
          </p>
          <p className="secondary">
            {lessonOf(proposal) === 'rejected'
              ? t(
                  'It was rejected: the test fails where the agent proposes the same again. What was said before it is copied.',
                )
              : t(
                  'It was edited: the test passes where the agent proposes it as it was corrected. What was said before it is copied.',
                )}
          </p>
          <div className="play-save">
            <SuiteFields choice={suite} />
          </div>
          {failure === null ? null : (
            <Notice tone="warn" role="alert" title={t('No test was made.')}>
              {failure}
            </Notice>
          )}
          <p className="dialog-actions">
            <Button onClick={closeTest}>{t('Cancel')}</Button>
            <Button look="solid" unavailable={busy ? t('It is being made') : suite.missing} onClick={() => void make()}>
              {t('Make test')}
            </Button>
          </p>
        </>
      ) : (
        <Done made={made} />
      )}
    </Dialog>
  )
}

function Done({ made: { id, name, title } }: { readonly made: Made }) {
  const open = (): void => {
    closeTest()
    usePlayground.setState({ suiteId: id })
    openPlayground('tests')
  }
  return (
    <>
      <p>
        <Phrase
          text="“{{title}}” stands in the suite “{{suite}}”."
          values={{ title: <VisibleText text={title} />, suite: <VisibleText text={name} /> }}
        />
      </p>
      <p className="dialog-actions">
        <Button onClick={closeTest}>{t('Close')}</Button>
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
        <Button look="solid" autoFocus onClick={open}>
          {t('Open the suite')}
        </Button>
      </p>
    </>
  )
}
