import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import type { Json } from '#contract/tool.ts'
import type { RunResult } from '#contract/playground.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { forgotten } from '#renderer/state/playground-run.ts'
import type { ColumnId, Turn } from '#renderer/state/playground-steps.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import '#renderer/styles/transcripts-raw.css'
import { t } from '#renderer/ui/language.ts'

/** What went over the wire, answer by answer. */
export function RawRuns({ id, turns }: { readonly id: ColumnId; readonly turns: readonly Turn[] }) {
  const results = turns.flatMap((turn) =>
    turn.kind === 'answer' && turn.run?.result ? [{ answerId: turn.id, result: turn.run.result }] : [],
  )
  if (results.length === 0) return <p className="playground-empty">{t('Nothing came over the wire yet.')}</p>
  return (
    <ol className="raw">
      {results.map(({ answerId, result }, at) => (
        <li key={answerId} className="raw-turn">
          <header>
            <h3>{t('Answer {{at}}', { at: at + 1 })}</h3>
          </header>
          <p className="raw-facts mono">
            <VisibleText text={result.id} />
          </p>
          {isKept(result) ? <Kept id={id} answerId={answerId} result={result} /> : null}
          <Part name={t('Request')} value={result.sent} isOpen={at === results.length - 1} />
          <Part name={t('Answer')} value={result.raw} isOpen={at === results.length - 1} />
        </li>
      ))}
    </ol>
  )
}

/** Asked to be kept when it was sent, whether it still is or not. */
const isKept = ({ isHeld, sent }: RunResult): boolean =>
  isHeld || Object.entries(sent ?? {}).some(([name, value]) => name === 'store' && value === true)

type KeptProps = { readonly id: ColumnId; readonly answerId: string; readonly result: RunResult }

/** What the service holds of it, read again or taken away from it. */
function Kept({ id, answerId, result }: KeptProps) {
  const [again, setAgain] = useState<Json | undefined>(undefined)
  const [failure, setFailure] = useState<string | null>(null)
  const run = (act: () => Promise<void>): void => {
    setFailure(null)
    void Promise.resolve()
      .then(act)
      .catch((error: unknown) => setFailure(failureText(error)))
  }
  const read = async (): Promise<void> => setAgain((await theDesk().playground.retrieve({ responseId: result.id })).raw)
  const forget = async (): Promise<void> => {
    await theDesk().playground.forget({ responseId: result.id })
    forgotten(id, answerId)
    setAgain(undefined)
  }
  return (
    <div className="raw-kept">
      <p className="secondary" role="status">
        {result.isHeld
          ? t('The service keeps this request and its answer for 30 days.')
          : t('The service was made to forget it. What stands here is this desk’s own copy.')}
      </p>
      {result.isHeld ? (
        <p className="playground-verbs">
          <Button size="small" onClick={() => run(read)}>
            {t('Read it again')}
          </Button>
          <Button size="small" onClick={() => run(forget)}>
            {t('Make the service forget it')}
          </Button>
        </p>
      ) : null}
      {failure === null ? null : (
        <p className="play-call-fault" role="alert">
          <VisibleText text={failure} />
        </p>
      )}
      {again === undefined ? null : <Part name={t('As the service keeps it')} value={again} isOpen />}
    </div>
  )
}

/** JSON that can be copied. */
export function Part({
  name,
  value,
  isOpen,
}: {
  readonly name: string
  readonly value: Json
  readonly isOpen: boolean
}) {
  const [copied, setCopied] = useState(false)
  const text = JSON.stringify(value, null, 2)
  return (
    <details className="raw-part" open={isOpen}>
      <summary>{name}</summary>
      <Button
        look="quiet"
        size="small"
        className="raw-copy"
        onClick={() =>
          void navigator.clipboard.writeText(text).then(
            () => setCopied(true),
            () => setCopied(false),
          )
        }
      >
        {copied ? <Check /> : <Copy />}
        {copied ? t('Copied') : t('Copy')}
      </Button>
      <pre tabIndex={0} aria-label={t('{{name}}, JSON', { name })}>
        <VisibleText text={text} />
      </pre>
    </details>
  )
}
