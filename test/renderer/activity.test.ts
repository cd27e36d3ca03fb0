import { expect, test } from 'vitest'
import type { AuditReport, ProposalEntry } from '#contract/audit.ts'
import { rowsOf } from '#renderer/app/Activity/activity-window.ts'
import { reportLines, verdictOf } from '#renderer/app/Activity/report-words.ts'
import { parseAddress } from '#renderer/state/address.ts'

/** What a check of the ledger says, and the ledger as a list of days. */
const at = Date.UTC(2026, 10, 20, 9, 30)
const well: AuditReport = {
  ok: true,
  events: 12,
  before: 0,
  unknown: null,
  broken: null,
  snapshots: [],
  anchors: 3,
  anchoredAt: at,
  unreadable: 0,
  replaced: [],
}
const said = (report: AuditReport): string =>
  reportLines(report)
    .map(({ tone, text }) => `${tone}: ${text}`)
    .join('\n')

test('a ledger that is well is said to be, and nothing beyond what was looked at', () => {
  expect(verdictOf(well)).toEqual({ tone: 'ok', text: 'The ledger is as it was written.' })
  expect(said(well)).toContain('ok: 12 entries, in order and as they were written.')
  expect(said({ ...well, anchors: 0, anchoredAt: null })).toContain('entries cut off at the end would not show')
})

test('a broken row is named, what stands before it and what nobody could check', () => {
  const broken = { seq: 7, proposalId: 'p-4', what: 'row 7 is not as it was written' }
  const report = { ...well, ok: false, events: 6, broken }
  expect(verdictOf(report).tone).toBe('bad')
  expect(said(report)).toContain('bad: Entry 7: row 7 is not as it was written. It is about proposal p-4.')
  expect(said(report)).toContain('ok: 6 entries before it are as they were written.')
  expect(said(report)).toContain('warn: What comes after it could not be checked.')
  expect(said(report)).not.toContain('Every proposal')
})

test('another key, a backup, unreadable anchors and sums that are wrong are each said', () => {
  const unknown = { from: 1, to: 4 }
  const report = {
    ...well,
    ok: false,
    unknown,
    unreadable: 1,
    replaced: [{ at, seq: 9, lost: 3 }],
    snapshots: ['p-1'],
  }
  const words = said(report)
  expect(words).toContain('Entries 1 to 4 carry seals of a key that is not here')
  expect(words).toContain('It goes on after entry 9; at least 3 entries after that are gone.')
  expect(words).toContain('1 line of the anchors cannot be read')
  expect(words).toContain('bad: Proposal p-1 is not what its entries add up to.')
  expect(verdictOf({ ...report, snapshots: [] }).tone).toBe('warn')
  expect(verdictOf({ ...well, unreadable: 2 }).tone).toBe('warn')
})

test('entries stand under their day, and count on over it', () => {
  const entry = (seq: number, when: number): ProposalEntry => ({
    seq,
    at: when,
    type: 'asked',
    who: 'Policy',
    summary: 'Asks a person',
    proposalId: 'p',
    conversationId: 1,
    customer: 'Ana Ruiz',
    title: 'Refund',
    tool: 'refund',
    risk: 3,
    state: 'pending',
    rule: 'Default',
    proposed: {},
    signed: null,
    executed: null,
  })
  const rows = rowsOf([entry(3, at), entry(2, at - 1000), entry(1, at - 86_400_000)], at)
  expect(rows.map((row) => (row.kind === 'day' ? row.text : row.position))).toEqual(['Today', 1, 2, 'Yesterday', 3])
})

test('a link leads to the activity, or to one entry of it', () => {
  expect(parseAddress('#activity')).toEqual({ kind: 'activity', seq: null })
  expect(parseAddress('#activity/42')).toEqual({ kind: 'activity', seq: 42 })
  expect(parseAddress('#activity/0')).toEqual({ kind: 'unknown' })
})
