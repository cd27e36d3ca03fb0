import { GitFork, RotateCw } from 'lucide-react'
import type { TextItem } from '#contract/playground.ts'
import { CallCard } from '#renderer/app/Playground/CallCard.tsx'
import { costWords, toolWords, usageWords } from '#renderer/app/Playground/playground-words.ts'
import { tookWords } from '#renderer/app/Transcripts/timeline-words.ts'
import { askAgain } from '#renderer/state/playground-run.ts'
import { callsOf, isRunning, type Answer, type Column, type ColumnId } from '#renderer/state/playground-steps.ts'
import { canFork, forkTo } from '#renderer/state/playground.ts'
import { askLink, openSettings } from '#renderer/state/ui.ts'
import { Avatar } from '#renderer/ui/Avatar.tsx'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { RichText } from '#renderer/ui/RichText.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { said, t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'

/** What was said in a column, one step after the other. */
type StepsProps = {
  readonly id: ColumnId
  readonly column: Column
  /** Who answers, where it is always the same; otherwise the model. */
  readonly name?: string
}

export function Steps({ id, column, name }: StepsProps) {
  if (column.turns.length === 0)
    return (
      <p className="playground-empty">
        {t(
          'Nothing was said yet. Write below as a customer, or open a stored conversation with “Try in the playground”.',
        )}
      </p>
    )
  return (
    <ol className="playground-steps">
      {column.turns.map((turn, at) => (
        <li key={turn.id} className="playground-step">
          {turn.kind === 'item' ? (
            <ItemStep item={turn.item} />
          ) : (
            <AnswerStep id={id} answer={turn} name={name ?? null} isLast={at === column.turns.length - 1} />
          )}
        </li>
      ))}
    </ol>
  )
}

const faces = {
  user: { name: t('Customer'), of: 'customer' },
  assistant: { name: t('Agent'), of: 'agent' },
  system: { name: t('Desk'), of: 'operator' },
} as const

function ItemStep({ item }: { readonly item: TextItem }) {
  switch (item.kind) {
    case 'message': {
      const { name, of } = faces[item.role]
      return (
        <Said name={name} of={of} facts={null}>
          <RichText source={item.text} format="markdown" onLink={askLink} />
        </Said>
      )
    }
    case 'call':
      return (
        <p className="playground-then">
          <Phrase
            text="Asked for {{name}} {{arguments}}"
            values={{ name: <b>{toolWords(item.name)}</b>, arguments: <code>{item.arguments}</code> }}
          />
        </p>
      )
    case 'result':
      return (
        <p className="playground-then">
          <Phrase
            text="Was given {{output}}"
            values={{
              output: (
                <code>
                  <VisibleText text={item.output} />
                </code>
              ),
            }}
          />
        </p>
      )
    case 'own':
      return <p className="playground-then">{t('Something of the service’s own, given back to it as it came')}</p>
  }
}

type SaidProps = {
  readonly name: string
  readonly of: 'customer' | 'agent' | 'operator'
  readonly facts: React.ReactNode
  readonly children: React.ReactNode
}

function Said({ name, of, facts, children }: SaidProps) {
  return (
    <div className="playground-said">
      <Avatar name={name} of={of} />
      <div>
        <p className="playground-by">
          <b>{name}</b>
          {facts}
        </p>
        {children}
      </div>
    </div>
  )
}

type AnswerProps = {
  readonly id: ColumnId
  readonly answer: Answer
  readonly name: string | null
  readonly isLast: boolean
}

function AnswerStep({ id, answer, name, isLast }: AnswerProps) {
  const { run, reply } = answer
  const result = run?.result ?? null
  const thoughts = run?.thoughts ?? ''
  const text = run?.text ?? ''
  const facts =
    result === null ? null : (
      <span>
        {[
          tookWords(result.totalMs),
          ...(result.firstWordMs === null ? [] : [t('first word {{took}}', { took: tookWords(result.firstWordMs) })]),
          usageWords(result.usage),
          costWords(result.cost),
        ].join(', ')}
      </span>
    )
  return (
    <>
      <Said name={name ?? result?.model ?? t('Agent')} of="agent" facts={facts}>
        {thoughts === '' ? null : (
          <details className="playground-thoughts">
            <summary>{t('Thoughts')}</summary>
            <p>
              <VisibleText text={thoughts} />
            </p>
          </details>
        )}
        {text === '' ? null : <RichText source={text} format="markdown" onLink={askLink} />}
        {isRunning(answer) && text === '' ? <p className="tertiary">{t('Thinking…')}</p> : null}
        {result !== null && text === '' && result.calls.length === 0 && result.refusal === '' ? (
          <p className="tertiary">{t('It answered nothing.')}</p>
        ) : null}
        {result === null || result.refusal === '' ? null : (
          <p>
            <Phrase text="It declined: {{refusal}}" values={{ refusal: <VisibleText text={result.refusal} /> }} />
          </p>
        )}
        {result === null || result.end === 'done' ? null : (
          <p className="playground-end">
            {result.end === 'cut' ? t('Cut off by a limit.') : t('Held back by the service.')}{' '}
            <VisibleText text={said(result.why ?? '')} />
          </p>
        )}
        {(run?.provider ?? []).map(({ name, about, over }, at) => (
          <p key={`${at} ${name}`} className="tertiary">
            <Phrase
              text={over ? '{{name}}, run by the service: {{about}}' : '{{name}}, run by the service now: {{about}}'}
              values={{ name: toolWords(name), about: <VisibleText text={about} /> }}
            />
          </p>
        ))}
        {result?.resent === true ? (
          <p className="tertiary">{t('What the service had kept was gone; all of it was sent again.')}</p>
        ) : null}
        {reply === null || callsOf(answer).length > 0 ? null : (
          <p className="playground-reply">
            <Phrase text="As a reply: {{would}}" values={{ would: <span>{lower(reply.would)}</span> }} />
          </p>
        )}
        <Trouble id={id} answer={answer} />
        {result !== null && callsOf(answer).length === 0 ? (
          <p className="playground-verbs">
            {canFork(id) ? (
              <Button size="small" look="quiet" onClick={() => forkTo(id, answer.id)}>
                <GitFork />
                {t('Fork here')}
              </Button>
            ) : null}
            <Button size="small" look="quiet" onClick={() => askAgain(id, answer.id)}>
              <RotateCw />
              {t('Ask again')}
            </Button>
          </p>
        ) : null}
      </Said>
      {callsOf(answer).map((call, at) => (
        <CallCard key={call.id} column={id} answer={answer} call={call} isFirst={isLast && isFirstOpen(answer, at)} />
      ))}
    </>
  )
}

const lower = (words: string): string => `${words.slice(0, 1).toLowerCase()}${words.slice(1)}`

const isFirstOpen = (answer: Answer, at: number): boolean =>
  callsOf(answer).findIndex(({ id }) => answer.given[id] === undefined) === at

/** Why there is no answer, and the way on. */
function Trouble({ id, answer }: { readonly id: ColumnId; readonly answer: Answer }) {
  const { run, failure } = answer
  const words = failure?.text ?? (run?.trouble ? said(run.trouble.message) : null)
  const code = failure?.code ?? run?.trouble?.code ?? ''
  if (words === null && run?.state !== 'cancelled') return null
  const isCancelled = run?.state === 'cancelled' || code === 'cancelled'
  const isKey = code === 'missing_secret' || code === 'unauthorised'
  return (
    <Notice
      tone={isCancelled ? 'info' : 'warn'}
      role={isCancelled ? 'status' : 'alert'}
      title={isCancelled ? t('Cancelled.') : t('No answer came.')}
      action={
        <>
          {isKey ? (
            <Button size="small" onClick={() => openSettings('keys')}>
              {t('Open keys')}
            </Button>
          ) : null}
          <Button size="small" onClick={() => askAgain(id, answer.id)}>
            {t('Ask again')}
          </Button>
        </>
      }
    >
      {isCancelled ? t('What had come stays.') : words}
    </Notice>
  )
}
