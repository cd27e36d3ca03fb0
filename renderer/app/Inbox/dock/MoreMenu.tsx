import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import type { Proposal } from '#contract/proposal.ts'
import { makeRule } from '#renderer/app/Inbox/dock/Checks.tsx'
import { openPolicies } from '#renderer/state/policies.ts'
import { Menu } from '#renderer/ui/Menu.tsx'

/** What is seldom done with a decision: a rule for others like it, or the rule that spoke. */
export function MoreMenu({ proposal }: { readonly proposal: Proposal }) {
  const [isOpen, setOpen] = useState(false)
  const ruleId = proposal.policy.ruleId ?? null
  return (
    <Menu
      label="More"
      className="dock-verb"
      choices={[
        { id: 'convert', label: 'Convert to rule…' },
        ...(ruleId === null ? [] : [{ id: 'open', label: 'Open the rule' }]),
      ]}
      isOpen={isOpen}
      onOpenChange={setOpen}
      onChoose={(id) =>
        id === 'open' && ruleId !== null ? openPolicies({ kind: 'rule', id: ruleId }) : makeRule(proposal.id)
      }
    >
      <Ellipsis aria-label="More" role="img" />
    </Menu>
  )
}
