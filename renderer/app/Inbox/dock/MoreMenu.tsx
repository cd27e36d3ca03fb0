import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import type { Proposal } from '#contract/proposal.ts'
import { makeRule } from '#renderer/app/Inbox/dock/Checks.tsx'
import { openPolicies } from '#renderer/state/policies.ts'
import { Menu } from '#renderer/ui/Menu.tsx'
import { t } from '#renderer/ui/language.ts'

/** What is seldom done with a decision: a rule for others like it, or the rule that spoke. */
export function MoreMenu({ proposal }: { readonly proposal: Proposal }) {
  const [isOpen, setOpen] = useState(false)
  const ruleId = proposal.policy.ruleId ?? null
  return (
    <Menu
      label={t('More')}
      className="dock-verb"
      choices={[
        { id: 'convert', label: t('Convert to rule…') },
        ...(ruleId === null ? [] : [{ id: 'open', label: t('Open the rule') }]),
      ]}
      isOpen={isOpen}
      onOpenChange={setOpen}
      onChoose={(id) =>
        id === 'open' && ruleId !== null ? openPolicies({ kind: 'rule', id: ruleId }) : makeRule(proposal.id)
      }
    >
      <Ellipsis aria-label={t('More')} role="img" />
    </Menu>
  )
}
