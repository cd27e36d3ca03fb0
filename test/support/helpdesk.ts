import { asRead } from '#main/domain/reply/rendering.ts'
import type { Helpdesk, HelpdeskConversation, HelpdeskPart, HelpdeskReceipt } from '#main/clients/helpdesk/helpdesk.ts'
import { AppError } from '#main/kernel/errors.ts'

export type Fault = 'refuse' | 'lose answer' | 'lose request'

/** A helpdesk in memory that counts what is done to it. A fault is used up by the next write of its name. */
export function memoryHelpdesk() {
  let held: HelpdeskConversation = {
    externalId: '531',
    channel: 'chat',
    state: 'open',
    subject: '',
    customer: { externalId: 'c1', name: 'Ana Ruiz', email: null },
    assignee: null,
    team: null,
    tags: [],
    createdAt: 0,
    updatedAt: 0,
    waitingSince: null,
    parts: [],
  }
  const writes: string[] = []
  const faults = new Map<string, Fault>()
  const write = async (name: string, change: () => string | null): Promise<HelpdeskReceipt> => {
    writes.push(name)
    const fault = faults.get(name)
    faults.delete(name)
    if (fault === 'refuse') throw new AppError('remote_invalid', 'Refused.', { data: { sent: false, status: 422 } })
    if (fault === 'lose request') throw new AppError('timed_out', 'No answer.', { data: { sent: true } })
    const remoteId = change()
    if (fault === 'lose answer') throw new AppError('timed_out', 'No answer.', { data: { sent: true } })
    return { status: 200, remoteId, conversation: held }
  }
  const say = (kind: HelpdeskPart['kind'], text: string): string => {
    const externalId = `part-${held.parts.length + 1}`
    const author = { author: 'operator', authorId: 'desk', authorName: 'Desk' } as const
    held = {
      ...held,
      parts: [...held.parts, { externalId, ...author, kind, text, html: null, attachments: [], at: 10_000 }],
    }
    return externalId
  }
  const not = async (): Promise<never> => {
    throw new AppError('internal', 'Not part of this test.')
  }
  const helpdesk: Helpdesk = {
    verify: not,
    list: not,
    untag: not,
    reopen: not,
    snooze: not,
    people: not,
    learnNames: async () => {},
    nameOf: () => null,
    live: null,
    get: async () => held,
    actingAdminId: async () => 'desk',
    reply: (_, words) => write('reply', () => say('comment', asRead(words))),
    note: (_, words) => write('note', () => say('note', asRead(words))),
    tag: (_, name) => write('tag', () => ((held = { ...held, tags: [...held.tags, name] }), null)),
    assign: (_, to) => write('assign', () => ((held = { ...held, assignee: to?.id ?? null }), null)),
    close: (_, summary) =>
      write('close', () => ((held = { ...held, state: 'closed' }), summary === null ? null : say('comment', summary))),
  }
  return { helpdesk, writes, faults, held: () => held }
}
