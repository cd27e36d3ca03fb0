import { useMemo, useRef } from 'react'
import { Label, Text, TextArea, TextField } from 'react-aria-components'
import { agentLimits } from '#contract/agent.ts'
import { findingTitles } from '#renderer/app/Agents/agent-words.ts'
import { outlineOf, variablesOf } from '#renderer/app/Agents/instruction-parts.ts'
import type { Edited } from '#renderer/app/Agents/use-draft.ts'
import { useCommands } from '#renderer/ui/keys.ts'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { locale, said, t } from '#renderer/ui/language.ts'

/** Plain text, with what it is made of beside it. What the desk finds in it leads to its place. */
export function Instructions({ edited }: { readonly edited: Edited }) {
  const field = useRef<HTMLTextAreaElement>(null)
  const last = useRef(-1)
  const { instructions } = edited.draft.draft
  const outline = useMemo(() => outlineOf(instructions), [instructions])
  const variables = useMemo(() => variablesOf(instructions), [instructions])
  const problem = said(edited.problems.find((one) => one.field === 'instructions')?.message ?? '') || null
  const findings = edited.findings.filter((one) => one.field === 'instructions')
  const left = agentLimits.instructions - instructions.length

  const show = (start: number, end: number): void => {
    const area = field.current
    if (area === null) return
    // A browser scrolls to the caret of a field that gets the focus, and to no selection.
    area.blur()
    area.setSelectionRange(start, start)
    area.focus()
    area.setSelectionRange(start, end)
  }
  const next = (): void => {
    const places = findings.flatMap(({ range }) => (range === null ? [] : [range]))
    if (places.length === 0) return
    last.current = (last.current + 1) % places.length
    const range = places[last.current]
    if (range !== undefined) show(range[0], range[1])
  }
  useCommands({ 'agents.finding': next })
  return (
    <div className="agent-instructions">
      <TextField
        className="agent-text"
        value={instructions}
        onChange={(text) => edited.change((before) => ({ ...before, instructions: text }))}
        isInvalid={problem !== null}
        validationBehavior="aria"
        spellCheck="false"
      >
        <div className="agent-text-head">
          <Label>{t('Instructions')}</Label>
          <Text slot="description" className={left < 0 ? 'is-over' : undefined}>
            {left < 0
              ? t('{{excess}} too many of {{most}}', {
                  excess: (-left).toLocaleString(locale),
                  most: agentLimits.instructions.toLocaleString(locale),
                })
              : t('{{given}} of {{most}}', {
                  given: instructions.length.toLocaleString(locale),
                  most: agentLimits.instructions.toLocaleString(locale),
                })}
          </Text>
        </div>
        <TextArea ref={field} className="form-input" />
      </TextField>
      <aside className="agent-beside" aria-label={t('About the instructions')}>
        <section>
          <h3>
            {t('Findings')} <span>{findings.length === 0 ? t('none') : findings.length}</span>
          </h3>
          {problem === null ? null : <p className="form-error">{problem}</p>}
          <ul className="agent-findings is-stacked">
            {findings.map(({ kind, level, message, range }) => (
              <li key={`${kind} ${message}`} data-level={level}>
                {range === null ? (
                  <b>{findingTitles[kind]}</b>
                ) : (
                  <button type="button" className="text-link" onClick={() => show(range[0], range[1])}>
                    {findingTitles[kind]}
                  </button>
                )}
                <span>
                  <VisibleText text={said(message)} />
                </span>
              </li>
            ))}
          </ul>
        </section>
        <section>
          <h3>{t('Outline')}</h3>
          {outline.length === 0 ? (
            <p className="small tertiary">{t('Headings begin with “# ”.')}</p>
          ) : (
            <ul className="agent-outline">
              {outline.map(({ title, level, start }) => (
                <li key={start} data-level={Math.min(level, 3)}>
                  <button type="button" className="text-link" onClick={() => show(start, start)}>
                    <VisibleText text={title} />
                  </button>
                </li>
              ))}
            </ul>
          )}
        </section>
        <section>
          <h3>{t('Variables')}</h3>
          {variables.length === 0 ? (
            <p className="small tertiary">{t('None. They are written as {{name}}.')}</p>
          ) : (
            <ul className="agent-outline">
              {variables.map(({ name, count, start }) => (
                <li key={name}>
                  <button type="button" className="text-link mono" onClick={() => show(start, start + name.length + 4)}>
                    {name}
                  </button>
                  {count > 1 ? <span className="small tertiary"> {t('{{count}} times', { count })}</span> : null}
                </li>
              ))}
            </ul>
          )}
        </section>
      </aside>
    </div>
  )
}
