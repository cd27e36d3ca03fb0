import type { Card } from '#renderer/app/Inbox/dock/use-card.ts'
import { t } from '#renderer/ui/language.ts'

/** A rule wants to know why: kept with the signature, never sent anywhere. */
export function ApprovalReason({ card }: { readonly card: Card }) {
  if (!card.needsReason) return null
  const id = `${card.formId}-reason`
  return (
    <div className="dock-confirm dock-why">
      <label htmlFor={id}>{t('Why you approve it')}</label>
      <input
        id={id}
        className="form-input"
        autoComplete="off"
        maxLength={4000}
        required
        value={card.reason}
        aria-describedby={`${id}-note`}
        onChange={(event) => card.setReason(event.target.value)}
      />
      <small id={`${id}-note`}>{t('The rule asks for it. Kept with your signature.')}</small>
    </div>
  )
}
