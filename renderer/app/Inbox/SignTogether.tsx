import { Check, Minus, X } from 'lucide-react'
import type { Json } from '#contract/tool.ts'
import type { TogetherResult, TogetherRow } from '#contract/together.ts'
import { useArming } from '#renderer/app/Inbox/dock/use-arming.ts'
import { closeTable, signTogether, takeBackAll, useTogether } from '#renderer/state/together.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dial } from '#renderer/ui/Dial.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { useSeconds } from '#renderer/ui/Time.tsx'
import { visibleString } from '#renderer/ui/visible-text.ts'
import { stateWords } from '#renderer/ui/words.ts'
import '#renderer/styles/together.css'
import { said, saidSentence, t } from '#renderer/ui/language.ts'

/** The table before several signatures: one line and one decision each, and what stays out, with the reason. */
export function SignTogether() {
  const { open, rows, results, failure } = useTogether()
  if (!open) return null
  return (
    <Dialog
      title={results === null ? t('Sign together') : t('Signed together')}
      onClose={closeTable}
      className="dialog together"
    >
      {failure === null ? null : (
        <p className="form-error" role="alert">
          {failure}
        </p>
      )}
      {rows === null ? (
        <p className="dialog-text" role="status">
          {failure === null ? t('Looking at each of them…') : t('Nothing was signed.')}
        </p>
      ) : results === null ? (
        <Before rows={rows} />
      ) : (
        <After rows={rows} results={results} />
      )}
    </Dialog>
  )
}

function Before({ rows }: { readonly rows: readonly TogetherRow[] }) {
  const busy = useTogether((together) => together.busy)
  const ready = rows.filter(({ excluded }) => excluded === null)
  const arming = useArming(ready.map(({ id, argsHash }) => id + argsHash).join(' '), 2)
  const told = differing(ready)
  const held = busy ? t('Signing') : ready.length === 0 ? t('None of these can be signed together') : null
  return (
    <>
      <p className="dialog-text">
        {t('Each line is a decision of its own, judged once more at the moment you sign.')}
        {ready.length < rows.length
          ? ` ${t('{{count}} lines stay out.', { count: rows.length - ready.length })}`
          : null}
      </p>
      <div className="together-scroll" tabIndex={0} role="region" aria-label={t('What is signed')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('Customer')}</th>
              <th scope="col">{t('What happens')}</th>
              <th scope="col">{t('What differs')}</th>
              <th scope="col">{t('Checks')}</th>
              <th scope="col">{t('Rule')}</th>
            </tr>
          </thead>
          <tbody>
            {[...ready, ...rows.filter(({ excluded }) => excluded !== null)].map((row) => (
              <Line key={row.id} row={row} told={told} />
            ))}
          </tbody>
        </table>
      </div>
      <div className="dialog-actions">
        <Button look="quiet" onClick={closeTable}>
          {t('Back')}
        </Button>
        <Button
          look="solid"
          unavailable={held}
          aria-disabled={!arming.armed}
          onClick={() => {
            if (arming.check()) void signTogether(ready)
          }}
        >
          {t('Sign {{count}} decisions', { count: ready.length })}
        </Button>
      </div>
    </>
  )
}

function Line({ row, told }: { readonly row: TogetherRow; readonly told: ReadonlySet<string> }) {
  const { excluded } = row
  return (
    <tr className={excluded === null ? undefined : 'is-out'}>
      <th scope="row">{visibleString(row.customer)}</th>
      <td>
        <span className="together-what">
          <Dial risk={row.risk} />
          <span>
            {visibleString(saidSentence(row.sentence))}
            {row.mode === 'dry_run' ? ` (${t('simulated')})` : ''}
          </span>
        </span>
      </td>
      <td>
        {Object.entries(row.arguments)
          .filter(([name]) => told.has(name) || excluded !== null)
          .map(([name, value]) => (
            <span key={name} className="together-value">
              <small>{visibleString(name)}</small> {visibleString(asText(value))}
            </span>
          ))}
      </td>
      <td>
        {excluded === null ? (
          <span className="together-ok">
            <Check aria-hidden="true" />{' '}
            {t('{{count}} checks passed, conversation unchanged', { count: row.checks.length })}
          </span>
        ) : (
          <span className="together-out">
            <Minus aria-hidden="true" /> {t('Stays out. {{excluded}}', { excluded: visibleString(said(excluded)) })}
          </span>
        )}
      </td>
      <td>{visibleString(said(row.policy))}</td>
    </tr>
  )
}

/** Nothing is cut: what is long stands there whole. */
const asText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** The arguments that are not the same in all lines. Where they are the same everywhere, all of them: one sees what. */
function differing(rows: readonly TogetherRow[]): ReadonlySet<string> {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row.arguments)))]
  const told = names.filter((name) => new Set(rows.map((row) => JSON.stringify(row.arguments[name] ?? null))).size > 1)
  return new Set(told.length === 0 ? names : told)
}

function After({
  rows,
  results,
}: {
  readonly rows: readonly TogetherRow[]
  readonly results: readonly TogetherResult[]
}) {
  const busy = useTogether((together) => together.busy)
  const now = useSeconds()
  const byId = new Map(rows.map((row) => [row.id, row]))
  const held = results.flatMap(({ dueAt }) => (dueAt !== null && dueAt > now ? [dueAt] : []))
  return (
    <>
      <div className="together-scroll" tabIndex={0} role="region" aria-label={t('What became of each')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('Customer')}</th>
              <th scope="col">{t('What')}</th>
              <th scope="col">{t('What became of it')}</th>
            </tr>
          </thead>
          <tbody>
            {results.map(({ id, state, why, dueAt }) => {
              const row = byId.get(id)
              return (
                <tr key={id} className={state === null ? 'is-out' : undefined}>
                  <th scope="row">{visibleString(row?.customer ?? '')}</th>
                  <td>{visibleString((row?.sentence ?? []).map(({ text }) => text).join(''))}</td>
                  <td>
                    {state === null ? (
                      <span className="together-out">
                        <X aria-hidden="true" /> {t('Not run. {{why}}', { why: visibleString(said(why ?? '')) })}
                      </span>
                    ) : (
                      <span className="together-ok">
                        <Check aria-hidden="true" />{' '}
                        {dueAt !== null && dueAt > now
                          ? t('Signed. {{state}} in {{seconds}} s', {
                              state: stateWords[state],
                              seconds: Math.ceil((dueAt - now) / 1000),
                            })
                          : t('Signed. {{state}}', { state: stateWords[state] })}
                      </span>
                    )}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      <div className="dialog-actions">
        {held.length === 0 ? null : (
          <Button onClick={() => void takeBackAll()} unavailable={busy ? t('Taking them back') : null}>
            {t('Take back {{count}} that have not left', { count: held.length })}
          </Button>
        )}
        <Button look="solid" onClick={closeTable}>
          {t('Close')}
        </Button>
      </div>
    </>
  )
}
