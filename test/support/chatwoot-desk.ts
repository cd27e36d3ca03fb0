import type { Configuration, HelpdeskSettings } from '#contract/settings.ts'

/** The same desk, but for the door through which it reaches the shared inbox. */
export type HelpdeskKind = HelpdeskSettings['kind']

export function throughChatwoot(configuration: Configuration): Configuration {
  const { helpdesk } = configuration.connections
  if (helpdesk === undefined) return configuration
  const { baseUrl, pollSeconds, escalationTag, escalationAssignee: to } = helpdesk
  const assignee =
    to === undefined ? {} : { escalationAssignee: to.kind === 'team' ? { ...to, id: `team:${to.id}` } : to }
  return {
    ...configuration,
    connections: {
      ...configuration.connections,
      helpdesk: { kind: 'chatwoot', baseUrl, accountId: 1, pollSeconds, escalationTag, ...assignee },
    },
  }
}

export const through =
  (kind: HelpdeskKind) =>
  (configuration: Configuration): Configuration =>
    kind === 'chatwoot' ? throughChatwoot(configuration) : configuration
