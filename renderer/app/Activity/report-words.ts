import type { AuditReport } from '#contract/audit.ts'
import { exactWords } from '#renderer/ui/Time.tsx'
import { t } from '#renderer/ui/language.ts'

/** What a check of the ledger found, line by line: nothing is called well that could not be looked at. */
export type ReportLine = { readonly tone: 'ok' | 'warn' | 'bad'; readonly text: string }

export function verdictOf(report: AuditReport): { readonly tone: 'ok' | 'warn' | 'bad'; readonly text: string } {
  if (report.broken !== null || report.snapshots.length > 0)
    return { tone: 'bad', text: t('The ledger is not as it was written.') }
  if (report.unknown !== null) return { tone: 'warn', text: t('Part of the ledger could not be checked.') }
  if (report.replaced.length > 0 || report.unreadable > 0)
    return { tone: 'warn', text: t('What is here is as it was written, but not everything can be vouched for.') }
  return { tone: 'ok', text: t('The ledger is as it was written.') }
}

export function reportLines(report: AuditReport): readonly ReportLine[] {
  const { events, before, unknown, broken, snapshots, anchors, anchoredAt, unreadable, replaced } = report
  const lines: ReportLine[] = []
  if (broken === null)
    lines.push({ tone: 'ok', text: t('{{count}} entries, in order and as they were written.', { count: events }) })
  else {
    const { seq, what, proposalId } = broken
    const said = t('Entry {{seq}}: {{what}}.', { seq, what })
    lines.push({
      tone: 'bad',
      text: proposalId === null ? said : `${said} ${t('It is about proposal {{id}}.', { id: proposalId })}`,
    })
    lines.push({ tone: 'ok', text: t('{{count}} entries before it are as they were written.', { count: events }) })
    lines.push({ tone: 'warn', text: t('What comes after it could not be checked.') })
  }
  if (before > 0)
    lines.push({
      tone: 'warn',
      text: t('{{count}} entries are older than the seals; the first seal covers them as a whole.', { count: before }),
    })
  if (unknown !== null)
    lines.push({
      tone: 'warn',
      text: t(
        'Entries {{from}} to {{to}} carry seals of a key that is not here: in order, but their content is not checked.',
        { from: unknown.from, to: unknown.to },
      ),
    })
  for (const { at, seq, lost } of replaced)
    lines.push({
      tone: 'warn',
      text:
        lost === 0
          ? t(
              '{{at}}: a backup took the ledger’s place. It goes on after entry {{seq}}; nothing is known to be missing.',
              { at: exactWords(at), seq },
            )
          : t(
              '{{at}}: a backup took the ledger’s place. It goes on after entry {{seq}}; at least {{count}} entries after that are gone.',
              { at: exactWords(at), seq, count: lost },
            ),
    })
  lines.push(
    anchors === 0 || anchoredAt === null
      ? {
          tone: 'warn',
          text: t('Nothing was written down outside the database yet: entries cut off at the end would not show.'),
        }
      : {
          tone: 'ok',
          text: t('Compared with {{count}} places written down outside the database, the newest {{anchoredAt}}.', {
            count: anchors,
            anchoredAt: exactWords(anchoredAt),
          }),
        },
  )
  if (unreadable > 0)
    lines.push({
      tone: 'warn',
      text: t('{{count}} lines of the anchors cannot be read; they vouch for nothing.', { count: unreadable }),
    })
  if (snapshots.length === 0 && broken === null)
    lines.push({ tone: 'ok', text: t('Every proposal is what its entries add up to.') })
  for (const id of snapshots.slice(0, 20))
    lines.push({ tone: 'bad', text: t('Proposal {{id}} is not what its entries add up to.', { id }) })
  if (snapshots.length > 20)
    lines.push({ tone: 'bad', text: t('So are {{count}} more.', { count: snapshots.length - 20 }) })
  return lines
}
