import type { Configuration } from '#contract/settings.ts'
import { CheckField, NumberField, SelectField, TextField } from '#renderer/app/Settings/fields.tsx'
import { BotForm } from '#renderer/app/Settings/Bot/BotForm.tsx'
import { HelpdeskForm } from '#renderer/app/Settings/HelpdeskForm.tsx'
import { SaveBar, SectionHead, useEditor } from '#renderer/app/Settings/Section.tsx'
import type { Editor } from '#renderer/app/Settings/Section.tsx'
import { t } from '#renderer/ui/language.ts'

/** Where the desk goes and as whom: xAI, the support agent, the helpdesk and the people in it, the bot. */
type Agent = NonNullable<Configuration['agent']>

const noAgent: Agent = {
  id: '',
  name: 'Support agent',
  deploymentId: 'LATEST',
  environment: 'PROD',
  streaming: true,
  loopLimit: 5,
  contextMessages: 100,
  timeoutSeconds: 300,
}

function AgentForm({ editor }: { readonly editor: Editor }) {
  const { draft, errorAt } = editor
  const agent = draft.agent ?? noAgent
  const set = (next: Agent): void => editor.change({ ...draft, agent: next })
  return (
    <>
      <TextField
        label={t('Agent id')}
        mono
        value={agent.id}
        error={errorAt('agent.id')}
        onChange={(id) => set({ ...agent, id })}
      />
      <TextField
        label={t('Name on screen')}
        value={agent.name}
        error={errorAt('agent.name')}
        onChange={(name) => set({ ...agent, name })}
      />
      <TextField
        label={t('Deployment')}
        mono
        value={agent.deploymentId}
        error={errorAt('agent.deploymentId')}
        help={t('LATEST, or the id of one deployment.')}
        onChange={(deploymentId) => set({ ...agent, deploymentId })}
      />
      <SelectField
        label={t('Environment')}
        value={agent.environment}
        options={[
          { value: 'PROD', label: 'PROD' },
          { value: 'STAGING', label: 'STAGING' },
        ]}
        onChange={(environment) => set({ ...agent, environment })}
      />
      <NumberField
        label={t('Turns per customer message')}
        value={agent.loopLimit}
        error={errorAt('agent.loopLimit')}
        help={t('After this many the agent stops and you are shown why. 1 to 100.')}
        onChange={(loopLimit) => set({ ...agent, loopLimit })}
      />
      <NumberField
        label={t('Messages the agent sees')}
        value={agent.contextMessages}
        error={errorAt('agent.contextMessages')}
        onChange={(contextMessages) => set({ ...agent, contextMessages })}
      />
      <NumberField
        label={t('Waits for an answer')}
        unit={t('seconds')}
        value={agent.timeoutSeconds}
        error={errorAt('agent.timeoutSeconds')}
        onChange={(timeoutSeconds) => set({ ...agent, timeoutSeconds })}
      />
      <CheckField
        label={t('Show words as they are written')}
        checked={agent.streaming}
        onChange={(streaming) => set({ ...agent, streaming })}
      />
    </>
  )
}

export function Connections({ configuration }: { readonly configuration: Configuration }) {
  const editor = useEditor(configuration)
  const { draft, errorAt } = editor
  return (
    <>
      <SectionHead
        title={t('Connections')}
        words={t('Addresses only. Keys live under Accounts & keys and are never part of this.')}
      />
      <section className="set-group" aria-labelledby="set-workspace">
        <h3 id="set-workspace">{t('Workspace')}</h3>
        <TextField
          label={t('Name')}
          value={draft.workspace.name}
          error={errorAt('workspace.name')}
          onChange={(name) => editor.change({ ...draft, workspace: { name } })}
        />
        <TextField
          label={t('You sign as')}
          value={draft.operator.name}
          error={errorAt('operator.name')}
          onChange={(name) => editor.change({ ...draft, operator: { name } })}
        />
        <TextField
          label={t('xAI base address')}
          mono
          value={draft.connections.xai?.baseUrl ?? ''}
          placeholder="https://api.x.ai/v1"
          error={errorAt('connections.xai.baseUrl')}
          onChange={(baseUrl) => {
            const { xai, ...others } = draft.connections
            editor.change({
              ...draft,
              connections: { ...others, ...(baseUrl === '' ? {} : { xai: { ...xai, baseUrl } }) },
            })
          }}
        />
      </section>
      <section className="set-group" aria-labelledby="set-agent">
        <h3 id="set-agent">{t('Support agent')}</h3>
        <AgentForm editor={editor} />
      </section>
      <section className="set-group" aria-labelledby="set-helpdesk">
        <h3 id="set-helpdesk">{t('Helpdesk')}</h3>
        <HelpdeskForm editor={editor} saved={configuration.connections.helpdesk?.kind ?? null} />
      </section>
      <section className="set-group" aria-labelledby="set-bot">
        <h3 id="set-bot">{t('Bot (BestChatbot)')}</h3>
        <BotForm editor={editor} saved={configuration.connections.bot ?? null} />
      </section>
      <SaveBar editor={editor} />
    </>
  )
}
