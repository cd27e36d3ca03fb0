import type { Desk } from '#main/services/desk.ts'

/** What is proposed now is only rehearsed, whoever proposes it: the whole desk is, or this tool. */
export function isRehearsed(desk: Pick<Desk, 'configuration'>, tool: string): boolean {
  const { dryRun } = desk.configuration()
  return dryRun.desk || dryRun.tools.includes(tool)
}
