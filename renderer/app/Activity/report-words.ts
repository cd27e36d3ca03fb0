import type { AuditReport } from '#contract/audit.ts'
import { exactWords } from '#renderer/ui/Time.tsx'
import { plural } from '#renderer/ui/words.ts'

/** What a check of the ledger found, line by line: nothing is called well that could not be looked at. */
export type ReportLine = { readonly tone: 'ok' | 'warn' | 'bad'; readonly text: string }

const entries = (count: number): string => plural(count, 'entry', 'entries')

export function verdictOf(report: AuditReport): { readonly tone: 'ok' | 'warn' | 'bad'; readonly text: string } {
  if (report.broken !== null || report.snapshots.length > 0)
    return { tone: 'bad', text: 'The ledger is not as it was written.' }
  if (report.unknown !== null) return { tone: 'warn', text: 'Part of the ledger could not be checked.' }
  if (report.replaced.length > 0 || report.unreadable > 0)
    return { tone: 'warn', text: 'What is here is as it was written, but not everything can be vouched for.' }
  return { tone: 'ok', text: 'The ledger is as it was written.' }
}

export function reportLines(report: AuditReport): readonly ReportLine[] {
  const { events, before, unknown, broken, snapshots, anchors, anchoredAt, unreadable, replaced } = report
  const lines: ReportLine[] = []
  if (broken === null) lines.push({ tone: 'ok', text: `${entries(events)}, in order and as they were written.` })
  else {
    const about = broken.proposalId === null ? '' : ` It is about proposal ${broken.proposalId}.`
    lines.push({ tone: 'bad', text: `Entry ${broken.seq}: ${broken.what}.${about}` })
    lines.push({ tone: 'ok', text: `${entries(events)} before it are as they were written.` })
    lines.push({ tone: 'warn', text: 'What comes after it could not be checked.' })
  }
  if (before > 0)
    lines.push({
      tone: 'warn',
      text: `${entries(before)} are older than the seals; the first seal covers them as a whole.`,
    })
  if (unknown !== null)
    lines.push({
      tone: 'warn',
      text: `Entries ${unknown.from} to ${unknown.to} carry seals of a key that is not here: in order, but their content is not checked.`,
    })
  for (const { at, seq, lost } of replaced)
    lines.push({
      tone: 'warn',
      text:
        `${exactWords(at)}: a backup took the ledger’s place. It goes on after entry ${seq}; ` +
        (lost === 0 ? 'nothing is known to be missing.' : `at least ${entries(lost)} after that are gone.`),
    })
  lines.push(
    anchors === 0 || anchoredAt === null
      ? {
          tone: 'warn',
          text: 'Nothing was written down outside the database yet: entries cut off at the end would not show.',
        }
      : {
          tone: 'ok',
          text: `Compared with ${plural(anchors, 'place', 'places')} written down outside the database, the newest ${exactWords(anchoredAt)}.`,
        },
  )
  if (unreadable > 0)
    lines.push({
      tone: 'warn',
      text: `${plural(unreadable, 'line', 'lines')} of the anchors cannot be read; they vouch for nothing.`,
    })
  if (snapshots.length === 0 && broken === null)
    lines.push({ tone: 'ok', text: 'Every proposal is what its entries add up to.' })
  for (const id of snapshots.slice(0, 20))
    lines.push({ tone: 'bad', text: `Proposal ${id} is not what its entries add up to.` })
  if (snapshots.length > 20) lines.push({ tone: 'bad', text: `So are ${snapshots.length - 20} more.` })
  return lines
}
