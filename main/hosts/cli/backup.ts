import { resolve, sep } from 'node:path'
import type { Restored } from '#contract/storage.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Command } from '#main/hosts/cli/command.ts'
import { required } from '#main/hosts/cli/read.ts'
import { oneLine, table, time } from '#main/hosts/cli/print.ts'
import type { BackupFile } from '#main/store/store.ts'

/** backup · list · verify · restore · remove-older. All but the first and the last work on a database that nobody can open, too. */

/** Loads what opens databases; with a desk at hand there is no need for it. */
const alone = () => import('#main/hosts/profile-backups.ts')

const rows = (backups: readonly BackupFile[]) => ({
  json: { backups },
  text: table(
    ['FILE', 'BYTES', 'MADE', 'VERIFIED'],
    backups.map((one) => [one.file, String(one.bytes), time(one.at), one.verified ? 'yes' : 'no']),
  ),
})

const recordingWords = ({ recordings }: BackupFile): string => {
  if (recordings === undefined || recordings.kept + recordings.wrong.length === 0) return ''
  const wrong = recordings.wrong.length === 0 ? '' : `, not as they were: ${recordings.wrong.map(oneLine).join(', ')}`
  return `  ${recordings.kept} recordings${wrong}`
}

const line = (one: BackupFile) => ({
  json: one,
  text: `${oneLine(one.file)}  ${one.bytes} bytes  ${one.verified ? 'verified' : 'damaged'}${recordingWords(one)}`,
})

const sound = (one: BackupFile): BackupFile => {
  if (one.verified) return one
  throw new AppError('database_damaged', `That backup is damaged; it is set aside as ${one.file}.`, { data: one })
}

/** A name of the backup folder stays one; a path is the file it leads to from here. */
const fileOf = (word: string | undefined): string => {
  const file = required(word, 'FILE')
  return file.includes('/') || file.includes(sep) ? resolve(file) : file
}

function told(restored: Restored) {
  const { from, before, aside, lostEntries, recordings } = restored
  const lost = lostEntries === null ? 'How much is missing cannot be read' : `${lostEntries} later entries are missing`
  const lines = [
    `The backup of ${time(from.at)} is the database now. ${lost}: look before you sign again what was signed since.`,
    before === null ? 'What was there before could not be copied.' : `A backup of before: ${oneLine(before.file)}`,
    recordings.back === 0 ? '' : `${recordings.back} recordings that were missing came back from the backup.`,
    recordings.lost === 0 ? '' : `${recordings.lost} recordings are gone: neither here nor in the backup.`,
    aside === null ? '' : `The replaced file: ${oneLine(aside)}`,
  ]
  return { json: restored, text: lines.filter((one) => one !== '').join('\n') }
}

const create: Command = {
  words: 'backup',
  operands: [],
  options: { list: { type: 'boolean', help: 'show the backups there are, instead of making one' } },
  help: 'Copy the database while it is in use, and check the copy.',
  workspace: 'own',
  run: async (desk, call) =>
    call.flag('list') ? rows((await desk.backup.list({})).backups) : line(await desk.backup.create({})),
}

const list: Command = {
  words: 'backup list',
  operands: [],
  options: {},
  help: 'Show the backups there are, newest first.',
  workspace: 'own',
  run: async (desk) => rows((await desk.backup.list({})).backups),
  withoutDesk: async (profileDirectory) => rows(await (await alone()).backupsAt(profileDirectory)),
}

const verify: Command = {
  words: 'backup verify',
  operands: ['FILE'],
  options: {},
  help: 'Open a backup and check every table of it; one that is damaged is set aside.',
  workspace: 'own',
  run: async (desk, call) => line(sound(await desk.backup.verify({ file: fileOf(call.operands[0]) }))),
  withoutDesk: async (profileDirectory, call) =>
    line(sound(await (await alone()).verifyAt(profileDirectory, fileOf(call.operands[0])))),
}

const restore: Command = {
  words: 'backup restore',
  operands: ['FILE'],
  options: {},
  help: 'Put a backup in the place of the database, after a backup of what is there now; the desk starts again on it.',
  workspace: 'own',
  run: async (desk, call) => told(await desk.backup.restore({ file: fileOf(call.operands[0]) })),
  withoutDesk: async (profileDirectory, call) =>
    told(await (await alone()).restoreAt(profileDirectory, fileOf(call.operands[0]))),
}

const removeOlder: Command = {
  words: 'backup remove-older',
  operands: [],
  options: { 'confirm-irreversible': { type: 'boolean', help: 'needed: nobody can go back to them afterwards' } },
  help: 'Make and check a new backup, then remove every older copy of this desk for good; the ledger says so.',
  workspace: 'own',
  run: async (desk, call) => {
    const { count, bytes, oldest } = await desk.redaction.copies({})
    if (count === 0) return { json: { removed: 0, backup: null }, text: 'There is no older copy.' }
    const from = oldest === null ? '' : `, the oldest from ${time(oldest)}`
    if (!call.flag('confirm-irreversible'))
      throw new AppError(
        'invalid_input',
        `${count === 1 ? 'One older copy' : `${count} older copies`} (${bytes} bytes${from}) would be removed for good. Add --confirm-irreversible.`,
      )
    const done = await desk.redaction.removeCopies({ conversationId: null, confirm: 'remove' })
    const gone = done.removed === 1 ? 'One older copy was' : `${done.removed} older copies were`
    return { json: done, text: `${gone} removed. The new backup: ${oneLine(done.backup)}` }
  },
}

export const backupCommands: readonly Command[] = [create, list, verify, restore, removeOlder]
