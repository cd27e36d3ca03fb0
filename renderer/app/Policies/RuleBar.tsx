import { useState } from 'react'
import type { PolicyPreview, PolicyView, Rule } from '#contract/policy.ts'
import type { Simulation } from '#contract/policy-simulation.ts'
import { useConnection } from '#renderer/connection.ts'
import { overtaken } from '#renderer/app/Policies/rule-model.ts'
import type { Answer } from '#renderer/app/Policies/use-answer.ts'
import { dropRule, keepRule, type RuleDraft } from '#renderer/state/policies-drafts.ts'
import { sayDone, savePolicy, showPlace, withRule } from '#renderer/state/policies.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { useCommands } from '#renderer/ui/keys.ts'
import { Notice } from '#renderer/ui/Notice.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'

/** Saving is a signature: the bar says what is signed, and asks once more where people had decided otherwise. */
type Props = {
  readonly draft: RuleDraft
  readonly isDraft: boolean
  readonly isUnread: boolean
  readonly preview: Answer<PolicyPreview>
  readonly simulation: Answer<Simulation>
  readonly view: PolicyView
}

const signs: Readonly<Record<Rule['verdict'], string>> = {
  allow: t('Saving is your signature: what it meets from now on runs without asking.'),
  dry_run: t('What it meets is only rehearsed; nothing leaves the desk.'),
  ask: t('Saving makes what it meets ask a person, whatever else permits it.'),
  ask_two: t('Saving makes what it meets ask two people, whatever else permits it.'),
  deny: t('Saving refuses what it meets, whatever else permits it.'),
}

export function RuleBar({ draft, isDraft, isUnread, preview, simulation, view }: Props) {
  const { rule, basis } = draft
  const [saving, setSaving] = useState(false)
  const [asking, setAsking] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const open = useConnection(({ state }) => state === 'open')
  const conflicts = simulation.answer?.conflictCount ?? 0
  const asks = conflicts > 0 && (rule.verdict === 'allow' || rule.verdict === 'deny')
  const other = overtaken(basis, view.document, rule.id)
  const wrong = preview.answer?.issues.find(({ level }) => level === 'error')?.message

  const isPending = !preview.current || (!simulation.current && simulation.failure === null)

  const held = !open
    ? t('The desk cannot be reached; the draft is kept')
    : isUnread
      ? t('The JSON is not a rule yet')
      : wrong !== undefined
        ? wrong
        : isDraft && (other === 'changed' || other === 'removed')
          ? t('Somebody else changed this rule: choose first')
          : isPending
            ? t('It is still being rehearsed')
            : saving
              ? t('Saving')
              : null

  const save = async (next: Rule): Promise<void> => {
    setAsking(false)
    setSaving(true)
    const saved = await savePolicy((document) => withRule(document, next))
    setSaving(false)
    setFailure(
      saved.ok
        ? null
        : saved.newer
          ? t('Somebody else saved while you wrote. Theirs has been read; save again to add yours.')
          : saved.message,
    )
    if (!saved.ok) return
    dropRule(rule.id)
    sayDone(t('“{{name}}” is saved and in force.', { name: next.name }), null)
  }
  const start = (): void => {
    if (!isDraft) return
    setFailure(isPending ? null : held)
    if (held !== null) return
    if (asks && simulation.answer !== null) setAsking(true)
    else void save(rule)
  }
  useCommands({ 'policy.save': start })

  return (
    <footer className="rule-bar">
      {!isDraft ? (
        <p className="secondary grow">
          <Phrase
            text={
              rule.createdBy === ''
                ? '{{state}}. Press a part of the sentence to change it.'
                : '{{state}}, by {{who}}. Press a part of the sentence to change it.'
            }
            values={{
              state: rule.suspended !== null || !rule.enabled ? t('Saved') : t('In force'),
              who: <VisibleText text={rule.createdBy} />,
            }}
          />
        </p>
      ) : (
        <>
          <div className="grow">
            {other === 'changed' || other === 'removed' ? (
              <Overtaken draft={draft} view={view} how={other} />
            ) : failure !== null ? (
              <Notice tone="warn" role="alert" title={t('Not saved.')}>
                {failure}
              </Notice>
            ) : (
              <p className="secondary">{signs[rule.verdict]}</p>
            )}
          </div>
          <Button
            look="quiet"
            onClick={() => {
              dropRule(rule.id)
              if (basis === null) showPlace({ kind: 'nothing' })
              sayDone(t('The draft is discarded.'), () => {
                keepRule(draft)
                showPlace({ kind: 'rule', id: rule.id })
              })
            }}
          >
            {t('Discard')}
          </Button>
          {rule.verdict === 'allow' ? (
            <Button unavailable={held} onClick={() => void save({ ...rule, verdict: 'dry_run' })}>
              {t('Save as dry run')}
            </Button>
          ) : null}
          <Button look="solid" command="policy.save" unavailable={held} onClick={start}>
            {asks ? t('Save with {{count}} conflicts…', { count: conflicts }) : t('Save')}
          </Button>
        </>
      )}
      {asking && simulation.answer !== null ? (
        <Dialog title={t('Save with {{count}} conflicts?', { count: conflicts })} onClose={() => setAsking(false)}>
          <p className="dialog-text">
            {t(
              'In {{count}} past decisions that this rule meets, a person decided otherwise. You sign that the rule decides such cases from now on:',
              { count: conflicts },
            )}
          </p>
          <p className="dialog-text">
            <b>
              <VisibleText text={preview.answer?.text ?? rule.name} />
            </b>
          </p>
          <div className="dialog-actions">
            <Button autoFocus onClick={() => setAsking(false)}>
              {t('Back')}
            </Button>
            <Button look="danger" onClick={() => void save(rule)}>
              {t('Save with {{count}} conflicts', { count: conflicts })}
            </Button>
          </div>
        </Dialog>
      ) : null}
    </footer>
  )
}

/** Two people wrote the same rule: both sentences are there, and one of them is chosen. */
function Overtaken({
  draft,
  view,
  how,
}: {
  readonly draft: RuleDraft
  readonly view: PolicyView
  readonly how: 'changed' | 'removed'
}) {
  const { rule } = draft
  const now = view.document.rules.find(({ id }) => id === rule.id) ?? null
  const text = view.sentences.find(({ id }) => id === rule.id)?.text ?? ''
  return (
    <Notice
      tone="warn"
      role="alert"
      title={how === 'removed' ? t('This rule was deleted meanwhile.') : t('This rule was changed meanwhile.')}
      action={
        <>
          <Button size="small" onClick={() => dropRule(rule.id)}>
            {t('Take theirs')}
          </Button>
          <Button size="small" onClick={() => keepRule({ ...draft, basis: now })}>
            {t('Keep mine')}
          </Button>
        </>
      }
    >
      <Phrase
        text={how === 'removed' ? 'By {{who}}' : 'By {{who}}: {{sentence}}'}
        values={{ who: <VisibleText text={view.by} />, sentence: <VisibleText text={text} /> }}
      />
    </Notice>
  )
}
