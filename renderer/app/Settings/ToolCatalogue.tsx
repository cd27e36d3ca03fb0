import { useId, useState } from 'react'
import { Label, TextArea, TextField } from 'react-aria-components'
import type { Configuration } from '#contract/settings.ts'
import type { CatalogueTool, ToolView } from '#contract/tool.ts'
import { SectionHead } from '#renderer/app/Settings/Section.tsx'
import { newTool, readTool } from '#renderer/app/Settings/settings-model.ts'
import type { Refusal } from '#renderer/app/Settings/settings-model.ts'
import { saveSettings, useSettings } from '#renderer/app/Settings/use-settings.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dial } from '#renderer/ui/Dial.tsx'
import { riskWords } from '#renderer/ui/words.ts'
import { t } from '#renderer/ui/language.ts'

/** What the agent may ask for, how risky each is and where it goes. Risk comes from here and from nowhere else. */
const withTool = (configuration: Configuration, old: string | null, tool: CatalogueTool): Configuration => ({
  ...configuration,
  tools:
    old === null
      ? [...configuration.tools, tool]
      : configuration.tools.map((held) => (held.name === old ? tool : held)),
})

function ToolEditor({
  configuration,
  tool,
  onDone,
}: {
  readonly configuration: Configuration
  readonly tool: CatalogueTool | null
  readonly onDone: () => void
}) {
  const id = useId()
  const [text, setText] = useState(tool === null ? newTool : JSON.stringify(tool, null, 2))
  const [refusals, setRefusals] = useState<readonly Refusal[]>([])
  const taken = configuration.tools.map((held) => held.name).filter((name) => name !== tool?.name)
  const save = async (): Promise<void> => {
    const read = readTool(text, [...taken, 'send_reply', 'internal_note', 'ESCALATE', 'CLOSE'])
    const refused = read.ok
      ? await saveSettings(withTool(configuration, tool?.name ?? null, read.value))
      : read.refusals
    setRefusals(refused)
    if (refused.length === 0) onDone()
  }
  const remove = async (): Promise<void> => {
    const tools = configuration.tools.filter((held) => held.name !== tool?.name)
    const refused = await saveSettings({ ...configuration, tools })
    setRefusals(refused)
    if (refused.length === 0) onDone()
  }
  return (
    <div className="tool-editor">
      <TextField
        value={text}
        onChange={(next) => {
          setText(next)
          setRefusals([])
        }}
        spellCheck="false"
        isInvalid={refusals.length > 0}
        validationBehavior="aria"
        aria-describedby={`${id}-refusals`}
      >
        <Label>{tool === null ? t('A new tool, as JSON') : t('{{name}}, as JSON', { name: tool.name })}</Label>
        <TextArea className="form-input is-json" rows={18} />
      </TextField>
      <div id={`${id}-refusals`} role="status">
        <ul>
          {refusals.map((refusal) => (
            <li className="form-error" key={`${refusal.path} ${refusal.message}`}>
              {refusal.path === '' ? refusal.message : `${refusal.path}: ${refusal.message}`}
            </li>
          ))}
        </ul>
      </div>
      <div className="tool-verbs">
        <Button look="solid" onClick={() => void save()}>
          {t('Save tool')}
        </Button>
        <Button look="quiet" onClick={onDone}>
          {t('Drop changes')}
        </Button>
        <span className="grow" />
        {tool === null ? null : (
          <Button look="quiet" onClick={() => void remove()}>
            {t('Remove this tool')}
          </Button>
        )}
      </div>
    </div>
  )
}

const kindWords: Readonly<Record<ToolView['kind'], string>> = {
  builtin: t('built in'),
  http: t('over HTTP'),
  manual: t('done by hand'),
}

export function ToolCatalogue({ configuration }: { readonly configuration: Configuration }) {
  const tools = useSettings((state) => state.tools)
  const [open, setOpen] = useState<string | null>(null)
  const adding = open === ''
  return (
    <>
      <SectionHead
        title={t('Tool catalogue')}
        words={t('What the agent may ask for. A call to anything else is blocked.')}
        action={<Button onClick={() => setOpen(adding ? null : '')}>{t('Add a tool')}</Button>}
      />
      {adding ? <ToolEditor key="new" configuration={configuration} tool={null} onDone={() => setOpen(null)} /> : null}
      <ul className="tool-list">
        {tools.map((tool) => {
          const own = configuration.tools.find((held) => held.name === tool.name)
          return (
            <li key={tool.name}>
              <div className="tool-row">
                <Dial risk={tool.risk} />
                <div>
                  <h3 className="mono">{tool.name}</h3>
                  <p>
                    {[
                      `R${tool.risk} ${riskWords[tool.risk]}`,
                      kindWords[tool.kind],
                      ...(tool.system === '' ? [] : [tool.system]),
                      ...(tool.hasProbe ? [t('can be checked')] : []),
                      ...(tool.inverse === null ? [] : [t('undone by {{tool}}', { tool: tool.inverse })]),
                    ].join(', ')}
                  </p>
                </div>
                <span className="grow" />
                {configuration.dryRun.desk || configuration.dryRun.tools.includes(tool.name) ? (
                  <span className="chip chip-dry-run">{t('dry run')}</span>
                ) : null}
                {own === undefined ? (
                  <span className="chip">{t('built in')}</span>
                ) : (
                  <Button
                    size="small"
                    aria-expanded={open === tool.name}
                    aria-label={t('Edit {{name}}', { name: tool.name })}
                    onClick={() => setOpen(open === tool.name ? null : tool.name)}
                  >
                    {t('Edit…')}
                  </Button>
                )}
              </div>
              {own !== undefined && open === tool.name ? (
                <ToolEditor configuration={configuration} tool={own} onDone={() => setOpen(null)} />
              ) : null}
            </li>
          )
        })}
      </ul>
    </>
  )
}
