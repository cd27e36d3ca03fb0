import type { Kind, MeasureId, Unit } from '#contract/insights.ts'

/** What each measure counts. The one place where that is said: arithmetic and screen both go by it. */
export type Definition = {
  readonly id: MeasureId
  readonly name: string
  readonly unit: Unit
  readonly kind: Kind
  readonly definition: string
}

/** Fewer than these are too few for a rate or a time. */
export const fewest = 5
/** So long has a customer to write again. */
export const durableDays = 7

const byAgent = 'Only what the agent proposed counts; rehearsals count too.'

export const definitions: readonly Definition[] = [
  {
    id: 'decided',
    name: 'Decided by people',
    unit: 'actions',
    kind: 'count',
    definition: `Actions a person approved, edited, rejected or answered, by the day of the decision. ${byAgent}`,
  },
  {
    id: 'accepted',
    name: 'Acceptance rate',
    unit: 'actions',
    kind: 'share',
    definition: `Of the actions people decided, those they signed: as proposed, or with changes. ${byAgent}`,
  },
  {
    id: 'edited',
    name: 'Edit rate',
    unit: 'actions',
    kind: 'share',
    definition: `Of the actions people signed, those they changed first. ${byAgent}`,
  },
  {
    id: 'automatic',
    name: 'Signed by rules',
    unit: 'actions',
    kind: 'share',
    definition: `Of all decided actions, those a rule signed while nobody was asked. ${byAgent}`,
  },
  {
    id: 'median',
    name: 'Time to decision',
    unit: 'actions',
    kind: 'time',
    definition: `From the proposal to a person’s decision: half took no longer than this. ${byAgent}`,
  },
  {
    id: 'slowest',
    name: 'Nine of ten within',
    unit: 'actions',
    kind: 'time',
    definition: `Nine of ten decisions by people came within this time. Opens those that took longer. ${byAgent}`,
  },
  {
    id: 'expired',
    name: 'Ran out undecided',
    unit: 'actions',
    kind: 'count',
    definition: `Actions whose time ran out before anybody decided. Nothing was run. ${byAgent}`,
  },
  {
    id: 'durable',
    name: 'Durable resolution',
    unit: 'conversations',
    kind: 'share',
    definition: `Of the conversations this desk closed, those whose customer did not write again within ${durableDays} days. Only where these days are over. What was closed in the helpdesk itself is not known here.`,
  },
  {
    id: 'reopened',
    name: 'Reopen rate',
    unit: 'conversations',
    kind: 'share',
    definition:
      'Of the conversations this desk closed, those whose customer has written again since, however long after. It can still grow.',
  },
  {
    id: 'cost',
    name: 'Cost of calls',
    unit: 'calls',
    kind: 'money',
    definition:
      'What the calls cost that began in the period, by this desk’s table of prices: minutes and typed items. The bill of the service may say otherwise.',
  },
  {
    id: 'tokens',
    name: 'Tokens used',
    unit: 'conversations',
    kind: 'tokens',
    definition:
      'Tokens read and written by the agent, as the service reported them, in conversations that began in the period. No price for them is known here.',
  },
]

export function definitionOf(id: MeasureId): Definition {
  const found = definitions.find((one) => one.id === id)
  if (found === undefined) throw new TypeError(`No measure is called ${id}.`)
  return found
}
