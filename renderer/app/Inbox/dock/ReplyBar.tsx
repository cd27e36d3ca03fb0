import { Lock, PenLine, WandSparkles } from 'lucide-react'
import { useId, useState } from 'react'
import type { Card } from '#renderer/app/Inbox/dock/use-card.ts'
import { SpeakButton } from '#renderer/app/Speech/SpeakButton.tsx'
import { Button } from '#renderer/ui/Button.tsx'
import { t } from '#renderer/ui/language.ts'

/** Over the draft: have it written anew, or turn it into a note for colleagues. Neither sends anything. */
type Props = {
  readonly card: Card
  readonly edited: boolean
  readonly hasMarkup: boolean
  readonly onPlain: () => void
  /** The words as they stand now. */
  readonly words: () => string
}

export function ReplyBar({ card, edited, hasMarkup, onPlain, words }: Props) {
  const { proposal, internal, pending } = card
  const [asking, setAsking] = useState(false)
  const canRedraft = pending && proposal.kind === 'reply' && !internal
  return (
    <>
      <div className="draft-bar">
        {internal || proposal.kind === 'note' ? (
          <span className="draft-internal">
            <Lock />
            {t('Internal, only your team sees it')}
          </span>
        ) : canRedraft ? (
          <>
            <Button look="quiet" size="small" aria-expanded={asking} onClick={() => setAsking(!asking)}>
              <WandSparkles />
              {t('Redraft with…')}
            </Button>
            <Button look="quiet" size="small" onClick={() => card.redraft(t('Make it shorter.'))}>
              {t('Shorter')}
            </Button>
            <Button look="quiet" size="small" onClick={() => card.redraft(t('Make it warmer.'))}>
              {t('Warmer')}
            </Button>
          </>
        ) : (
          <span className="draft-title">{t('Drafted by the agent')}</span>
        )}
        {hasMarkup && pending ? (
          <Button look="quiet" size="small" onClick={onPlain}>
            {t('Make it plain text')}
          </Button>
        ) : null}
        {internal || proposal.kind === 'note' ? null : <SpeakButton id={`draft ${proposal.id}`} words={words} />}
        {proposal.guardrail === null ? null : <span className="draft-guardrail">{t('Guardrail reply')}</span>}
        <span className="grow" />
        {edited ? (
          <span className="draft-edited">
            <PenLine />
            {t('edited by you')}
          </span>
        ) : null}
        {pending && proposal.kind === 'reply' ? (
          <div className="segments" role="radiogroup" aria-label={t('Kind of message')}>
            <button type="button" role="radio" aria-checked={!internal} onClick={() => card.setInternal(false)}>
              {t('Reply')}
            </button>
            <button type="button" role="radio" aria-checked={internal} onClick={() => card.setInternal(true)}>
              {t('Note')}
            </button>
          </div>
        ) : null}
      </div>
      {asking && canRedraft ? <Instruction card={card} onDone={() => setAsking(false)} /> : null}
    </>
  )
}

function Instruction({ card, onDone }: { readonly card: Card; readonly onDone: () => void }) {
  const [words, setWords] = useState('')
  const id = useId()
  return (
    <form
      className="draft-asking"
      onSubmit={(event) => {
        event.preventDefault()
        if (words.trim() === '') return
        card.redraft(words.trim())
        onDone()
      }}
    >
      <label htmlFor={id}>{t('What should the agent change?')}</label>
      <input
        id={id}
        className="form-input"
        autoComplete="off"
        autoFocus
        maxLength={2000}
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      <Button size="small" type="submit">
        {t('Ask for it')}
      </Button>
    </form>
  )
}
