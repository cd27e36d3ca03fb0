import type { HelpdeskReceipt } from '#main/clients/helpdesk/helpdesk.ts'
import { wordsOf } from '#main/domain/reply/reply.ts'
import { formOf, isSaid, renderWords } from '#main/domain/reply/rendering.ts'
import { validateArguments } from '#main/domain/schema.ts'
import { findOwnPart, requireHelpdesk, type BuiltinPorts } from '#main/tools/builtin-ports.ts'
import { object, text, viewBuiltin } from '#main/tools/builtin-view.ts'
import { createEscalation } from '#main/tools/escalation.ts'
import { didNotHappen, outcomeOfError, stillUnknown } from '#main/tools/failure.ts'
import type { ExecutionContext, ProbeContext, SentMessage, Tool, ToolOutcome } from '#main/tools/tool.ts'

/** What every agent may ask for at the helpdesk: words to the customer, a note, a hand-over, an end. */
export function createBuiltins(ports: BuiltinPorts): readonly Tool[] {
  return [
    createWords('send_reply', ports),
    createWords('internal_note', ports),
    createEscalation(ports),
    createClose(ports),
  ]
}

function createWords(name: 'send_reply' | 'internal_note', ports: BuiltinPorts): Tool {
  const isReply = name === 'send_reply'
  const view = isReply
    ? viewBuiltin(name, 2, 'Sends words to the customer.', object({ text: text('What the customer reads.') }))
    : viewBuiltin(
        name,
        1,
        'Leaves a note for colleagues; the customer never sees it.',
        object({ text: text('The note.') }),
      )
  const execute = async (context: ExecutionContext): Promise<ToolOutcome> => {
    let sent = false
    try {
      const helpdesk = requireHelpdesk(ports)
      const words = wordsOf(context.proposal)
      await context.onSent()
      sent = true
      const { externalId, channel } = context.conversation
      const kind = isReply ? 'reply' : 'note'
      const receipt = await helpdesk[kind](externalId, renderWords(words, formOf(kind, channel)), context.signal)
      const message = messageOf(receipt, words, ports.clock.now())
      return wordsSucceeded(isReply, message, receipt.status)
    } catch (thrown) {
      return outcomeOfError(thrown, 'write', sent)
    }
  }
  const probe = async (context: ProbeContext): Promise<ToolOutcome> => {
    try {
      const words = wordsOf(context.proposal)
      const part = await findOwnPart(ports, context, isReply ? 'comment' : 'note', words)
      if (part === null) return didNotHappen('The conversation holds no such message from this desk.')
      return wordsSucceeded(isReply, { externalId: part.externalId, text: words, at: part.at }, null)
    } catch (thrown) {
      return stillUnknown(thrown)
    }
  }
  return {
    view,
    kind: isReply ? 'reply' : 'note',
    proposalKind: isReply ? 'reply' : 'note',
    access: 'write',
    idempotent: false,
    sentence: isReply ? 'Reply to {{customer.name}}' : 'Leave a note about {{customer.name}}',
    steps: [],
    validate: (args) => validateArguments(view.parameters, args),
    execute,
    probe,
  }
}

function wordsSucceeded(isReply: boolean, message: SentMessage, status: number | null): ToolOutcome {
  const summary = `${isReply ? 'Reply' : 'Note'} ${message.externalId ?? ''}`.trim()
  return {
    kind: 'succeeded',
    data: { [isReply ? 'sent' : 'noted']: true, message_id: message.externalId },
    receipt: { status, remoteId: message.externalId, summary },
    message,
  }
}

function messageOf(receipt: HelpdeskReceipt, words: string, now: number): SentMessage {
  const part = receipt.conversation?.parts.findLast((one) =>
    receipt.remoteId === null
      ? one.author !== 'customer' && isSaid(one.text, words)
      : one.externalId === receipt.remoteId,
  )
  return { externalId: receipt.remoteId ?? part?.externalId ?? null, text: words, at: part?.at ?? now }
}

function createClose(ports: BuiltinPorts): Tool {
  const view = viewBuiltin(
    'CLOSE',
    2,
    'Closes the conversation.',
    object({ resolution_summary: text('How it was resolved; stays on this desk.') }),
  )
  const succeeded = (status: number | null, summary: string): ToolOutcome => ({
    kind: 'succeeded',
    data: { closed: true },
    receipt: { status, remoteId: null, summary },
    effects: { state: 'closed' },
  })
  return {
    view,
    kind: 'close',
    proposalKind: 'close',
    access: 'write',
    idempotent: false,
    sentence: 'Close the conversation with {{customer.name}}',
    steps: [],
    validate: (args) => validateArguments(view.parameters, args),
    execute: async (context) => {
      let sent = false
      try {
        const helpdesk = requireHelpdesk(ports)
        await context.onSent()
        sent = true
        // No words: at a helpdesk the body of a close is read by the customer.
        const receipt = await helpdesk.close(context.conversation.externalId, null, context.signal)
        return succeeded(receipt.status, 'Closed')
      } catch (thrown) {
        return outcomeOfError(thrown, 'write', sent)
      }
    },
    probe: async (context) => {
      try {
        const { state } = await requireHelpdesk(ports).get(context.conversation.externalId, context.signal)
        return state === 'closed' ? succeeded(null, 'Found closed') : didNotHappen('The conversation is not closed.')
      } catch (thrown) {
        return stillUnknown(thrown)
      }
    },
  }
}
