import type { Configuration } from '#contract/settings.ts'
import type { MaterialField } from '#contract/material.ts'
import type { OutputCheckId, OutputLevel } from '#contract/reply.ts'
import { SelectField } from '#renderer/app/Settings/fields.tsx'
import { SaveBar, SectionHead, useEditor } from '#renderer/app/Settings/Section.tsx'

/** What a finding in outgoing words does, whoever wrote them, and which changes of a conversation make a draft outdated. */
const checks: readonly { readonly id: OutputCheckId; readonly label: string; readonly help: string }[] = [
  { id: 'secret', label: 'Secrets', help: 'Keys, tokens and passwords, by their shape.' },
  { id: 'card_number', label: 'Card numbers', help: 'Numbers with the check digit of a card.' },
  {
    id: 'other_customer',
    label: 'Other customers’ data',
    help: 'Addresses and numbers that stand only in another customer’s conversation.',
  },
  {
    id: 'promise',
    label: 'Promises without an action',
    help: '“I have refunded …” where no refund ran or stands beside it. English words only.',
  },
  { id: 'unsafe_link', label: 'Links to doubt', help: 'Look-alike names, http, bare numbers, hidden targets.' },
  {
    id: 'unsourced',
    label: 'Claims without a source',
    help: 'Amounts, dates, promises and links that no source, result or customer says.',
  },
  { id: 'markup', label: 'Markdown and HTML', help: 'What the channel does not carry goes out with all its signs.' },
]

const levels: readonly { readonly value: OutputLevel; readonly label: string }[] = [
  { value: 'off', label: 'Do not look' },
  { value: 'warn', label: 'Warn; no rule signs it' },
  { value: 'confirm', label: 'Ask to confirm' },
  { value: 'ask_two', label: 'Ask two people' },
  { value: 'block', label: 'Block' },
]

const fields: readonly { readonly id: MaterialField; readonly label: string }[] = [
  { id: 'assignee', label: 'Somebody else is assigned' },
  { id: 'tags', label: 'A tag comes or goes' },
  { id: 'subject', label: 'The subject changes' },
]

export function OutgoingWords({ configuration }: { readonly configuration: Configuration }) {
  const editor = useEditor(configuration)
  const { outputChecks, drift } = editor.draft
  return (
    <>
      <SectionHead
        title="Outgoing words"
        words="Checked when a reply is proposed, while it is edited and when it is signed, a person’s own words included."
      />
      <section className="set-group" aria-label="Checks">
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
        title="When a proposal is outdated"
        words="New words of the customer, a colleague’s answer and closing always make it so. These are your choice."
      />
      <section className="set-group" aria-label="When a proposal is outdated">
        {fields.map(({ id, label }) => (
          <SelectField
            key={id}
            label={label}
            value={drift[id]}
            options={[
              { value: 'outdated', label: 'Outdated, not run' },
              { value: 'warn', label: 'Said on the card' },
            ]}
            onChange={(effect) => editor.change({ ...editor.draft, drift: { ...drift, [id]: effect } })}
          />
        ))}
      </section>
      <SaveBar editor={editor} />
    </>
  )
}
