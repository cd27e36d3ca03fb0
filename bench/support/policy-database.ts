import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { benchDirectory, removeDatabase } from '#bench/support/desk-database.ts'
import { createRandom, type Random } from '#bench/support/stats.ts'
import type { PolicyDocument, PolicyFacts, Rule } from '#contract/policy.ts'
import type { Verdict } from '#contract/verdict.ts'
import { sha256 } from '#main/domain/canonical.ts'
import { emptyDocument } from '#main/domain/policy/document.ts'
import { fold, type ProposalEvent } from '#main/domain/proposal.ts'
import { createChain } from '#main/store/chain.ts'
import { openForWriting, type Connection } from '#main/store/database.ts'
import { migrate, migrations } from '#main/store/migrate.ts'
import { createPolicyHistory } from '#main/store/policy-history.ts'
import { createSnapshots } from '#main/store/snapshots.ts'
import { makeRule, refund } from '#test/support/policies.ts'
import { newProposal, testKey } from '#test/support/store.ts'

/** Past decisions about four tools, most of them plain approvals, and a policy of many rules. Kept under its size and schema. */
export function policyDatabase(decisions: number): string {
  mkdirSync(benchDirectory, { recursive: true })
  const schema = sha256(migrations.map(({ sql }) => sql).join('\n')).slice(0, 8)
  const file = join(benchDirectory, `policy-${decisions}-${schema}.sqlite`)
  if (existsSync(file)) return file
  process.stderr.write(`Building ${decisions} decisions…\n`)
  const unfinished = `${file}.unfinished`
  removeDatabase(unfinished)
  const db = openForWriting(unfinished)
  db.pragma('synchronous = OFF')
  migrate(db, migrations, 0)
  db.exec(`
    insert into conversations(id, external_id, channel, state, subject, customer_external_id, customer_name, tags, control,
      activity, rounds, created_at, updated_at, last_message_at)
    values (1, 'c', 'email', 'open', '', 'u1', 'Ana Ruiz', '[]', 'agent', 'idle', 0, 0, 0, 0);
    insert into turns(id, conversation_id, origin, concluded, body, request, response)
    values ('t', 1, 'agent', 1, '{}', 'null', 'null')`)
  db.transaction(() => fill(db, decisions))()
  db.exec('analyze')
  db.pragma('wal_checkpoint(truncate)')
  db.close()
  removeDatabase(file)
  renameSync(unfinished, file)
  return file
}

const tools = ['refund_order', 'issue_store_credit', 'update_address', 'send_reply'] as const
const minute = 60_000

/** By the program's own functions, so that rows look as they do in use. */
function fill(db: Connection, decisions: number): void {
  const [snapshots, history, random] = [
    createSnapshots(db, createChain(db, testKey)),
    createPolicyHistory(db),
    createRandom(17),
  ]
  for (let index = 0; index < decisions; index += 1) {
    const at = 1_600_000_000_000 + index * minute
    const facts = someFacts(random, at)
    const made = newProposal(`p${index}`, 1, 't', { tool: facts.tool, arguments: facts.arguments ?? {} })
    const events = [{ type: 'proposed' as const, proposal: made }, { type: 'asked' as const }, ...outcome(random, made)]
    const stored = snapshots.create(fold(events.map((event) => ({ event, at }))), 1, events, at)
    history.add(stored.row, stored.proposal, facts)
  }
}

export function someFacts(random: Random, at: number): PolicyFacts {
  const tool = tools[random.below(tools.length)] ?? 'send_reply'
  const customer = random.below(5000)
  return refund({
    tool,
    at,
    arguments:
      tool === 'send_reply'
        ? { text: 'Your refund is on its way. '.repeat(8) }
        : {
            order_id: `#W${10_000 + random.below(90_000)}`,
            amount: 1 + random.below(6000) / 100,
            reason: 'It arrived broken.',
          },
    origins: { '/order_id': 'tool', '/amount': 'tool', '/reason': 'invented' },
    channel: random.next() < 0.5 ? 'email' : 'chat',
    conversation: random.below(50_000),
    customer: { id: `u${customer}`, name: 'Ana Ruiz', email: `ana.${customer}@example.com` },
    startedAt: at - random.below(600) * minute,
    schemaHash: '0123456789abcdef',
  })
}

function outcome(
  random: Random,
  { arguments: args, argsHash, sentence }: ReturnType<typeof newProposal>,
): readonly ProposalEvent[] {
  const signer = { by: 'person', name: 'Jo Lindqvist', surface: 'window' } as const
  const draw = random.next()
  if (draw < 0.02) {
    return [{ type: 'rejected', signer, reasons: [], text: '', scope: 'call', next: 'continue', result: null }]
  }
  const isEdit = draw < 0.05
  return [
    {
      type: 'approved',
      verb: isEdit ? 'edit' : 'approve',
      signer,
      revision: isEdit ? 1 : 0,
      arguments: args,
      argsHash,
      sentence,
    },
    { type: 'attempted', number: 1, idempotencyKey: 'k' },
    { type: 'succeeded', receipt: null, result: null, resolvedBy: null },
  ]
}

const verdictOf = (index: number): Verdict => (index % 5 === 0 ? 'deny' : index % 3 === 0 ? 'ask' : 'allow')

/** As a team would have them after years: by tool, amount, channel, hours, words, origin; one in eight has a budget. */
export function manyRules(count: number): PolicyDocument {
  const rules = Array.from({ length: count }, (_, index): Rule => {
    const tool = tools[index % tools.length] ?? 'send_reply'
    return makeRule({
      id: `r${index}`,
      name: `Rule ${index}`,
      verdict: verdictOf(index),
      when: [
        { field: 'tool', in: [tool, `other_${index}`] },
        { field: 'environment', in: ['PROD'] },
        { field: 'channel', in: [index % 2 === 0 ? 'email' : 'chat'] },
        ...(index % 4 === 3
          ? [
              {
                field: 'argument' as const,
                pointer: '/text',
                op: 'regex' as const,
                pattern: `(?i)\\b(lawyer|court|case ${index})\\b`,
              },
            ]
          : [
              {
                field: 'argument' as const,
                pointer: '/amount',
                op: 'between' as const,
                from: index % 50,
                to: (index % 50) + 5,
              },
            ]),
        ...(index % 6 === 0
          ? [
              {
                field: 'hours' as const,
                op: 'outside' as const,
                days: ['sat' as const, 'sun' as const],
                from: '09:00',
                to: '17:00',
                timeZone: 'Europe/Berlin',
              },
            ]
          : []),
      ],
      with: index % 8 === 1 ? { budgets: [{ measure: 'sum', pointer: '/amount', per: 'day', limit: 500 }] } : {},
    })
  })
  return { ...emptyDocument, rules }
}
