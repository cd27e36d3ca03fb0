import { FileJson2, Layers, Plus } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import { useConnection } from '#renderer/connection.ts'
import { FloorForm } from '#renderer/app/Policies/FloorForm.tsx'
import { Presets } from '#renderer/app/Policies/Presets.tsx'
import { RuleEditor } from '#renderer/app/Policies/RuleEditor.tsx'
import { listedRules, RuleList } from '#renderer/app/Policies/RuleList.tsx'
import { nextReview, ReviewList, SecondLook } from '#renderer/app/Policies/SecondLook.tsx'
import { SignsAlone } from '#renderer/app/Policies/SignsAlone.tsx'
import { ToolRules } from '#renderer/app/Policies/ToolRules.tsx'
import { Transfer } from '#renderer/app/Policies/Transfer.tsx'
import { blankRule, keepRule, useDrafts } from '#renderer/state/policies-drafts.ts'
import {
  forgetDone,
  loadAround,
  loadPolicies,
  showPlace,
  showTab,
  usePolicies,
  type PolicyTab,
} from '#renderer/state/policies.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { useCommands } from '#renderer/ui/keys.ts'
import { Notice } from '#renderer/ui/Notice.tsx'
import { Tabs, type TabItem } from '#renderer/ui/Tabs.tsx'
import '#renderer/styles/form.css'
import '#renderer/styles/form-input.css'
import '#renderer/styles/settings.css'
import '#renderer/styles/settings-fields.css'
import '#renderer/styles/policies.css'
import '#renderer/styles/policies-rule.css'
import '#renderer/styles/policies-rehearsal.css'
import '#renderer/styles/policies-pages.css'
import { t } from '#renderer/ui/language.ts'

/** What runs by itself, what asks, and what never does: read, rehearsed, signed, and looked at again. */
export function Policies() {
  const { view, failure, reviews, tools, tab, place, done } = usePolicies()
  const [looked, look] = useState<string | null>(null)
  const drafts = useDrafts((state) => state.drafts)
  const open = useConnection(({ state }) => state === 'open')
  useEffect(() => {
    if (!open) return
    void loadPolicies()
    loadAround()
  }, [open])
  // Said of what was done here: whoever comes back later finds things as they are.
  useEffect(() => forgetDone, [])
  const rules = view === null ? [] : listedRules(view, drafts)
  const items = reviews?.items ?? []
  const review = items.find(({ proposalId }) => proposalId === looked) ?? items[0] ?? null

  const begin = useCallback(() => {
    const id = `rule.${Date.now().toString(36)}`
    keepRule({ rule: blankRule(id), basis: null, note: null, json: null })
    showPlace({ kind: 'rule', id })
  }, [])
  const step = (by: 1 | -1): void => {
    if (tab === 'second') {
      const at = items.findIndex((one) => one === review)
      return look(items[Math.min(items.length - 1, Math.max(0, at + by))]?.proposalId ?? null)
    }
    const at = rules.findIndex(({ id }) => place.kind === 'rule' && place.id === id)
    const next = rules[Math.min(rules.length - 1, Math.max(0, at + by))]
    if (next !== undefined) showPlace({ kind: 'rule', id: next.id })
  }
  useCommands({
    'policy.new': begin,
    'policy.next': () => step(1),
    'policy.previous': () => step(-1),
    ...(done === null || done.undo === null ? {} : { 'policy.undo': takeBack }),
  })

  const tabs: readonly TabItem<PolicyTab>[] = [
    { id: 'rules', label: t('Rules'), ...(view === null ? {} : { hint: String(rules.length) }) },
    { id: 'tools', label: t('Tools'), ...(tools.length === 0 ? {} : { hint: String(tools.length) }) },
    { id: 'floor', label: t('Floor') },
    { id: 'second', label: t('Second look'), ...(reviews === null ? {} : { hint: String(reviews.open) }) },
  ]
  const centre = () => {
    if (view === null) return null
    if (tab === 'floor') return <FloorForm view={view} />
    if (tab === 'second')
      return review === null ? (
        <p className="policies-empty">
          {t('Nothing waits. A rule that allows can say how much of what it lets through is looked at afterwards.')}
        </p>
      ) : (
        <SecondLook key={review.proposalId} review={review} onNext={() => look(nextReview(review.proposalId))} />
      )
    if (place.kind === 'presets') return <Presets view={view} />
    if (place.kind === 'import') return <Transfer view={view} />
    if (place.kind === 'rule') return <RuleEditor key={place.id} id={place.id} view={view} />
    return (
      <div className="policies-empty">
        <p>
          {t(
            'Choose a rule, or write one: it is rehearsed on what was decided here before, and saved when you sign it.',
          )}
        </p>
        <Button look="solid" command="policy.new" onClick={begin}>
          {t('New rule')}
        </Button>
        {view === null ? null : <SignsAlone view={view} />}
      </div>
    )
  }
  return (
    <div className="policies">
      <nav className="queue policies-side" aria-label={t('Policies')} data-pane="queue" tabIndex={-1}>
        <div className="queue-head">
          <h1>{t('Policies')}</h1>
          <span className="grow" />
          <Button
            size="small"
            look="quiet"
            aria-label={t('Presets')}
            title={t('Presets')}
            onClick={() => showPlace({ kind: 'presets' })}
          >
            <Layers />
          </Button>
          <Button
            size="small"
            look="quiet"
            aria-label={t('Import and export')}
            title={t('Import and export')}
            onClick={() => showPlace({ kind: 'import' })}
          >
            <FileJson2 />
          </Button>
          <Button size="small" onClick={begin}>
            <Plus />
            {t('New rule')}
          </Button>
        </div>
        <Tabs
          label={t('Policies')}
          items={tabs}
          current={tab}
          onChoose={showTab}
          panel="policies-panel"
          className="splits"
        />
        <div
          id="policies-panel"
          role="tabpanel"
          aria-labelledby={`policies-panel-${tab}`}
          className="queue-panel"
          tabIndex={-1}
        >
          {failure === null ? null : (
            <Notice
              tone="warn"
              title={t('The rules could not be read.')}
              action={
                <Button size="small" onClick={() => void loadPolicies()}>
                  {t('Try again')}
                </Button>
              }
            >
              {failure}
            </Notice>
          )}
          {view === null ? (
            failure === null ? (
              <p className="policies-empty" role="status">
                {t('Reading the rules…')}
              </p>
            ) : null
          ) : tab === 'tools' ? (
            <ToolRules view={view} tools={tools} onBegin={begin} />
          ) : tab === 'second' ? (
            <ReviewList items={items} current={review?.proposalId ?? null} onChoose={look} />
          ) : (
            <RuleList view={view} place={tab === 'rules' ? place : { kind: 'nothing' }} />
          )}
        </div>
      </nav>
      <div className="paper policies-paper">
        {done === null ? null : (
          <div className="policies-done" role="status">
            <span>{done.text}</span>
            {done.undo === null ? null : (
              <Button size="small" command="policy.undo" onClick={takeBack}>
                {t('Undo')}
              </Button>
            )}
            <Button size="small" look="quiet" onClick={forgetDone}>
              {t('Close')}
            </Button>
          </div>
        )}
        {centre()}
      </div>
    </div>
  )
}

function takeBack(): void {
  usePolicies.getState().done?.undo?.()
  forgetDone()
}
