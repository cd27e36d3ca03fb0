import { Input, Label, TextArea, TextField } from 'react-aria-components'
import type { Configuration } from '#contract/settings.ts'
import { SaveBar, SectionHead, useEditor } from '#renderer/app/Settings/Section.tsx'
import { Button } from '#renderer/ui/Button.tsx'
import { t } from '#renderer/ui/language.ts'

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
  return (
    <div className="guardrail">
      <TextField
        className="guardrail-field"
        value={entry.name}
        onChange={(name) => onChange({ ...entry, name })}
        validationBehavior="aria"
      >
        <Label>{t('Name')}</Label>
        <Input className="form-input" />
      </TextField>
      <TextField
        className="guardrail-field"
        value={entry.text}
        onChange={(text) => onChange({ ...entry, text })}
        validationBehavior="aria"
      >
        <Label>{t('Text, word for word')}</Label>
        <TextArea className="form-input" rows={2} />
      </TextField>
      <span />
      <div>
        <Button size="small" look="quiet" onClick={onRemove}>
          {t('Remove')}
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
        title={t('Guardrail texts')}
        words={t('Copy them from the agent’s console. A reply that matches is labelled and always asks.')}
        action={<Button onClick={() => set([...texts, { name: 'Guardrail', text: '' }])}>{t('Add a text')}</Button>}
      />
      {texts.length === 0 ? (
        <p className="secondary">{t('No texts yet: a guardrail reply looks like any other reply.')}</p>
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
