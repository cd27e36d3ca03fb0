import { useEffect, useMemo } from 'react'
import { Label } from 'react-aria-components'
import type { Risk } from '#contract/tool.ts'
import { loadSettings, useSettings } from '#renderer/app/Settings/use-settings.ts'
import { anything, narrow, useActivity, type Kind } from '#renderer/state/activity.ts'
import { loadPeople, usePeople } from '#renderer/state/people.ts'
import { useStatus } from '#renderer/state/status.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Select, type Option } from '#renderer/ui/Select.tsx'
import { riskWords, stateWords } from '#renderer/ui/words.ts'
import type { ProposalState } from '#contract/proposal.ts'
import { t } from '#renderer/ui/language.ts'

/** What of the ledger is shown: one kind, and on top of it a person, a tool, a tier, a state. */
const kinds: readonly { readonly id: Kind; readonly label: string; readonly words: string }[] = [
  { id: 'all', label: t('Everything'), words: t('all entries') },
  { id: 'decisions', label: t('Decisions'), words: t('signed, edited, rejected, answered') },
  { id: 'failures', label: t('Failures'), words: t('unknown outcomes, failed runs') },
  { id: 'runs', label: t('Runs'), words: t('attempts, requests, receipts') },
  { id: 'proposals', label: t('Proposals'), words: t('what was asked for') },
  { id: 'waiting', label: t('Time'), words: t('expired, put off, outdated, given back') },
  { id: 'removals', label: t('Taken out'), words: t('redactions, erasures, older copies') },
]
/** Who acts and is no person, by the names that the ledger keeps. */
const actors: Readonly<Record<string, string>> = { Agent: t('Agent'), Policy: t('Policy'), Desk: t('Desk') }

const any = { id: 'any', label: t('Any') }
const risks: readonly Risk[] = [0, 1, 2, 3, 4]
const states = Object.keys(stateWords) as ProposalState[]

export function ActivityFilters() {
  const { filter, entries } = useActivity()
  const operator = useStatus(({ status }) => status?.operator ?? null)
  const people = usePeople((held) => held.people)
  const tools = useSettings((held) => held.tools)
  useEffect(() => {
    void loadPeople()
    void loadSettings()
  }, [])
  const names = useMemo(
    () =>
      [
        ...new Set([
          ...(operator === null ? [] : [operator]),
          ...(people ?? []).map(({ name }) => name),
          ...entries.map(({ who }) => who),
          ...Object.keys(actors),
        ]),
      ].map((name) => ({ id: `= ${name}`, label: actors[name] ?? name })),
    [operator, people, entries],
  )
  const known = useMemo(
    () =>
      [
        ...new Set([
          ...tools.map(({ name }) => name),
          ...entries.flatMap((one) => (one.proposalId === null ? [] : [one.tool])),
        ]),
      ]
        .toSorted()
        .map((name) => ({ id: `= ${name}`, label: name })),
    [tools, entries],
  )
  const isNarrow = filter.who !== null || filter.tool !== null || filter.risk !== null || filter.state !== null
  return (
    <nav className="activity-nav" aria-label={t('Filters')} data-pane="section" tabIndex={-1}>
      <h1>{t('Activity')}</h1>
      {kinds.map(({ id, label, words }) => (
        <button
          key={id}
          type="button"
          className="activity-kind"
          aria-current={filter.kind === id ? 'true' : undefined}
          onClick={() => narrow({ kind: id })}
        >
          <b>{label}</b>
          <small>{words}</small>
        </button>
      ))}
      <div className="activity-fields">
        <Field label={t('By')} options={names} value={filter.who} onChange={(who) => narrow({ who })} />
        <Field label={t('Tool')} options={known} value={filter.tool} onChange={(tool) => narrow({ tool })} />
        <Field
          label={t('Tier')}
          options={risks.map((risk) => ({ id: `= ${risk}`, label: `R${risk} ${riskWords[risk]}` }))}
          value={filter.risk === null ? null : String(filter.risk)}
          onChange={(text) => narrow({ risk: risks.find((risk) => String(risk) === text) ?? null })}
        />
        <Field
          label={t('Stands now as')}
          options={states.map((state) => ({ id: `= ${state}`, label: stateWords[state] }))}
          value={filter.state}
          onChange={(text) => narrow({ state: states.find((state) => state === text) ?? null })}
        />
      </div>
      {isNarrow ? (
        <Button size="small" onClick={() => narrow({ ...anything, kind: filter.kind })}>
          {t('Clear these filters')}
        </Button>
      ) : null}
    </nav>
  )
}

type FieldProps = {
  readonly label: string
  readonly options: readonly Option[]
  readonly value: string | null
  readonly onChange: (value: string | null) => void
}

function Field({ label, options, value, onChange }: FieldProps) {
  return (
    <Select
      className="activity-field"
      options={[any, ...options]}
      value={value === null ? any.id : `= ${value}`}
      onChange={(id) => onChange(id === any.id ? null : id.slice(2))}
    >
      {(control) => (
        <>
          <Label>{label}</Label>
          {control}
        </>
      )}
    </Select>
  )
}
