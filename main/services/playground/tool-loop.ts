import type { TextCall, TextEngine, TextEvent, TextItem, TextRequest, TextResult } from '#main/clients/text-engine.ts'

/**
 * Asks until the model asks for nothing more. Each round's calls are handed to `answer`, which is where a gate stands: it says
 * what each call gives, or null where nothing is to go on. Never more rounds than `mostRounds`.
 */
export type ToolLoop = {
  readonly engine: TextEngine
  readonly request: TextRequest
  readonly mostRounds: number
  readonly answer: (
    calls: readonly TextCall[],
    signal: AbortSignal,
  ) => Promise<readonly { readonly callId: string; readonly output: string }[] | null>
  readonly onEvent: (event: TextEvent) => void
}

export type LoopResult = {
  readonly rounds: readonly TextResult[]
  /** The conversation as it is then, the answers to calls included. */
  readonly items: readonly TextItem[]
  /** answered: with words · stopped: by whoever answers the calls · limit: it kept asking */
  readonly end: 'answered' | 'stopped' | 'limit'
}

export async function runToolLoop(loop: ToolLoop, signal: AbortSignal): Promise<LoopResult> {
  const rounds: TextResult[] = []
  let items = loop.request.items
  let held = loop.request.held
  for (let round = 0; round < loop.mostRounds; round += 1) {
    const result = await loop.engine.run({ ...loop.request, items, held }, loop.onEvent, signal)
    rounds.push(result)
    items = [...items, ...result.items]
    held = result.isHeld ? { responseId: result.id, items: items.length } : null
    if (result.calls.length === 0) return { rounds, items, end: 'answered' }
    const outputs = await loop.answer(result.calls, signal)
    if (outputs === null) return { rounds, items, end: 'stopped' }
    items = [...items, ...result.calls.map((call) => resultOf(call, outputs))]
  }
  return { rounds, items, end: 'limit' }
}

/** Every call is answered exactly once: the service refuses a history in which one is not. */
function resultOf(call: TextCall, outputs: readonly { readonly callId: string; readonly output: string }[]): TextItem {
  const found = outputs.find((one) => one.callId === call.id)
  return { kind: 'result', callId: call.id, output: found?.output ?? '{"status":"not_run"}' }
}
