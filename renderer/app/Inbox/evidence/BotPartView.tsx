import type { BotPart } from '#contract/answering.ts'
import { askLink } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

/** A source that has an address: it is shown in full before anything opens. */
export function SourceLink({ url }: { readonly url: string }) {
  return (
    <Button look="quiet" onClick={() => askLink(url)}>
      {t('Open the source')}
    </Button>
  )
}

const outcomeWords: Readonly<Record<BotPart['outcome'], string>> = {
  answered: t('The bot wrote this'),
  unsure: t('The bot wrote this and is not sure'),
  unanswered: t('The bot has no answer'),
  handed_on: t('The bot was asked first'),
}

const confidenceWords = { high: t('High'), medium: t('Medium'), low: t('Low') } as const

/** What the bot did about this turn: how sure it is, and its own words where the agent wrote after it. */
export function BotPartView({ part }: { readonly part: BotPart }) {
  const { answer, outcome, why, line } = part
  const confidence = answer?.confidence ?? null
  const acts = answer?.actions ?? []
  return (
    <section className="evidence-section">
      <div className="evidence-head">
        <h3>{outcomeWords[outcome]}</h3>
        {confidence === null ? null : (
          <span>
            {t('{{label}}, {{confidence}} % (line {{line}} %)', {
              label: confidenceWords[confidence.label],
              confidence: Math.round(confidence.value * 100),
              line: Math.round(line * 100),
            })}
          </span>
        )}
      </div>
      {why === '' ? null : (
        <p className="secondary">
          <VisibleText text={why} />
        </p>
      )}
      {outcome === 'handed_on' && answer !== null && answer.text.trim() !== '' ? (
        <blockquote className="secondary">
          <VisibleText text={answer.text} />
        </blockquote>
      ) : null}
      {acts.length === 0 ? null : (
        <ul className="evidence-list" aria-label={t('Done by the bot itself, outside this desk')}>
          {acts.map(({ actionId, runId, status }, at) => (
            <li key={at}>
              <b>
                <VisibleText text={actionId ?? t('An action')} />
              </b>
              <span>{t('Done by the bot itself, outside this desk: {{status}}', { status })}</span>
              <span className="mono">{runId}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
