import { AppError } from '#main/kernel/errors.ts'

const full = ['ENOSPC', 'EROFS', 'EDQUOT']

/** What a disk refuses, as one error that says what became of it: `nothing was changed`. `also`: further codes that mean the same. */
export function asDiskError(thrown: unknown, outcome: string, also: readonly string[] = []): unknown {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : null
  if (typeof code !== 'string' || ![...full, ...also].includes(code)) return thrown
  return new AppError('disk_full', `The disk is full or read-only; ${outcome}.`, { cause: thrown })
}

/** In the desk's own folders, what may not be written is as good as a disk that is read-only. */
export const asDiskErrorHere = (thrown: unknown): unknown => asDiskError(thrown, 'nothing was changed', ['EACCES'])
