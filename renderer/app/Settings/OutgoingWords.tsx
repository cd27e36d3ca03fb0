import type { Configuration } from '#contract/settings.ts'
import type { MaterialField } from '#contract/material.ts'
import type { OutputCheckId, OutputLevel } from '#contract/reply.ts'
import { SelectField } from '#renderer/app/Settings/fields.tsx'
import { SaveBar, SectionHead, useEditor } from '#renderer/app/Settings/Section.tsx'
import { t } from '#renderer/ui/language.ts'

/** What a finding in outgoing words does, whoever wrote them, and which changes of a conversation make a draft outdated. */
const checks: readonly { readonly id: OutputCheckId; readonly label: string; readonly help: string }[] = [
  { id: 'secret', label: t('Secrets'), help: t('Keys, tokens and passwords, by their shape.') },
  { id: 'card_number', label: t('Card numbers'), help: t('Numbers with the check digit of a card.') },
  {
    id: 'other_customer',
    label: t('Other customers’ data'),
    help: t('Addresses and numbers that stand only in another customer’s conversation.'),
  },
  {
    id: 'promise',
    label: t('Promises without an action'),
    help: t('“I have refunded …” where no refund ran or stands beside it. English words only.'),
  },
  { id: 'unsafe_link', label: t('Links to doubt'), help: t('Look-alike names, http, bare numbers, hidden targets.') },
  {
    id: 'unsourced',
    label: t('Claims without a source'),
    help: t('Amounts, dates, promises and links that no source, result or customer says.'),
  },
  {
    id: 'markup',
    label: t('Markdown and HTML'),
    help: t('What the channel does not carry goes out with all its signs.'),
  },
]

const levels: readonly { readonly value: OutputLevel; readonly label: string }[] = [
  { value: 'off', label: t('Do not look') },
  { value: 'warn', label: t('Warn; no rule signs it') },
  { value: 'confirm', label: t('Ask to confirm') },
  { value: 'ask_two', label: t('Ask two people') },
  { value: 'block', label: t('Block') },
]

const fields: readonly { readonly id: MaterialField; readonly label: string }[] = [
  { id: 'assignee', label: t('Somebody else is assigned') },
  { id: 'tags', label: t('A tag comes or goes') },
  { id: 'subject', label: t('The subject changes') },
]

export function OutgoingWords({ configuration }: { readonly configuration: Configuration }) {
  const editor = useEditor(configuration)
  const { outputChecks, drift } = editor.draft
  return (
    <>
      <SectionHead
        title={t('Outgoing words')}
        words={t(
          'Checked when a reply is proposed, while it is edited and when it is signed, a person’s own words included.',
        )}
      />
      <section className="set-group" aria-label={t('Checks')}>
        {checks.map(({ id, label, help }) => (
          <SelectField
            key={id}
            label={label}
            help={help}
            value={outputChecks[id]}
            options={levels}
            onChange={(level) => editor.change({ ...editor.draft, outputChecks: { ...outputChecks, [id]: level } })}
          />
        ))}
      </section>
      <SectionHead
        title={t('When a proposal is outdated')}
        words={t(
          'New words of the customer, a colleague’s answer and closing always make it so. These are your choice.',
        )}
      />
      <section className="set-group" aria-label={t('When a proposal is outdated')}>
        {fields.map(({ id, label }) => (
          <SelectField
            key={id}
            label={label}
            value={drift[id]}
            options={[
              { value: 'outdated', label: t('Outdated, not run') },
              { value: 'warn', label: t('Said on the card') },
            ]}
            onChange={(effect) => editor.change({ ...editor.draft, drift: { ...drift, [id]: effect } })}
          />
        ))}
      </section>
      <SaveBar editor={editor} />
    </>
  )
}
