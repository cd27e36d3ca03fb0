/** The request body of `/v1/responses`. Pure. */
import type { TextItem, TextRequest, TextTool } from '#main/clients/text-engine.ts'
import type { Json } from '#contract/tool.ts'

function itemOf(item: TextItem): Json {
  switch (item.kind) {
    case 'message': {
      if (item.role === 'assistant') return { role: 'assistant', content: [{ type: 'output_text', text: item.text }] }
      const images = item.imageUrls ?? []
      if (images.length === 0) return { role: item.role, content: item.text }
      return {
        role: item.role,
        content: [
          // A message of images alone has no empty text beside them.
          ...(item.text === '' ? [] : [{ type: 'input_text', text: item.text }]),
          ...images.map((url) => ({ type: 'input_image', image_url: url, detail: 'auto' })),
        ],
      }
    }
    case 'call':
      return { type: 'function_call', call_id: item.id, name: item.name, arguments: item.arguments }
    case 'result':
      return { type: 'function_call_output', call_id: item.callId, output: item.output }
    case 'own':
      return item.raw
  }
}

const toolOf = (tool: TextTool): Json => ({ type: 'function', ...tool })

/** Instructions go in as the first item: by an earlier answer's id they are not carried on, and beside one they are refused. */
export function responsesBody(request: TextRequest): Json {
  const { held } = request
  const system: readonly TextItem[] =
    request.instructions === null || request.instructions === ''
      ? []
      : [{ kind: 'message', role: 'system', text: request.instructions }]
  const items = held === null ? [...system, ...request.items] : request.items.slice(held.items)
  const tools = [...request.tools.map(toolOf), ...request.providerTools]
  return {
    model: request.model,
    input: items.map(itemOf),
    ...(held === null ? {} : { previous_response_id: held.responseId }),
    store: request.store,
    stream: request.streaming,
    ...(request.store ? {} : { include: ['reasoning.encrypted_content'] }),
    ...(tools.length === 0 ? {} : { tools, tool_choice: request.toolChoice }),
    ...(request.temperature === null ? {} : { temperature: request.temperature }),
    ...(request.topP === null ? {} : { top_p: request.topP }),
    ...(request.mostOutputTokens === null ? {} : { max_output_tokens: request.mostOutputTokens }),
    ...(request.effort === null ? {} : { reasoning: { effort: request.effort } }),
    ...(request.cacheKey === null ? {} : { prompt_cache_key: request.cacheKey }),
  }
}
