import { useId } from 'react'
import type { Configuration } from '#contract/settings.ts'
import { SaveBar, SectionHead, useEditor } from '#renderer/app/Settings/Section.tsx'
import { Button } from '#renderer/ui/Button.tsx'

/** Texts the agent answers with when a guardrail stops it. A reply that matches one is labelled and never goes by itself. */
type Entry = Configuration['guardrailTexts'][number]

function GuardrailEntry({
  entry,
  onChange,
  onRemove,
}: {
  readonly entry: Entry
  readonly onChange: (entry: Entry) => void
  readonly onRemove: () => void
}) {
  const id = useId()
  return (
    <div className="guardrail">
      <label htmlFor={`${id}-name`}>Name</label>
      <input
        id={`${id}-name`}
        className="form-input"
        value={entry.name}
        onChange={(event) => onChange({ ...entry, name: event.target.value })}
      />
      <label htmlFor={`${id}-text`}>Text, word for word</label>
      <textarea
        id={`${id}-text`}
        className="form-input"
        rows={2}
        value={entry.text}
        onChange={(event) => onChange({ ...entry, text: event.target.value })}
      />
      <span />
      <div>
        <Button size="small" look="quiet" onClick={onRemove}>
          Remove
        </Button>
      </div>
    </div>
  )
}

export function Guardrails({ configuration }: { readonly configuration: Configuration }) {
  const editor = useEditor(configuration)
  const texts = editor.draft.guardrailTexts
  const set = (guardrailTexts: Entry[]): void => editor.change({ ...editor.draft, guardrailTexts })
  return (
    <>
      <SectionHead
        title="Guardrail texts"
        words="Copy them from the agent’s console. A reply that matches is labelled and always asks."
        action={<Button onClick={() => set([...texts, { name: 'Guardrail', text: '' }])}>Add a text</Button>}
      />
      {texts.length === 0 ? (
        <p className="secondary">No texts yet: a guardrail reply looks like any other reply.</p>
      ) : null}
      {texts.map((entry, at) => (
        <GuardrailEntry
          key={at}
          entry={entry}
          onChange={(next) => set(texts.with(at, next))}
          onRemove={() => set(texts.filter((_, other) => other !== at))}
        />
      ))}
      <SaveBar editor={editor} />
    </>
  )
}
