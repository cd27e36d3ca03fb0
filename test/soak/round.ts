import { setTimeout as wait } from 'node:timers/promises'
import { createCase, moreWords, scriptOf, type Case } from '#test/soak/cases.ts'
import { createChance } from '#test/soak/chance.ts'
import { unfinished } from '#test/soak/evidence.ts'
import type { Caller } from '#test/soak/caller.ts'
import type { Operator } from '#test/soak/operator.ts'
import type { SoakedWorld } from '#test/soak/soaked-world.ts'
import { planTrouble, type Trouble } from '#test/soak/trouble.ts'

/** One round: customers write while everything goes wrong, then calm weather until all they asked for has come to an end. */
export type RoundPlan = {
  readonly seed: number
  readonly number: number
  readonly cases: readonly number[]
  /** Cases that are rung about. */
  readonly calls: readonly number[]
  readonly ms: number
  readonly kills: boolean
  /** How long calm weather may last before what is not done counts as lost. */
  readonly patienceMs: number
}

export type RoundResult = {
  /** Which conversation each case has. */
  readonly conversations: ReadonlyMap<number, string>
  readonly faults: number
  readonly kills: number
  readonly jumps: number
  readonly spoiled: number
  readonly calmMs: number
  readonly unfinished: readonly string[]
}

export async function runRound(
  plan: RoundPlan,
  soaked: SoakedWorld,
  operator: Operator,
  caller: Caller,
): Promise<RoundResult> {
  const { seed, number, ms, kills, patienceMs } = plan
  const { sandbox, file } = soaked
  const troubles = planTrouble(createChance(seed, `round ${number}`), { ms, kills, disk: soaked.disk })
  const conversations = new Map<number, string>()
  const spoke = new Map<number, number>()
  let isWorking = true
  const working = work(operator, () => isWorking)

  const began = performance.now()
  const cases = plan.cases.map((one) => createCase(seed, one))
  const writing = (async () => {
    for (const one of cases) {
      conversations.set(one.number, await write(one, null, soaked))
      spoke.set(one.number, 1)
      await wait(ms / cases.length)
      const [before] = [...conversations].slice(-2)
      const impatient = cases.find((other) => other.number === before?.[0])
      if (before === undefined || impatient?.impatient !== true || spoke.get(impatient.number) !== 1) continue
      await write(impatient, before[1], soaked)
      spoke.set(impatient.number, 2)
    }
  })()
  const ringing = (async () => {
    for (const one of plan.calls) {
      await caller.ring(one)
      await wait(ms / (plan.calls.length + 1))
    }
  })()
  let killed = 0
  for (const trouble of troubles) {
    await wait(Math.max(0, trouble.atMs - (performance.now() - began)))
    const since = performance.now()
    if (await befall(trouble, soaked)) {
      killed += 1
      caller.died(since)
    }
  }
  await writing
  await ringing

  await sandbox.control.clearFaults()
  const calm = performance.now()
  const left = (): readonly string[] => {
    try {
      return [...conversations].flatMap(([one, conversation]) => {
        const why = unfinished(file, conversation, spoke.get(one) ?? 0)
        return why === null ? [] : [`case ${one}: ${why}`]
      })
    } catch (thrown) {
      return [`the database cannot be read: ${String(thrown)}`]
    }
  }
  // What was on its way when the weather changed arrives before anybody is asked whether it did.
  await wait(300)
  let open = [...left(), ...(await caller.open())]
  while (open.length > 0 && performance.now() - calm < patienceMs) {
    await operator.putRight()
    await caller.hangUp()
    await wait(200)
    open = [...left(), ...(await caller.open())]
  }
  isWorking = false
  await working
  return {
    conversations,
    faults: troubles.filter(({ what }) => what === 'fault').length,
    kills: killed,
    jumps: troubles.filter(({ what }) => what === 'clock').length,
    spoiled: troubles.filter(({ what }) => what === 'disk').length,
    calmMs: performance.now() - calm,
    unfinished: [...left(), ...(await caller.open())],
  }
}

async function work(operator: Operator, goesOn: () => boolean): Promise<void> {
  while (goesOn()) {
    await operator.look()
    await wait(100)
  }
}

async function write(one: Case, conversation: string | null, { sandbox }: SoakedWorld): Promise<string> {
  if (conversation !== null) return sandbox.control.inject({ conversation, text: moreWords(one.number) })
  await sandbox.control.script(scriptOf(one))
  const { customer, channel, words: text } = one
  return sandbox.control.inject({ customer, channel, text })
}

/** True where the desk died of it. */
async function befall(trouble: Trouble, soaked: SoakedWorld): Promise<boolean> {
  const { world, sandbox, tell } = soaked
  const killAndStart = async (): Promise<boolean> => {
    await world.kill('SIGKILL')
    await world.restart()
    return true
  }
  switch (trouble.what) {
    case 'fault':
      await sandbox.control.fault(trouble.fault)
      return false
    case 'kill':
      return killAndStart()
    case 'die':
      await tell({ dieAt: trouble.at, count: trouble.count })
      // Where nothing is on its way, it does not come to that point.
      await Promise.race([world.ended(), wait(2000)])
      return killAndStart()
    case 'clock':
      await tell({ clock: trouble.how, ms: trouble.ms })
      return false
    case 'pause':
      await world
        .desk()
        .app.pause({})
        .catch(() => {})
      await wait(trouble.ms)
      await world.desk().app.resume({})
      return false
    case 'cut_lines':
      await sandbox.control.helpdeskCut()
      return false
    case 'cut_calls':
      await sandbox.control.voiceCut({ forgets: trouble.forgets })
      return false
    case 'disk':
      soaked.spoil(trouble.how)
      await wait(trouble.ms)
      if (trouble.kill) await world.kill('SIGKILL')
      soaked.mend()
      if (trouble.kill) await world.restart()
      return trouble.kill
  }
}
