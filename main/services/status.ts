import type { Status } from '#contract/index.ts'
import type { Configuration } from '#contract/settings.ts'

type Changing = Pick<Status, 'host' | 'version' | 'sample' | 'helpdesk' | 'xai' | 'startReport' | 'paused' | 'storage'>

/** What the desk says about itself: what is so now, and what of its configuration every screen needs. */
export const describeDesk = (configuration: Configuration, now: Changing): Status => ({
  ...now,
  workspace: configuration.workspace.name,
  environment: configuration.agent?.environment ?? 'PROD',
  agentName: configuration.agent?.name ?? 'Support agent',
  operator: configuration.operator.name,
  dryRun: configuration.dryRun.desk,
  settings: {
    theme: configuration.settings.theme,
    density: configuration.settings.density,
    language: configuration.settings.language,
    singleKeys: configuration.settings.singleKeys,
    keys: configuration.settings.keys,
  },
  queue: configuration.queue,
})
