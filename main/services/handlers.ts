import type { AppContract, Status } from '#contract/index.ts'
import type { DecisionInput } from '#contract/proposal.ts'
import type { Arrangement } from '#contract/queue.ts'
import type { VoiceSettings } from '#contract/call-settings.ts'
import { snapshotThenEvents, type Topic } from '#main/kernel/feed.ts'
import { asAppError } from '#main/kernel/errors.ts'
import type { DeskKey, Disk, Opener } from '#main/kernel/ports.ts'
import type { Agent } from '#main/services/agent.ts'
import type { Anchors } from '#main/services/anchors.ts'
import { agentHandlers } from '#main/services/agents/agent-handlers.ts'
import { annotationHandlers } from '#main/services/annotations/annotation-handlers.ts'
import { auditHandlers } from '#main/services/audit.ts'
import type { BotOfDesk } from '#main/services/bot/bot-of-desk.ts'
import { callHandlers } from '#main/services/calls/call-handlers.ts'
import { collectionHandlers } from '#main/services/collections/collection-handlers.ts'
import type { CallsOfDesk } from '#main/services/calls/calls.ts'
import { findIn } from '#main/services/quality/find.ts'
import { runBatch } from '#main/services/batch.ts'
import { continueAgent, setControl } from '#main/services/control.ts'
import { viewConversation, watchConversation, type ConversationTopic } from '#main/services/conversation-view.ts'
import { countersign } from '#main/services/signing/countersigning.ts'
import { decide } from '#main/services/decisions.ts'
import type { Desk } from '#main/services/desk.ts'
import { describeProposal } from '#main/services/evidence.ts'
import type { ExchangeHandlers } from '#main/services/exchange/exchange-handlers.ts'
import type { Inbox } from '#main/services/helpdesk/inbox.ts'
import { insightsHandlers } from '#main/services/insights/insights-handlers.ts'
import { lessonHandlers } from '#main/services/lessons.ts'
import { togetherHandlers } from '#main/services/signing/together.ts'
import { stepHandlers } from '#main/services/playground/step-handlers.ts'
import { policyHandlers } from '#main/services/policies/policy-handlers.ts'
import type { ModelsOfDesk } from '#main/services/models/models-of-desk.ts'
import type { Notifications } from '#main/services/notifications.ts'
import type { People } from '#main/services/signing/people.ts'
import { approvalHandlers, exportRequest, importAnswer } from '#main/services/signing/second-desk.ts'
import { proposeUndo } from '#main/services/compensation.ts'
import { extend, snooze, wakeUp, withdraw } from '#main/services/time-verbs.ts'
import { qualityHandlers } from '#main/services/quality/quality-handlers.ts'
import type { Queue } from '#main/services/queue/queue.ts'
import { queryHandlers } from '#main/services/transcripts/query-handlers.ts'
import { transcriptHandlers } from '#main/services/transcripts/transcript-handlers.ts'
import { replyHandlers } from '#main/services/replies/reply-handlers.ts'
import { resolve } from '#main/services/resolutions.ts'
import { settingsHandlers, type SettingsPorts } from '#main/services/settings.ts'
import { timelineHandlers } from '#main/services/timeline/timeline-handlers.ts'
import type { Updates } from '#main/services/updates.ts'
import { write } from '#main/services/replies/writing.ts'
import type { Context, Handlers } from '#rpc/serve.ts'

/** Everything the procedures of the contract stand on. */
export type HandlerParts = SettingsPorts & {
  readonly opener: Opener
  readonly restore: Disk['restore']
  readonly inbox: Inbox
  readonly anchors: Anchors
  readonly people: People
  readonly notifications: Notifications
  readonly updates: Updates
  readonly deskKey: DeskKey
  readonly agent: Agent
  /** What happens, words of running turns included. */
  readonly recorded: ConversationTopic
  readonly queue: Queue
  readonly calls: CallsOfDesk
  readonly exchange: ExchangeHandlers
  readonly models: ModelsOfDesk
  readonly bot: BotOfDesk
  readonly adoptVoice: (voice: VoiceSettings) => Promise<void>
  readonly arrange: (arrangement: Arrangement) => Promise<Arrangement>
  readonly status: () => Status
  readonly statusChanged: Topic<null>
  readonly dismissStartReport: () => Promise<void>
}

/** Of a decision that was refused no trace is left in the ledger, where nothing happened; the log keeps who tried what. */
function noteRefusal(desk: Desk, { id, verb }: DecisionInput, { principal }: Context, thrown: unknown): void {
  const { code } = asAppError(thrown)
  desk.log('warn', 'decision.refused', { proposalId: id.slice(0, 100), verb, code, by: principal.host })
}

/** The contract, procedure by procedure: each one is a use case, or a look into the store. */
export function createHandlers(parts: HandlerParts): Handlers<AppContract> {
  const { desk, inbox, agent } = parts
  const { store } = desk
  const signer = ({ principal }: Context) => ({
    by: 'person' as const,
    name: desk.configuration().operator.name,
    surface: principal.host,
  })
  return {
    app: {
      status: (_, { signal }) => snapshotThenEvents(signal, parts.status, parts.statusChanged, parts.status),
      get: async () => parts.status(),
      dismissStartReport: async () => {
        await parts.dismissStartReport()
        return {}
      },
      pause: async (_, context) => {
        await desk.pause.pause(signer(context).name)
        return {}
      },
      resume: async () => {
        await desk.pause.resume()
        return {}
      },
      openExternal: async ({ url }) => {
        await parts.opener(url)
        return {}
      },
    },
    inbox: {
      page: (options) => parts.queue.page(options),
      queue: (options, { signal }) => parts.queue.watch(options, signal),
      facets: () => parts.queue.facets(),
      arrange: (arrangement) => parts.arrange(arrangement),
    },
    calls: callHandlers({
      desk,
      calls: parts.calls,
      agents: () => desk.connections().voiceAgents,
      adoptVoice: parts.adoptVoice,
      signer,
    }),
    conversations: {
      list: async (options) => {
        const { items, next } = await store.conversations.list(options)
        return { items: [...items], next }
      },
      get: ({ id }) => viewConversation(store, id),
      messages: async ({ id, before, limit }) => {
        const { messages, olderThan } = await store.conversations.messages(id, { before, limit })
        return { messages: [...messages], olderThan }
      },
      watch: ({ id }, { signal }) => watchConversation(store, parts.recorded, id, signal),
      setControl: ({ id, control }) => setControl(desk, agent, id, control),
      continueAgent: ({ id }) => continueAgent(desk, id),
      write: (input, context) => write(desk, input, signer(context), context.signal),
    },
    proposals: {
      list: async (options) => {
        const { items, next } = await store.ledger.list(options)
        return { items: [...items], next }
      },
      get: ({ id }) => describeProposal(desk, id),
      decide: (input, context) =>
        decide(desk, input, signer(context), context.signal).catch((thrown: unknown) => {
          noteRefusal(desk, input, context, thrown)
          throw thrown
        }),
      resolve: (input, context) => resolve(desk, input, signer(context).name, context.signal),
      withdraw: ({ id }, context) => withdraw(desk, id, signer(context)),
      undo: ({ id }, context) => proposeUndo(desk, id, signer(context), context.signal),
      extend: ({ id, minutes }, context) => extend(desk, id, minutes, signer(context)),
      snooze: ({ id, minutes, event }, context) => snooze(desk, id, { minutes, event }, signer(context)),
      wake: ({ id }, context) => wakeUp(desk, id, signer(context)),
      retryStep: async ({ id }, context) => {
        const { revision, argsHash, fingerprint } = await store.ledger.get(id)
        return decide(desk, { verb: 'retry', id, revision, argsHash, fingerprint }, signer(context), context.signal)
      },
      countersign: (input, { signal, principal }) => countersign(desk, parts.people, input, principal.host, signal),
      exportRequest: ({ id }) => exportRequest(desk, parts.deskKey, id),
      importAnswer: ({ document }, { signal, principal }) =>
        importAnswer(desk, parts.deskKey, document, principal.host, signal),
    },
    replies: replyHandlers(desk, signer),
    people: parts.people.handlers,
    approvals: approvalHandlers(desk, parts.people, parts.deskKey),
    together: togetherHandlers(desk, signer),
    lessons: lessonHandlers(store.lessons),
    annotations: annotationHandlers(desk, signer),
    transcripts: { ...queryHandlers(desk, signer), ...transcriptHandlers(desk) },
    quality: qualityHandlers(desk, findIn(desk)),
    redaction: parts.calls.redacting.handlers(signer),
    notifications: parts.notifications.handlers,
    updates: parts.updates.handlers,
    policies: policyHandlers(desk),
    timeline: timelineHandlers({ store, recorded: parts.recorded }),
    insights: insightsHandlers(desk),
    audit: auditHandlers({ store, anchors: parts.anchors, recorded: parts.recorded }),
    sync: { now: (_, { signal }) => inbox.sync(signal) },
    batch: { run: async ({ limit }, { signal }) => ({ outcomes: await runBatch(desk, inbox, limit, signal) }) },
    settings: settingsHandlers(parts),
    ...agentHandlers(desk, parts.recorded, signer),
    collections: collectionHandlers(desk, parts.recorded, signer, parts.models.collections),
    ...parts.exchange,
    ...parts.models.handlers,
    ...parts.bot.handlers(signer),
    ...stepHandlers(desk),
    backup: {
      create: () => store.backup.create(),
      list: async () => ({ backups: [...(await store.backup.list())] }),
      verify: ({ file }) => store.backup.verify(file),
      restore: ({ file }) => parts.restore(file),
    },
  }
}
