import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { runBareLoop } from '#bench/replay/bare-loop.ts'
import { connectDesk, superviseDesk } from '#bench/replay/desk-run.ts'
import { startRetailServer } from '#bench/replay/retail-server.ts'
import { loadRetail, type Task } from '#bench/replay/retail-world.ts'
import { verify, type Verdict } from '#bench/replay/verify.ts'
import { spawnSandbox } from '#test/support/sandbox-spawn.ts'

/**
 * npm run replay -- DIRECTORY: a benchmark's tasks, worked off by a desk under a rule that approves everything, beside the
 * same work done by a bare loop; then again while the desk is killed ten times. Exit code 1 where a single call is lost,
 * doubled or changed.
 */
const concurrency = 16
const directory = process.argv[2]
if (directory === undefined || !existsSync(join(directory, 'tasks.json'))) {
  process.stderr.write(
    'Usage: npm run replay -- DIRECTORY (with tasks.json, tools.json, users.json, orders.json, products.json)\n',
  )
  process.exit(2)
}
const say = (line: string) => process.stdout.write(`${line}\n`)
const retail = loadRetail(directory)
const tasks = new Map<string, Task>()
const server = await startRetailServer(retail, (conversation) => tasks.get(conversation) ?? null)
const sandbox = await spawnSandbox()

/** One new conversation for each task. */
async function openConversations(): Promise<Map<string, Task>> {
  const opened = new Map<string, Task>()
  for (const task of retail.tasks) {
    const customer = { name: task.user_id, email: `${task.user_id}.${tasks.size}@example.com` }
    const id = await sandbox.control.inject({ text: task.instruction, customer })
    opened.set(id, task)
    tasks.set(id, task)
  }
  return opened
}

const closed = async (): Promise<number> => (await sandbox.control.counters()).parts['close'] ?? 0
const repliesSent = async (): Promise<number> => (await sandbox.control.counters()).parts['comment'] ?? 0

function report(name: string, verdict: Verdict, seconds: number, more: string): boolean {
  const { conversations, proposed, executed, duplicate, lost, wrong, statesDiffering } = verdict
  say(
    `${name}: ${conversations} conversations in ${seconds.toFixed(2)} s, ${(conversations / seconds).toFixed(1)} per second`,
  )
  say(`  calls proposed ${proposed}, executed ${executed}, duplicate ${duplicate}, lost ${lost}, wrong ${wrong}`)
  say(`  final states that differ from executing the actions directly: ${statesDiffering}${more}`)
  return duplicate + lost + wrong + statesDiffering === 0
}

const bareTasks = await openConversations()
const bareSeconds = await runBareLoop([...bareTasks.keys()], server, sandbox, concurrency)
const bareOk = report('Bare loop', verify(retail, server, bareTasks), bareSeconds, '')

const { world, stop } = await connectDesk(retail, server, sandbox)
async function runDesk(name: string, kills: number): Promise<{ ok: boolean; seconds: number }> {
  const base = { closed: await closed(), replies: await repliesSent() }
  const opened = await openConversations()
  const run = await superviseDesk(world, async () => (await closed()) - base.closed >= opened.size, kills)
  const replies = (await repliesSent()) - base.replies
  const more = `\n  replies sent ${replies} of ${opened.size}; killed ${run.kills} times, looked after ${run.checked}, signed again ${run.signedAnew}`
  const ok = report(name, verify(retail, server, opened), run.seconds, more)
  return { ok: ok && replies === opened.size, seconds: run.seconds }
}
const calm = await runDesk('Desk', 0)
const killed = await runDesk('Desk, killed ten times', 10)
say(`Desk against bare loop: ${(bareSeconds / calm.seconds).toFixed(2)} of its speed`)
await stop()
await sandbox.stop()
await server.close()
process.exitCode = bareOk && calm.ok && killed.ok ? 0 : 1
