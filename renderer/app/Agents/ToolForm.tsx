import { useId, useState } from 'react'
import { Label, TextArea, TextField as AriaTextField } from 'react-aria-components'
import type { AgentTool } from '#contract/agent.ts'
import { hasKeptSecret } from '#contract/tool-secret.ts'
import type { Arguments } from '#contract/tool.ts'
import { readObject } from '#renderer/app/Agents/tool-model.ts'
import type { Edited } from '#renderer/app/Agents/use-draft.ts'
import { useAnswer } from '#renderer/app/Policies/use-answer.ts'
import { TextField } from '#renderer/app/Settings/fields.tsx'
import { theDesk } from '#renderer/connection.ts'
import { draftOf, keepUnread } from '#renderer/state/agents-drafts.ts'
import { problemsOfDraft, startDraft } from '#renderer/ui/SchemaForm/draft.ts'
import { readFields } from '#renderer/ui/SchemaForm/fields.ts'
import type { JsonObject } from '#renderer/ui/SchemaForm/pointer.ts'
import { SchemaForm } from '#renderer/ui/SchemaForm/SchemaForm.tsx'
import { said, t } from '#renderer/ui/language.ts'

/** All of a tool. Its schema is JSON beside the form that an operator would get of it, filled with a sample. */
type Props = {
  readonly pointer: string
  readonly tool: AgentTool
  readonly edited: Edited
  readonly onChange: (tool: AgentTool) => void
}

export function ToolForm({ pointer, tool, edited, onChange }: Props) {
  const wrong = (part: string): string | null =>
    said(edited.problems.find((one) => one.pointer === `${pointer}/${part}`)?.message ?? '') || null
  if (tool.kind === 'provider')
    return (
      <div className="agent-tool-body">
        <TextField
          label={t('Kind')}
          mono
          value={tool.type}
          error={wrong('type')}
          onChange={(type) => onChange({ ...tool, type })}
        />
        <JsonField
          label={t('Settings')}
          pointer={`${pointer}/settings`}
          value={tool.settings}
          edited={edited}
          onChange={(settings) => onChange({ ...tool, settings: { ...settings } })}
        />
        {hasKeptSecret(tool.settings) ? (
          <p className="small tertiary">
            {t(
              '[kept secret …] stands for a value that is kept and never shown. Leave it to keep it unchanged, or type a new value in its place.',
            )}
          </p>
        ) : null}
      </div>
    )
  return (
    <div className="agent-tool-body">
      <TextField
        label={t('Name')}
        mono
        value={tool.name}
        error={wrong('name')}
        onChange={(name) => onChange({ ...tool, name })}
      />
      <TextField
        label={t('What it does')}
        value={tool.description}
        help={t('The model decides by this when to ask for it.')}
        error={wrong('description')}
        onChange={(description) => onChange({ ...tool, description })}
      />
      <div className="agent-tool-schema">
        <JsonField
          label={t('Arguments, as JSON Schema')}
          pointer={`${pointer}/parameters`}
          value={tool.parameters}
          edited={edited}
          onChange={(parameters) => onChange({ ...tool, parameters: { ...parameters } })}
        />
        <Sample parameters={tool.parameters} />
      </div>
    </div>
  )
}

/** JSON that is being typed: letters that are none yet are kept as they are, and the value stays as it was. */
function JsonField({
  label,
  pointer,
  value,
  edited,
  onChange,
}: {
  readonly label: string
  readonly pointer: string
  readonly value: JsonObject
  readonly edited: Edited
  readonly onChange: (value: JsonObject) => void
}) {
  const id = useId()
  const unread = edited.draft.unread[pointer]
  const [typed, setTyped] = useState<{ readonly text: string; readonly of: string } | null>(null)
  const plain = JSON.stringify(value, null, 2)
  const text = unread ?? (typed !== null && typed.of === JSON.stringify(value) ? typed.text : plain)
  const read = unread === undefined ? null : readObject(unread)
  const type = (next: string): void => {
    const found = readObject(next)
    const held = draftOf(edited.key) ?? edited.draft
    if (typeof found === 'string') return keepUnread(held, pointer, next)
    setTyped({ text: next, of: JSON.stringify(found) })
    if (unread !== undefined) keepUnread(held, pointer, null)
    onChange(found)
  }
  return (
    <div className="agent-json">
      <AriaTextField
        value={text}
        onChange={type}
        isInvalid={typeof read === 'string'}
        validationBehavior="aria"
        spellCheck="false"
        aria-describedby={`${id}-wrong`}
      >
        <Label>{label}</Label>
        <TextArea className="form-input is-json" rows={8} />
      </AriaTextField>
      <p className="form-error" id={`${id}-wrong`} role="status">
        {typeof read === 'string' ? read : ''}
      </p>
    </div>
  )
}

const restMs = 300

/** The form of the tool as it will be, with arguments made up by the desk to fit its schema. */
function Sample({ parameters }: { readonly parameters: JsonObject }) {
  const question = JSON.stringify(parameters)
  const { answer, failure } = useAnswer(
    question,
    () => theDesk().agents.sample({ parameters: { ...parameters } }),
    restMs,
  )
  return (
    <div className="agent-sample" role="group" aria-label={t('Sample form')}>
      <p className="agent-label">{t('As an operator will see it')}</p>
      {failure === null ? null : <p className="form-error">{failure}</p>}
      {answer?.issues.map((issue) => (
        <p key={issue} className="form-error">
          {issue}
        </p>
      ))}
      {answer === null || answer.issues.length > 0 ? null : (
        <SampleForm key={question} parameters={parameters} sample={answer.arguments} />
      )}
    </div>
  )
}

function SampleForm({ parameters, sample }: { readonly parameters: JsonObject; readonly sample: Arguments }) {
  const id = useId()
  const [draft, setDraft] = useState(() => startDraft(sample))
  const fields = readFields(parameters, sample)
  if (fields.length === 0) return <p className="small tertiary">{t('No arguments.')}</p>
  return (
    <SchemaForm
      fields={fields}
      form={{
        id,
        editing: true,
        draft,
        proposed: sample,
        problems: problemsOfDraft(draft, parameters),
        origins: {},
        formatted: () => null,
        onChange: setDraft,
      }}
    />
  )
}
