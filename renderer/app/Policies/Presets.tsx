import { useState } from 'react'
import type { PolicyDocument, PolicyView, Rule } from '#contract/policy.ts'
import { theDesk } from '#renderer/connection.ts'
import { isEmptyDiff, PolicyDiffView } from '#renderer/app/Policies/PolicyDiff.tsx'
import { SignsAlone } from '#renderer/app/Policies/SignsAlone.tsx'
import { isSameRule } from '#renderer/app/Policies/rule-model.ts'
import { useAnswer } from '#renderer/app/Policies/use-answer.ts'
import { SectionHead } from '#renderer/app/Settings/Section.tsx'
import { Segments } from '#renderer/app/Settings/fields.tsx'
import { usePeople } from '#renderer/state/people.ts'
import { sayDone, savePolicy } from '#renderer/state/policies.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { said, t } from '#renderer/ui/language.ts'

/** Three ways to begin: sets of rules that anybody can read. What one would change is shown before it is applied. */
type Preset = PolicyView['presets'][number]

/** Rules of other presets go, this one's come; whatever a person wrote stays. */
const applied = (document: PolicyDocument, preset: Preset, alone: boolean): PolicyDocument => ({
  ...document,
  rules: [
    ...document.rules.filter(({ source }) => !source.startsWith('preset:')),
    ...preset.rules.map((rule) => {
      const stands = standing(document, rule)
      // Who signs alone goes on doing so: that is switched on by itself, once there is somebody to ask.
      const isOff = document.rules.some(({ id, enabled }) => id === rule.id && !enabled) || alone
      return stands ?? (rule.verdict === 'ask_two' && isOff ? { ...rule, enabled: false } : rule)
    }),
  ],
})

/** The same rule of another preset, where it stands already: only where it comes from and its end are its own. */
function standing(document: PolicyDocument, rule: Rule): Rule | undefined {
  const { validUntil } = rule.with
  return document.rules.find((one) => {
    const { validUntil: end, ...rest } = one.with
    const until = validUntil === undefined || end === undefined ? {} : { validUntil: end }
    const same = { ...one, source: rule.source, enabled: one.verdict === 'ask_two' || one.enabled }
    return one.id === rule.id && isSameRule({ ...same, with: { ...rest, ...until } }, rule)
  })
}

export function Presets({ view }: { readonly view: PolicyView }) {
  const [chosen, choose] = useState(view.preset.name ?? view.presets[0]?.name ?? '')
  const [failure, setFailure] = useState<string | null>(null)
  const alone = usePeople(({ people }) => people !== null && people.every(({ disabledAt }) => disabledAt !== null))
  const preset = view.presets.find(({ name }) => name === chosen)
  const question = preset === undefined ? null : JSON.stringify(applied(view.document, preset, alone))
  const diff = useAnswer(
    question,
    (text) => theDesk().policies.diff({ document: JSON.parse(text) as PolicyDocument }),
    0,
  )
  if (preset === undefined) return null
  const apply = async (): Promise<void> => {
    const before = view.document
    const saved = await savePolicy((document) => applied(document, preset, alone))
    setFailure(saved.ok ? null : saved.message)
    if (saved.ok)
      sayDone(
        t('The rules of {{name}} are in force.', { name: said(preset.name) }),
        () => void savePolicy(() => before),
      )
  }
  return (
    <div className="policies-page" data-pane="section" tabIndex={-1}>
      <SectionHead
        title={t('Presets')}
        words={t('Nothing but rules that you can read, change and delete. Rules that you wrote yourself stay.')}
        action={
          <Segments
            label={t('Preset')}
            value={chosen}
            options={view.presets.map(({ name }) => ({ value: name, label: said(name) }))}
            onChange={choose}
          />
        }
      />
      <p className="secondary">{said(preset.description)}</p>
      <SignsAlone view={view} />
      {failure === null ? null : (
        <Notice tone="warn" role="alert" title={t('Nothing was changed.')}>
          {failure}
        </Notice>
      )}
      {diff.failure === null ? null : (
        <Notice tone="warn" title={t('It could not be compared.')}>
          {diff.failure}
        </Notice>
      )}
      {diff.answer === null ? null : <PolicyDiffView diff={diff.answer} />}
      <div className="policies-acts">
        <Button
          look="solid"
          unavailable={
            diff.answer === null || diff.asking
              ? t('What it changes is not known yet')
              : isEmptyDiff(diff.answer)
                ? t('Its rules are in force already')
                : null
          }
          onClick={() => void apply()}
        >
          {t('Put {{name}} in force', { name: said(preset.name) })}
        </Button>
      </div>
    </div>
  )
}
