import { z } from 'zod'
import { TextCallSchema, type RunResult, type TextItem } from '#contract/playground.ts'
import { JsonSchema, type Json } from '#contract/tool.ts'
import { cancel, judge } from '#renderer/state/playground-run.ts'
import { begun, type Answer, type SetUp, type Turn } from '#renderer/state/playground-steps.ts'
import { changeColumn, usePlayground } from '#renderer/state/playground.ts'
import { t } from '#renderer/ui/language.ts'

/** A deferred answer as a column: what was sent, by the interface it went by, and the answer behind it, to be played on. */
const SentSchema = z.object({
  model: z.string(),
  messages: z.array(
    z.object({
      role: z.enum(['system', 'user', 'assistant', 'tool']),
      content: JsonSchema.default(''),
      tool_calls: z.array(z.object({ id: z.string(), function: TextCallSchema.omit({ id: true }) })).default([]),
      tool_call_id: z.string().default(''),
    }),
  ),
  tools: z.array(JsonSchema).default([]),
})

const PartSchema = z.object({ text: z.string().optional(), image_url: z.object({ url: z.string() }).optional() })

/** Words, and pictures where there are any. */
function contentIn(content: Json): { readonly text: string; readonly imageUrls?: string[] } {
  if (typeof content === 'string') return { text: content }
  const parts = Array.isArray(content) ? content.flatMap((part) => PartSchema.safeParse(part).data ?? []) : []
  const imageUrls = parts.flatMap((part) => part.image_url?.url ?? [])
  const text = parts.map((part) => part.text ?? '').join('')
  return imageUrls.length === 0 ? { text } : { text, imageUrls }
}

/** Null: it is no request this desk would have sent. */
export function readSent(sent: Json): { readonly items: readonly TextItem[]; readonly setUp: Partial<SetUp> } | null {
  const read = SentSchema.safeParse(sent)
  if (!read.success) return null
  const { model, messages, tools } = read.data
  const [first] = messages
  const instructions = first?.role === 'system' ? contentIn(first.content).text : ''
  const items = (instructions === '' ? messages : messages.slice(1)).flatMap((message): readonly TextItem[] => {
    const { role, tool_calls: calls } = message
    const { text, ...images } = contentIn(message.content)
    if (role === 'tool') return [{ kind: 'result', callId: message.tool_call_id, output: text }]
    const said: readonly TextItem[] =
      text === '' && calls.length > 0 ? [] : [{ kind: 'message', role, text, ...images }]
    return [...said, ...calls.map(({ id, function: of }): TextItem => ({ kind: 'call', id, ...of }))]
  })
  return {
    items,
    setUp: { who: 'model', engine: 'chat', model, instructions, tools: tools.length > 0 ? 'desk' : 'none' },
  }
}

const answered = (id: string, result: RunResult): Answer => ({
  ...begun(id),
  run: {
    id: result.id,
    state: 'done',
    startedAt: 0,
    text: result.text,
    thoughts: result.thoughts,
    calls: result.calls,
    provider: [],
    result,
    trouble: null,
  },
})

/** Puts it into column A; what stood there is replaced. */
export function playDeferredOn(result: RunResult): void {
  const read = readSent(result.sent)
  if (read === null) throw new Error(t('What was sent then cannot be read any more. The answer can be read here.'))
  cancel('a')
  const answerId = crypto.randomUUID()
  const turns = read.items.map((item): Turn => ({ kind: 'item', id: crypto.randomUUID(), item }))
  changeColumn('a', ({ setUp }) => ({
    setUp: { ...setUp, ...read.setUp },
    turns: [...turns, answered(answerId, result)],
  }))
  usePlayground.setState({ page: 'side', active: 'a', origin: null })
  void judge('a', answerId)
}
