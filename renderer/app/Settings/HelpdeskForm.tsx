import { useEffect, useState } from 'react'
import type { ConnectionCheck, HelpdeskSettings } from '#contract/settings.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { NumberField, SelectField, TextField } from '#renderer/app/Settings/fields.tsx'
import { Permissions } from '#renderer/app/Settings/KeyFacts.tsx'
import type { Editor } from '#renderer/app/Settings/Section.tsx'
import { emptyHelpdesk, otherHelpdesk, regions, unlikeIntercom } from '#renderer/app/Settings/settings-model.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { t } from '#renderer/ui/language.ts'

/** Which helpdesk, where it is, as whom the desk acts there and who takes what it hands over. */
type Person = { readonly kind: 'admin' | 'team'; readonly id: string; readonly name: string }
type Change = (next: HelpdeskSettings) => void

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

export function HelpdeskForm({ editor, saved }: { readonly editor: Editor; readonly saved: string | null }) {
  const { draft, errorAt } = editor
  const { helpdesk } = draft.connections
  const set: Change = (next) => editor.change({ ...draft, connections: { ...draft.connections, helpdesk: next } })
  if (helpdesk === undefined)
    return <Button onClick={() => set(emptyHelpdesk('intercom'))}>{t('Connect a helpdesk')}</Button>
  const isChatwoot = helpdesk.kind === 'chatwoot'
  return (
    <>
      <SelectField
        label={t('Provider')}
        value={helpdesk.kind}
        options={[
          { value: 'intercom', label: 'Intercom' },
          { value: 'chatwoot', label: 'Chatwoot' },
        ]}
        help={
          isChatwoot
            ? t('Wants a token of its own, under Accounts & keys. The desk acts as whoever it belongs to.')
            : t('Wants a token of its own, under Accounts & keys.')
        }
        onChange={(kind) => (kind === helpdesk.kind ? undefined : set(otherHelpdesk(helpdesk, kind)))}
      />
      {isChatwoot ? null : <RegionField helpdesk={helpdesk} set={set} />}
      <TextField
        label={t('Base address')}
        mono
        value={helpdesk.baseUrl}
        error={errorAt('connections.helpdesk.baseUrl')}
        {...(isChatwoot ? { help: t('As your people open it, without anything after the host.') } : {})}
        onChange={(baseUrl) => set({ ...helpdesk, baseUrl })}
      />
      {isChatwoot ? (
        <NumberField
          label={t('Account number')}
          value={helpdesk.accountId}
          error={errorAt('connections.helpdesk.accountId')}
          help={t('The number after /app/accounts/ in its address.')}
          onChange={(accountId) => set({ ...helpdesk, accountId })}
        />
      ) : (
        <TextField
          label={t('API version')}
          mono
          value={helpdesk.version}
          error={errorAt('connections.helpdesk.version')}
          onChange={(version) => set({ ...helpdesk, version })}
        />
      )}
      <NumberField
        label={t('Look for new messages every')}
        unit={t('seconds')}
        value={helpdesk.pollSeconds}
        error={errorAt('connections.helpdesk.pollSeconds')}
        help={isChatwoot ? t('0.5 to 3600. Chatwoot also tells of changes as they happen.') : t('0.5 to 3600.')}
        onChange={(pollSeconds) => set({ ...helpdesk, pollSeconds })}
      />
      <PeopleFields helpdesk={helpdesk} set={set} />
      <TextField
        label={t('Tag of an escalation')}
        value={helpdesk.escalationTag}
        error={errorAt('connections.helpdesk.escalationTag')}
        {...(isChatwoot ? { help: t('A label there: lower case, without spaces.') } : {})}
        onChange={(escalationTag) => set({ ...helpdesk, escalationTag })}
      />
      {isChatwoot ? (
        <details className="set-more">
          <summary>{t('What is different with Chatwoot')}</summary>
          <ul>
            {unlikeIntercom.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </details>
      ) : null}
      <ConnectionTest unavailable={saved === helpdesk.kind && !editor.dirty ? null : t('Save the changes first')} />
    </>
  )
}

function RegionField({ helpdesk, set }: { readonly helpdesk: HelpdeskSettings; readonly set: Change }) {
  return (
    <SelectField
      label={t('Region')}
      value={regions.find(({ baseUrl }) => baseUrl === helpdesk.baseUrl)?.id ?? 'own'}
      options={[
        ...regions.map(({ id, label }) => ({ value: id as string, label })),
        { value: 'own', label: t('Own address') },
      ]}
      onChange={(id) => {
        const chosen = regions.find((candidate) => candidate.id === id)
        set({ ...helpdesk, baseUrl: chosen?.baseUrl ?? 'http://127.0.0.1:8080' })
      }}
    />
  )
}

function PeopleFields({ helpdesk, set }: { readonly helpdesk: HelpdeskSettings; readonly set: Change }) {
  const { people, failure } = usePeople()
  const { escalationAssignee: assignee, ...rest } = helpdesk
  const known = people.map((person) => ({
    value: keyOf(person),
    label: person.kind === 'team' ? t('{{name}} (team)', { name: person.name }) : person.name,
  }))
  const stray =
    assignee !== undefined && !known.some((option) => option.value === keyOf(assignee))
      ? [
          {
            value: keyOf(assignee),
            label: t(assignee.kind === 'team' ? 'team {{id}}' : 'admin {{id}}', { id: assignee.id }),
          },
        ]
      : []
  return (
    <>
      {helpdesk.kind === 'intercom' ? (
        <ActingField helpdesk={helpdesk} set={set} people={people} failure={failure} />
      ) : failure === null ? null : (
        <p className="form-error">{t('The people of the helpdesk could not be read: {{failure}}', { failure })}</p>
      )}
      <SelectField
        label={t('Escalations go to')}
        value={assignee === undefined ? '' : keyOf(assignee)}
        options={[{ value: '', label: t('Nobody: tag and note only') }, ...known, ...stray]}
        onChange={(key) => {
          const person = people.find((candidate) => keyOf(candidate) === key)
          set(person === undefined ? rest : { ...rest, escalationAssignee: { kind: person.kind, id: person.id } })
        }}
      />
    </>
  )
}

function ActingField({
  helpdesk,
  set,
  people,
  failure,
}: {
  readonly helpdesk: Extract<HelpdeskSettings, { readonly kind: 'intercom' }>
  readonly set: Change
  readonly people: readonly Person[]
  readonly failure: string | null
}) {
  const { actingAdminId: acting, ...rest } = helpdesk
  const admins = people.filter((person) => person.kind === 'admin')
  const stray =
    acting !== undefined && !admins.some((person) => person.id === acting)
      ? [{ value: acting, label: t('admin {{id}}', { id: acting }) }]
      : []
  return (
    <SelectField
      label={t('Acts as')}
      value={acting ?? ''}
      options={[
        { value: '', label: t('Whoever the token belongs to') },
        ...admins.map((person) => ({ value: person.id, label: person.name })),
        ...stray,
      ]}
      {...(failure === null
        ? {}
        : { help: t('The people of the helpdesk could not be read: {{failure}}', { failure }) })}
      onChange={(id) => set(id === '' ? rest : { ...rest, actingAdminId: id })}
    />
  )
}

type Tested = 'not yet' | 'asking' | ConnectionCheck | { readonly failure: string }

/** Asks the saved connection with the stored token who it is and what it may do; changes nothing. */
function ConnectionTest({ unavailable }: { readonly unavailable: string | null }) {
  const [tested, setTested] = useState<Tested>('not yet')
  const test = async (): Promise<void> => {
    setTested('asking')
    try {
      setTested(await theDesk().settings.check({ connection: 'helpdesk' }))
    } catch (error) {
      setTested({ failure: failureText(error) })
    }
  }
  const isAsking = tested === 'asking'
  return (
    <div className="set-row">
      <Button unavailable={isAsking ? t('Checking') : unavailable} onClick={() => void test()}>
        {isAsking ? t('Checking…') : t('Test the connection')}
      </Button>
      <div role="status">
        {typeof tested === 'string' ? null : 'failure' in tested ? (
          <p className="form-error">{tested.failure}</p>
        ) : (
          <>
            <p className={tested.ok ? '' : 'form-error'}>{tested.summary}</p>
            {tested.permissions.length === 0 ? null : <Permissions check={tested} />}
          </>
        )}
      </div>
    </div>
  )
}
