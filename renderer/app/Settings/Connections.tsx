import { useEffect, useState } from 'react'
import type { Configuration } from '#contract/settings.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { CheckField, NumberField, SelectField, TextField } from '#renderer/app/Settings/fields.tsx'
import { SaveBar, SectionHead, useEditor } from '#renderer/app/Settings/Section.tsx'
import type { Editor } from '#renderer/app/Settings/Section.tsx'
import { regions } from '#renderer/app/Settings/settings-model.ts'
import { Button } from '#renderer/ui/Button.tsx'

/** Where the desk goes and as whom: xAI, the support agent, the helpdesk and the people in it. */
type Helpdesk = NonNullable<Configuration['connections']['helpdesk']>
type Agent = NonNullable<Configuration['agent']>
type Person = { readonly kind: 'admin' | 'team'; readonly id: string; readonly name: string }

const noHelpdesk: Helpdesk = {
  kind: 'intercom',
  baseUrl: regions[0].baseUrl,
  version: '2.14',
  pollSeconds: 15,
  escalationTag: 'escalate',
}
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

function usePeople(): { readonly people: readonly Person[]; readonly failure: string | null } {
  const [people, setPeople] = useState<readonly Person[]>([])
  const [failure, setFailure] = useState<string | null>(null)
  useEffect(() => {
    let wanted = true
    const ask = async (): Promise<void> => {
      try {
        const { admins } = await theDesk().settings.admins({})
        if (wanted) setPeople(admins)
      } catch (error) {
        if (wanted) setFailure(failureText(error))
      }
    }
    void ask()
    return () => {
      wanted = false
    }
  }, [])
  return { people, failure }
}

const keyOf = (person: { readonly kind: string; readonly id: string }): string => `${person.kind}:${person.id}`

function HelpdeskForm({ editor }: { readonly editor: Editor }) {
  const { people, failure } = usePeople()
  const { draft, errorAt } = editor
  const { helpdesk } = draft.connections
  const set = (next: Helpdesk): void =>
    editor.change({ ...draft, connections: { ...draft.connections, helpdesk: next } })
  if (helpdesk === undefined) return <Button onClick={() => set(noHelpdesk)}>Connect a helpdesk</Button>
  const region = regions.find(({ baseUrl }) => baseUrl === helpdesk.baseUrl)?.id ?? 'own'
  const { escalationAssignee: assignee, actingAdminId: acting, ...rest } = helpdesk
  const withPeople = (to: Helpdesk['escalationAssignee'], as: string | undefined): Helpdesk => ({
    ...rest,
    ...(to === undefined ? {} : { escalationAssignee: to }),
    ...(as === undefined ? {} : { actingAdminId: as }),
  })
  const known = people.map((person) => ({
    value: keyOf(person),
    label: person.kind === 'team' ? `${person.name} (team)` : person.name,
  }))
  const stray =
    assignee !== undefined && !known.some((option) => option.value === keyOf(assignee))
      ? [{ value: keyOf(assignee), label: `${assignee.kind} ${assignee.id}` }]
      : []
  const admins = people.filter((person) => person.kind === 'admin')
  const strayAdmin =
    acting !== undefined && !admins.some((person) => person.id === acting)
      ? [{ value: acting, label: `admin ${acting}` }]
      : []
  return (
    <>
      <SelectField
        label="Region"
        value={region}
        options={[
          ...regions.map(({ id, label }) => ({ value: id as string, label })),
          { value: 'own', label: 'Own address' },
        ]}
        onChange={(id) => {
          const chosen = regions.find((candidate) => candidate.id === id)
          set({ ...helpdesk, baseUrl: chosen?.baseUrl ?? 'http://127.0.0.1:8080' })
        }}
      />
      <TextField
        label="Base address"
        mono
        value={helpdesk.baseUrl}
        error={errorAt('connections.helpdesk.baseUrl')}
        onChange={(baseUrl) => set({ ...helpdesk, baseUrl })}
      />
      <TextField
        label="API version"
        mono
        value={helpdesk.version}
        error={errorAt('connections.helpdesk.version')}
        onChange={(version) => set({ ...helpdesk, version })}
      />
      <NumberField
        label="Look for new messages every"
        unit="seconds"
        value={helpdesk.pollSeconds}
        error={errorAt('connections.helpdesk.pollSeconds')}
        help="0.5 to 3600."
        onChange={(pollSeconds) => set({ ...helpdesk, pollSeconds })}
      />
      <SelectField
        label="Acts as"
        value={acting ?? ''}
        options={[
          { value: '', label: 'Whoever the token belongs to' },
          ...admins.map((person) => ({ value: person.id, label: person.name })),
          ...strayAdmin,
        ]}
        {...(failure === null ? {} : { help: `The people of the helpdesk could not be read: ${failure}` })}
        onChange={(id) => set(withPeople(assignee, id === '' ? undefined : id))}
      />
      <SelectField
        label="Escalations go to"
        value={assignee === undefined ? '' : keyOf(assignee)}
        options={[{ value: '', label: 'Nobody: tag and note only' }, ...known, ...stray]}
        onChange={(key) => {
          const person = people.find((candidate) => keyOf(candidate) === key)
          set(withPeople(person === undefined ? undefined : { kind: person.kind, id: person.id }, acting))
        }}
      />
      <TextField
        label="Tag of an escalation"
        value={helpdesk.escalationTag}
        error={errorAt('connections.helpdesk.escalationTag')}
        onChange={(escalationTag) => set({ ...helpdesk, escalationTag })}
      />
    </>
  )
}

function AgentForm({ editor }: { readonly editor: Editor }) {
  const { draft, errorAt } = editor
  const agent = draft.agent ?? noAgent
  const set = (next: Agent): void => editor.change({ ...draft, agent: next })
  return (
    <>
      <TextField
        label="Agent id"
        mono
        value={agent.id}
        error={errorAt('agent.id')}
        onChange={(id) => set({ ...agent, id })}
      />
      <TextField
        label="Name on screen"
        value={agent.name}
        error={errorAt('agent.name')}
        onChange={(name) => set({ ...agent, name })}
      />
      <TextField
        label="Deployment"
        mono
        value={agent.deploymentId}
        error={errorAt('agent.deploymentId')}
        help="LATEST, or the id of one deployment."
        onChange={(deploymentId) => set({ ...agent, deploymentId })}
      />
      <SelectField
        label="Environment"
        value={agent.environment}
        options={[
          { value: 'PROD', label: 'PROD' },
          { value: 'STAGING', label: 'STAGING' },
        ]}
        onChange={(environment) => set({ ...agent, environment })}
      />
      <NumberField
        label="Turns per customer message"
        value={agent.loopLimit}
        error={errorAt('agent.loopLimit')}
        help="After this many the agent stops and you are shown why. 1 to 100."
        onChange={(loopLimit) => set({ ...agent, loopLimit })}
      />
      <NumberField
        label="Messages the agent sees"
        value={agent.contextMessages}
        error={errorAt('agent.contextMessages')}
        onChange={(contextMessages) => set({ ...agent, contextMessages })}
      />
      <NumberField
        label="Waits for an answer"
        unit="seconds"
        value={agent.timeoutSeconds}
        error={errorAt('agent.timeoutSeconds')}
        onChange={(timeoutSeconds) => set({ ...agent, timeoutSeconds })}
      />
      <CheckField
        label="Show words as they are written"
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
        title="Connections"
        words="Addresses only. Keys live under Accounts & keys and are never part of this."
      />
      <section className="set-group" aria-labelledby="set-workspace">
        <h3 id="set-workspace">Workspace</h3>
        <TextField
          label="Name"
          value={draft.workspace.name}
          error={errorAt('workspace.name')}
          onChange={(name) => editor.change({ ...draft, workspace: { name } })}
        />
        <TextField
          label="You sign as"
          value={draft.operator.name}
          error={errorAt('operator.name')}
          onChange={(name) => editor.change({ ...draft, operator: { name } })}
        />
        <TextField
          label="xAI base address"
          mono
          value={draft.connections.xai?.baseUrl ?? ''}
          placeholder="https://api.x.ai/v1"
          error={errorAt('connections.xai.baseUrl')}
          onChange={(baseUrl) =>
            editor.change({
              ...draft,
              connections: {
                ...(draft.connections.helpdesk === undefined ? {} : { helpdesk: draft.connections.helpdesk }),
                ...(baseUrl === '' ? {} : { xai: { baseUrl } }),
              },
            })
          }
        />
      </section>
      <section className="set-group" aria-labelledby="set-agent">
        <h3 id="set-agent">Support agent</h3>
        <AgentForm editor={editor} />
      </section>
      <section className="set-group" aria-labelledby="set-helpdesk">
        <h3 id="set-helpdesk">Helpdesk</h3>
        <HelpdeskForm editor={editor} />
      </section>
      <SaveBar editor={editor} />
    </>
  )
}
