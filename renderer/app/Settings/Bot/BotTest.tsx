import { useState } from 'react'
import { Check, Minus, TriangleAlert } from 'lucide-react'
import { BotConnectionSchema, type BotConnection } from '#contract/bot-connection.ts'
import type { BotCheck } from '#contract/bot-status.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { sameJson } from '#renderer/ui/SchemaForm/pointer.ts'
import { t } from '#renderer/ui/language.ts'

/** Asks the bot what the key is good for, at the address as it stands in the form, saved or not. Changes nothing. */
type Tested = 'not yet' | 'asking' | BotCheck | { readonly failure: string }

async function ask(bot: BotConnection, saved: BotConnection | null): Promise<Tested> {
  if (saved !== null && sameJson(bot, saved)) return theDesk().bot.check({})
  const read = BotConnectionSchema.safeParse(bot)
  if (read.success) return theDesk().bot.checkCandidate({ connection: read.data, key: null, header: null })
  const [issue] = read.error.issues
  return {
    failure: t('Not asked: {{path}} wants {{message}}.', {
      path: issue?.path.join('.') ?? '',
      message: issue?.message ?? t('another form'),
    }),
  }
}

export function BotTest({ bot, saved }: { readonly bot: BotConnection; readonly saved: BotConnection | null }) {
  const [tested, setTested] = useState<Tested>('not yet')
  const test = async (): Promise<void> => {
    setTested('asking')
    try {
      setTested(await ask(bot, saved))
    } catch (error) {
      setTested({ failure: failureText(error) })
    }
  }
  const isAsking = tested === 'asking'
  return (
    <div className="bot-test">
      <Button unavailable={isAsking ? t('Checking') : null} onClick={() => void test()}>
        {isAsking ? t('Checking…') : t('Test the bot’s connection')}
      </Button>
      <div role="status">
        {typeof tested === 'string' ? null : 'failure' in tested ? (
          <p className="form-error">{tested.failure}</p>
        ) : (
          <Answer check={tested} />
        )}
      </div>
    </div>
  )
}

const answeredBy = {
  key: t('It described the key'),
  usage: t('It told its use'),
  query: t('It answered a question of one word, which counts'),
} as const

function Answer({ check }: { readonly check: BotCheck }) {
  const { ok, summary, by, latencyMs, scopes, more } = check
  return (
    <>
      <p className={ok ? '' : 'form-error'}>
        {summary}{' '}
        {by === null ? null : (
          <span className="tertiary">{`${answeredBy[by]}, ${t('{{ms}} ms', { ms: Math.round(latencyMs) })}.`}</span>
        )}
      </p>
      {scopes.length === 0 ? null : (
        <ul className="bot-scopes" aria-label={t('What the key is good for')}>
          {scopes.map(({ scope, held, use }) => (
            <li key={scope} data-held={held ?? 'untold'}>
              {held === null ? <span /> : held ? <Check aria-hidden="true" /> : <Minus aria-hidden="true" />}
              <span>{use}</span>
              <span className="tertiary">{held === null ? t('not told') : held ? t('held') : t('missing')}</span>
              <span className="mono small">{scope}</span>
            </li>
          ))}
          {more.map((scope) => (
            <li key={scope} data-held="more">
              <TriangleAlert aria-hidden="true" />
              <span>{t('Nobody here needs it')}</span>
              <span className="tertiary">{t('more')}</span>
              <span className="mono small">{scope}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
