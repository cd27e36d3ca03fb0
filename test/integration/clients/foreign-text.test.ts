import { createXai } from '@ai-sdk/xai'
import { generateText, stepCountIs, streamText, tool } from 'ai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { startSandbox, type Sandbox } from '#main/sandbox/index.ts'

/** The text interfaces of the sandbox, as a client that nobody here wrote finds them: `@ai-sdk/xai`, by both of them. */
let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ directory: null, life: 'off', controlToken: null, shape: { wordDelayMs: 0 } })
})
afterAll(() => sandbox.stop())

const modelBy = (by: 'chat' | 'responses', apiKey = sandbox.keys.xai ?? '') =>
  createXai({ apiKey, baseURL: sandbox.baseUrls.xai })[by]('grok-4-1-fast-non-reasoning')
const prompt = 'My tent pole is snapped, please refund order 10433.'

describe.each(['chat', 'responses'] as const)('%s', (by) => {
  test('words, whole and streamed', async () => {
    const whole = await generateText({ model: modelBy(by), prompt: 'Can you resole boots?', maxRetries: 0 })
    expect(whole).toMatchObject({ finishReason: 'stop', text: expect.stringMatching(/\w/) })
    expect(whole.usage.totalTokens).toBeGreaterThan(0)
    const unread: unknown[] = []
    const onError = ({ error }: { readonly error: unknown }) => void unread.push(error)
    const stream = streamText({ model: modelBy(by), prompt: 'Can you resole boots?', maxRetries: 0, onError })
    let [words, pieces] = ['', 0]
    for await (const piece of stream.textStream) {
      words += piece
      pieces += 1
    }
    expect(pieces).toBeGreaterThan(3)
    expect(await stream.text).toBe(words)
    expect(await stream.finishReason).toBe('stop')
    expect((await stream.usage).outputTokens).toBeGreaterThan(0)
    expect(unread).toEqual([])
  })

  test.each([false, true])(
    'a tool is asked for, its result goes back, and words follow; streaming: %s',
    async (isStream) => {
      const asked: unknown[] = []
      const options = {
        model: modelBy(by),
        prompt,
        maxRetries: 0,
        stopWhen: stepCountIs(3),
        tools: {
          lookup_order: tool({
            description: 'Find an order',
            inputSchema: z.object({ order_id: z.string() }),
            execute: async (input) => {
              asked.push(input)
              return { error: 'not found' }
            },
          }),
        },
      }
      const unread: unknown[] = []
      const stream = isStream ? streamText({ ...options, onError: ({ error }) => void unread.push(error) }) : null
      const text = stream === null ? (await generateText(options)).text : await stream.text
      expect(asked).toEqual([{ order_id: '10433' }])
      expect(text.length).toBeGreaterThan(20)
      expect(unread).toEqual([])
    },
  )

  test('a refusal is read as one', async () => {
    const refused = generateText({ model: modelBy(by, 'xai-nobody-0000'), prompt: 'Hi', maxRetries: 0 })
    await expect(refused).rejects.toMatchObject({ name: 'AI_APICallError', statusCode: 400 })
  })
})
