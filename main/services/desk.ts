import type { Configuration } from '#contract/settings.ts'
import type { BotClient } from '#main/clients/bot/bot.ts'
import type { Helpdesk } from '#main/clients/helpdesk/helpdesk.ts'
import type { VoiceAgents } from '#main/clients/xai/agents.ts'
import type { Collections } from '#main/clients/xai/collections.ts'
import type { StoredFiles } from '#main/clients/xai/files.ts'
import type { ModelCatalog } from '#main/clients/xai/catalog.ts'
import type { PhoneNumbers } from '#main/clients/xai/numbers.ts'
import type { SpeechToText } from '#main/clients/xai/speech.ts'
import type { SupportAgent } from '#main/clients/support-agent.ts'
import { standsInHelpdesk } from '#main/domain/own-conversation.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Clock, Log, Random, Watch } from '#main/kernel/ports.ts'
import type { Turnstile } from '#main/kernel/turnstile.ts'
import type { Lookups } from '#main/services/calls/lookups.ts'
import type { Health } from '#main/services/health.ts'
import type { TextEngines } from '#main/services/playground/text-requests.ts'
import type { ToolSecrets } from '#main/services/agents/tool-secrets.ts'
import type { Lanes } from '#main/services/lanes.ts'
import type { Policies } from '#main/services/policies/policies.ts'
import type { Pause } from '#main/services/pause.ts'
import type { Record } from '#main/services/record.ts'
import type { SpeechConnections } from '#main/services/speech/speaking.ts'
import type { SteadyTime } from '#main/services/steady-time.ts'
import type { Storage } from '#main/services/storage/storage.ts'
import type { UndoWindows } from '#main/services/undo-windows.ts'
import type { Store } from '#main/store/store.ts'
import type { Registry } from '#main/tools/registry.ts'

/** The outside world as the present configuration has it. Rebuilt when the configuration changes. */
export type Connections = {
  readonly helpdesk: Helpdesk | null
  readonly agent: SupportAgent | null
  /** BestChatbot; ask `requireBot`. */
  readonly bot: BotClient | null
  readonly tools: Registry
  readonly voiceAgents: VoiceAgents
  readonly toolSecrets: ToolSecrets
  readonly phoneNumbers: PhoneNumbers
  readonly collections: Collections
  /** Null: the service has no address yet. */
  readonly files: StoredFiles | null
  readonly speech: SpeechToText | null
  readonly catalog: ModelCatalog
  readonly text: TextEngines | null
  readonly saying: SpeechConnections | null
}

/** What the use cases share. Made once, in services/index.ts. */
export type Desk = {
  readonly store: Store
  readonly record: Record
  readonly policies: Policies
  readonly clock: Clock
  /** For deadlines; `clock` says when something happened. */
  readonly time: SteadyTime
  readonly pause: Pause
  readonly undoWindows: Pick<UndoWindows, 'mayLeave'>
  readonly random: Random
  readonly log: Log
  readonly watch: Watch
  readonly health: Health
  readonly lanes: Lanes
  /**
   * There is something to do about a conversation that nobody here asked for: a sync found it, or the last stop left it.
   * A desk that is open for one command leaves it to the next one that stays.
   */
  readonly found: (conversationId: number) => void
  /** What must not be judged at the same time, by customer. */
  readonly oneByOne: Turnstile
  readonly storage: Storage
  /** In which calls reads need no signature. */
  readonly lookups: Pick<Lookups, 'by' | 'rule'>
  readonly configuration: () => Configuration
  readonly connections: () => Connections
}

export function requireHelpdesk(desk: Desk): Helpdesk {
  const { helpdesk } = desk.connections()
  if (helpdesk !== null) return helpdesk
  const isNamed = desk.configuration().connections.helpdesk !== undefined
  throw isNamed
    ? new AppError(
        'missing_secret',
        'The key "helpdesk" is missing: store the access token of the helpdesk under it.',
        {
          data: { secret: 'helpdesk' },
        },
      )
    : new AppError('missing_secret', 'No helpdesk is connected. Add one under Settings.')
}

/** Assignees that stand for this desk: an assignment to one of them is not somebody else's move. */
export async function ownAssignees(desk: Desk, signal: AbortSignal): Promise<readonly string[]> {
  const assignee = desk.configuration().connections.helpdesk?.escalationAssignee?.id
  const acting = await requireHelpdesk(desk).actingAdminId(signal)
  return assignee === undefined ? [acting] : [acting, assignee]
}

/** The same for one conversation: one that stands in no helpdesk is taken by nobody there. */
export async function assigneesOf(desk: Desk, conversationId: number, signal: AbortSignal): Promise<readonly string[]> {
  return standsInHelpdesk(await desk.store.conversations.get(conversationId)) ? ownAssignees(desk, signal) : []
}
