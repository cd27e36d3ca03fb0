import type { Review } from '#contract/agent-act.ts'
import { said, t } from '#renderer/ui/language.ts'

/** What comes of a yes, as the rules have it; null: it is sent at once. */
export const afterwards = ({ policy, rehearsed }: Review): string | null =>
  rehearsed || policy.verdict === 'dry_run'
    ? t('It is only rehearsed; nothing leaves the desk.')
    : policy.verdict === 'ask_two'
      ? t('A second person has to sign as well before anything is sent.')
      : policy.verdict === 'deny'
        ? t('Refused: {{rule}}', { rule: said(policy.rule) })
        : null
