/** A moment as files and the command line tell it, in UTC to the second: `2026-11-22 09:30:00`; '' for what is none. */
export const momentText = (at: number): string => {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().replace('T', ' ').slice(0, 19)
}
