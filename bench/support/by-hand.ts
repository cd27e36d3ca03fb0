import { StringDecoder } from 'node:string_decoder'
import { request, type Agent } from 'undici'

/** A streamed answer read as barely as can be: lines split by hand, each event parsed, those counted that hold words. */
export async function readByHand<Event>(
  url: string,
  dispatcher: Agent,
  body: string,
  hasWords: (event: Event) => boolean,
): Promise<number> {
  const answer = await request(url, {
    dispatcher,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  const decoder = new StringDecoder('utf8')
  let rest = ''
  let seen = 0
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    const lines = (rest + decoder.write(chunk)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (!line.startsWith('data: {')) continue
      if (hasWords(JSON.parse(line.slice(6)) as Event)) seen += 1
    }
  }
  return seen
}
