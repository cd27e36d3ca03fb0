import { constants, copyFile, chmod, rm } from 'node:fs/promises'
import type { ActivityEntry, AuditReport, RemovalEntry } from '#contract/audit.ts'
import { canonicalJson } from '#main/domain/canonical.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Command } from '#main/hosts/cli/command.ts'
import { required, wholeNumber } from '#main/hosts/cli/read.ts'
import { clip, oneLine, time } from '#main/hosts/cli/print.ts'

/** audit list · verify · export */

const list: Command = {
  words: 'audit list',
  operands: [],
  options: {
    person: { type: 'string', value: 'NAME', help: 'only what this person did (also: Agent, Policy, Desk, Retention)' },
    type: {
      type: 'string',
      value: 'TYPE',
      help: 'only events of this type: approved, rejected, succeeded, redacted, erased …',
    },
    tool: { type: 'string', value: 'NAME', help: 'only about this tool' },
    limit: { type: 'string', value: 'N', help: 'how many, at most 200 (50)' },
    before: { type: 'string', value: 'ROW', help: 'continue where a page ended' },
  },
  help: 'Show who did what, when and on which rule, newest first.',
  workspace: 'any',
  run: async (desk, call) => {
    const [who, type, tool, before] = ['person', 'type', 'tool', 'before'].map(call.option)
    const page = await desk.audit.activity({
      before: before === undefined ? null : wholeNumber(before, '--before', 999_999_999),
      limit: wholeNumber(call.option('limit') ?? '50', '--limit', 200),
      ...(who === undefined ? {} : { who }),
      ...(type === undefined ? {} : { type }),
      ...(tool === undefined ? {} : { tool }),
    })
    const more = page.before === null ? [] : [`More: --before ${page.before}`]
    return { json: page, text: [...page.entries.map(describe), ...more].join('\n') }
  },
}

function describe(entry: ActivityEntry): string {
  if (entry.proposalId === null) return describeRemoval(entry)
  const { seq, at, who, summary, proposalId, conversationId, customer, title, tool, rule, proposed, signed } = entry
  const isEdited = signed !== null && canonicalJson(signed) !== canonicalJson(proposed)
  return [
    `${seq}  ${time(at)}  ${clip(who, 40)}: ${clip(summary, 120)}`,
    `    ${oneLine(proposalId)}  ${oneLine(tool)}  ${clip(title, 100)}`,
    `    conversation ${conversationId} (${clip(customer, 40)}) · ${oneLine(rule)}`,
    ...(isEdited
      ? [`    proposed ${clip(canonicalJson(proposed), 300)}`, `    signed   ${clip(canonicalJson(signed), 300)}`]
      : []),
  ].join('\n')
}

function describeRemoval({ seq, at, who, summary, title, reason, conversationId, customer }: RemovalEntry): string {
  const about = conversationId === null ? [] : [`conversation ${conversationId} (${clip(customer ?? 'gone', 40)})`]
  return [
    `${seq}  ${time(at)}  ${clip(who, 40)}: ${clip(summary, 120)}`,
    `    ${clip(title, 100)}`,
    `    ${[...about, clip(reason, 200)].join(' · ')}`,
  ].join('\n')
}

const verify: Command = {
  words: 'audit verify',
  operands: [],
  options: {},
  help: 'Check that no entry of the ledger was changed, removed or moved since it was written.',
  workspace: 'any',
  run: async (desk) => {
    const report = await desk.audit.verify({})
    const text = reportWords(report).join('\n')
    if (!report.ok) throw new AppError('conflict', text, { data: { ...report } })
    return { json: report, text }
  },
}

function reportWords(report: AuditReport): readonly string[] {
  const { events, before, unknown, broken, snapshots, anchors, anchoredAt, unreadable, replaced } = report
  const about = broken?.proposalId === null || broken === null ? '' : ` It is about ${oneLine(broken.proposalId)}.`
  return [
    broken === null
      ? `${events} entries, in order and as they were written.`
      : `${broken.what}${about} ${events} entries before it are as they were written; what follows could not be checked.`,
    ...(before === 0 ? [] : [`${before} of them are older than the seals; the first seal covers them as a whole.`]),
    ...(unknown === null
      ? []
      : [
          `Entries ${unknown.from} to ${unknown.to} carry seals of a key that is not here; their content is not checked.`,
        ]),
    ...replaced.map(
      ({ at, seq, lost }) =>
        `At ${time(at)} a backup took the ledger’s place: it goes on after entry ${seq}. ` +
        (lost === 0 ? 'Nothing is known to be missing.' : `At least ${lost} entries after that are not in it.`),
    ),
    anchors === 0
      ? 'Nothing was written down outside the database yet: entries cut off at its end would not show.'
      : `Compared with ${anchors} places written down outside the database, the newest at ${time(anchoredAt)}.`,
    ...(unreadable === 0 ? [] : [`${unreadable} lines of the anchor file cannot be read.`]),
    ...(snapshots.length === 0
      ? ['Every proposal is what its entries add up to.']
      : [`Not what their entries add up to: ${snapshots.slice(0, 20).map(oneLine).join(', ')}.`]),
  ]
}

const exportFile: Command = {
  words: 'audit export',
  operands: ['FILE'],
  options: {},
  help: 'Write the whole ledger to a new file; its first line tells how to verify it without this program.',
  workspace: 'any',
  run: async (desk, call) => {
    const file = required(call.operands[0], 'FILE')
    const exported = await desk.audit.export({})
    try {
      await copyFile(exported.file, file, constants.COPYFILE_EXCL)
      await chmod(file, 0o600)
    } catch (thrown) {
      const exists = thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST'
      const words = exists ? `There is a file ${file} already.` : `The file ${file} cannot be written.`
      throw new AppError(exists ? 'conflict' : 'not_found', words, { cause: thrown })
    } finally {
      await rm(exported.file, { force: true })
    }
    const json = { ...exported, file }
    return { json, text: `${oneLine(file)}  ${exported.rows} entries  SHA-256 ${exported.sha256}` }
  },
}

export const auditCommands: readonly Command[] = [list, verify, exportFile]
