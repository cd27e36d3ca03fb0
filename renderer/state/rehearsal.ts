import { theDesk } from '#renderer/connection.ts'

/** Turns the dry run of the whole desk on or off, and nothing else of the settings. */
export function rehearse(desk: boolean): void {
  const change = async (): Promise<void> => {
    const { configuration } = await theDesk().settings.get({})
    await theDesk().settings.import({ configuration: { ...configuration, dryRun: { ...configuration.dryRun, desk } } })
  }
  // What came of it stands in the bars.
  void change().catch(() => {})
}
