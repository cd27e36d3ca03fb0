import { Play } from 'lucide-react'
import { useState } from 'react'
import type { Rule } from '#contract/policy.ts'
import { dropRule } from '#renderer/state/policies-drafts.ts'
import { sayDone, savePolicy, showPlace, withoutRule, withRule } from '#renderer/state/policies.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { said, t } from '#renderer/ui/language.ts'

/** What a saved rule is at present, and what can be done to it as a whole. */
export function RuleState({ rule, hasDraft }: { readonly rule: Rule; readonly hasDraft: boolean }) {
  const [failure, setFailure] = useState<string | null>(null)
  const act = async (next: Rule, words: string): Promise<void> => {
    const saved = await savePolicy((document) => withRule(document, next))
    setFailure(saved.ok ? null : saved.message)
    if (saved.ok) sayDone(words, () => void savePolicy((document) => withRule(document, rule)))
  }
  const remove = async (): Promise<void> => {
    const saved = await savePolicy((document) => withoutRule(document, rule.id))
    setFailure(saved.ok ? null : saved.message)
    if (!saved.ok) return
    dropRule(rule.id)
    showPlace({ kind: 'nothing' })
    sayDone(t('“{{name}}” is deleted.', { name: rule.name }), () => {
      void savePolicy((document) => withRule(document, rule)).then(() => showPlace({ kind: 'rule', id: rule.id }))
    })
  }
  const held = hasDraft ? t('Save or discard the draft first') : null
  return (
    <>
      <div className="rule-acts">
        <Button
          size="small"
          look="quiet"
          unavailable={held}
          onClick={() =>
            void act(
              { ...rule, enabled: !rule.enabled },
              rule.enabled
                ? t('“{{name}}” is switched off.', { name: rule.name })
                : t('“{{name}}” is switched on.', { name: rule.name }),
            )
          }
        >
          {rule.enabled ? t('Switch off') : t('Switch on')}
        </Button>
        <Button size="small" look="quiet" unavailable={held} onClick={() => void remove()}>
          {t('Delete')}
        </Button>
        {rule.enabled ? null : <span className="small tertiary">{t('Switched off: it applies to nothing.')}</span>}
      </div>
      {rule.suspended === null ? null : (
        <Notice
          tone="warn"
          icon="paused"
          role="status"
          title={t('Suspended: it asks.')}
          action={
            <Button
              size="small"
              unavailable={held}
              onClick={() => void act({ ...rule, suspended: null }, t('“{{name}}” signs again.', { name: rule.name }))}
            >
              <Play />
              {t('Resume')}
            </Button>
          }
        >
          <VisibleText text={said(rule.suspended.cause)} />
        </Notice>
      )}
      {failure === null ? null : (
        <Notice tone="warn" role="alert" title={t('Nothing was changed.')}>
          {failure}
        </Notice>
      )}
    </>
  )
}
