import { useState } from 'react'
import type { Floor, PolicyView } from '#contract/policy.ts'
import { tiers } from '#renderer/app/Policies/ConditionForm.tsx'
import { AnyOf, Words } from '#renderer/app/Policies/parts.tsx'
import { CheckField, SelectField } from '#renderer/app/Settings/fields.tsx'
import { SectionHead } from '#renderer/app/Settings/Section.tsx'
import { keepFloor, useFloorDraft } from '#renderer/state/floor-draft.ts'
import { sayDone, savePolicy } from '#renderer/state/policies.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { sameJson } from '#renderer/ui/SchemaForm/pointer.ts'
import { riskWords } from '#renderer/ui/words.ts'
import { t } from '#renderer/ui/language.ts'

/** What never runs by itself, whatever the rules say. Taking something out of it is said twice. */

const firstUse = { off: 0, rules: 1, always: 2 } as const

/** What the change lets through that asked before. */
export function loosened(before: Floor, after: Floor): readonly string[] {
  const flags = [
    [t('guardrail replies'), before.guardrail && !after.guardrail],
    [t('conversations that a person owns'), before.humanOwned && !after.humanOwned],
    [t('what was rejected before'), before.rejectedBefore && !after.rejectedBefore],
    [t('repeats of the same call'), before.duplicates && !after.duplicates],
    [t('tools that nobody has approved yet'), firstUse[after.firstUse] < firstUse[before.firstUse]],
    [t('payment fields copied from the customer'), before.payment.tainted && !after.payment.tainted],
    [t('amounts as payment fields'), before.payment.amounts && !after.payment.amounts],
    [t('amounts below zero'), before.payment.negative && !after.payment.negative],
    [
      t('payment fields taken off the list'),
      before.payment.fields.some((field) => !after.payment.fields.includes(field)),
    ],
  ] as const
  return [
    ...before.risks.filter((risk) => !after.risks.includes(risk)).map((risk) => `R${risk} ${riskWords[risk]}`),
    ...flags.flatMap(([words, isLoose]) => (isLoose ? [words] : [])),
  ]
}

export function FloorForm({ view }: { readonly view: PolicyView }) {
  const saved = view.document.floor
  const draft = useFloorDraft((state) => state.draft)
  const [asking, setAsking] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const floor = draft?.floor ?? saved
  const isDirty = draft !== null
  const isOvertaken = draft !== null && !sameJson(draft.basis, saved)
  const loose = loosened(saved, floor)
  // What is as it was saved is no draft.
  const put = (change: Partial<Floor>): void => {
    const next = { ...floor, ...change }
    keepFloor(sameJson(next, saved) ? null : { floor: next, basis: draft?.basis ?? saved })
  }
  const pay = (change: Partial<Floor['payment']>): void => put({ payment: { ...floor.payment, ...change } })
  const discard = (): void => {
    const { draft: gone } = useFloorDraft.getState()
    keepFloor(null)
    sayDone(t('The changes of the floor are discarded.'), () => keepFloor(gone))
  }
  const save = async (): Promise<void> => {
    setAsking(false)
    const done = await savePolicy((document) => ({ ...document, floor }), true)
    setFailure(done.ok ? null : done.message)
    if (!done.ok) return
    keepFloor(null)
    sayDone(t('The floor is saved.'), () => void savePolicy((document) => ({ ...document, floor: saved }), true))
  }
  return (
    <div className="policies-page" data-pane="section" tabIndex={-1}>
      <SectionHead title={t('Floor')} words={t('What never runs by itself, whatever the rules say.')} />
      <Notice tone="warn" icon="guardrail" title={t('The last net.')}>
        {t(
          'No rule, preset or suggestion reaches below this. Take something out only where a person has thought it through.',
        )}
      </Notice>
      {failure === null ? null : (
        <Notice tone="danger" role="alert" title={t('The floor was not changed.')}>
          {failure}
        </Notice>
      )}
      {isOvertaken ? (
        <Notice
          tone="warn"
          role="alert"
          title={t('The floor was changed meanwhile.')}
          action={
            <>
              <Button size="small" onClick={() => keepFloor(null)}>
                {t('Take theirs')}
              </Button>
              <Button size="small" onClick={() => keepFloor({ floor, basis: saved })}>
                {t('Keep mine')}
              </Button>
            </>
          }
        >
          {t('What you changed before that is still here.')}
        </Notice>
      ) : null}
      <section className="set-group" aria-label={t('Tiers')}>
        <h3>{t('These tiers always ask')}</h3>
        <AnyOf label={t('Tiers')} chosen={floor.risks} choices={tiers} onChange={(risks) => put({ risks })} />
      </section>
      <section className="set-group" aria-label={t('Situations')}>
        <h3>{t('And so does')}</h3>
        <CheckField
          label={t('A guardrail reply')}
          checked={floor.guardrail}
          onChange={(guardrail) => put({ guardrail })}
        />
        <CheckField
          label={t('A conversation that a person owns')}
          checked={floor.humanOwned}
          onChange={(humanOwned) => put({ humanOwned })}
        />
        <CheckField
          label={t('What was rejected before')}
          checked={floor.rejectedBefore}
          onChange={(rejectedBefore) => put({ rejectedBefore })}
        />
        <CheckField
          label={t('The same call again')}
          checked={floor.duplicates}
          onChange={(duplicates) => put({ duplicates })}
        />
        <SelectField
          label={t('A tool that no person has approved yet')}
          value={floor.firstUse}
          options={[
            { value: 'rules', label: t('No rule extends to it') },
            { value: 'always', label: t('Nor does the default of its tier') },
            { value: 'off', label: t('Is like any other') },
          ]}
          onChange={(next) => put({ firstUse: next })}
        />
      </section>
      <section className="set-group" aria-label={t('Payment')}>
        <h3>{t('Where money goes')}</h3>
        <CheckField
          label={t('Payment fields copied from the customer')}
          checked={floor.payment.tainted}
          onChange={(tainted) => pay({ tainted })}
        />
        <CheckField
          label={t('Amounts count as payment fields')}
          checked={floor.payment.amounts}
          onChange={(amounts) => pay({ amounts })}
        />
        <CheckField
          label={t('Amounts below zero')}
          checked={floor.payment.negative}
          onChange={(negative) => pay({ negative })}
        />
        <Words
          label={t('Payment fields, by name or pointer')}
          words={floor.payment.fields}
          known={[]}
          onChange={(names) => pay({ fields: names })}
        />
      </section>
      <div className="policies-acts">
        <span className="secondary grow">{isDirty ? t('Changed, not saved yet. The draft is kept.') : ''}</span>
        {isDirty ? (
          <Button look="quiet" onClick={discard}>
            {t('Discard')}
          </Button>
        ) : null}
        <Button
          look={loose.length > 0 ? 'danger' : 'solid'}
          unavailable={
            isOvertaken ? t('Somebody else changed the floor: choose first') : isDirty ? null : t('Nothing is changed')
          }
          onClick={() => (loose.length > 0 ? setAsking(true) : void save())}
        >
          {loose.length > 0 ? t('Lower the floor…') : t('Save the floor')}
        </Button>
      </div>
      {asking ? (
        <Dialog title={t('Lower the floor?')} onClose={() => setAsking(false)}>
          <p className="dialog-text">{t('From now on rules and defaults may let these run without asking anybody:')}</p>
          <ul className="policies-loose">
            {loose.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
          <div className="dialog-actions">
            <Button autoFocus onClick={() => setAsking(false)}>
              {t('Back')}
            </Button>
            <Button look="danger" onClick={() => void save()}>
              {t('Lower the floor')}
            </Button>
          </div>
        </Dialog>
      ) : null}
    </div>
  )
}
