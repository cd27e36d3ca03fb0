/**
 * Clients written for the service this protocol comes from say so by the type of their session, and insist on fields the voice
 * service leaves out: for them these are put in. Nobody else sees them.
 */
export type Dialect = 'own' | 'realtime'

type Fields = Readonly<Record<string, unknown>>
const record = (value: unknown): Fields => (value !== null && typeof value === 'object' ? (value as Fields) : {})

export function translate(type: string, fields: Fields): Fields {
  switch (type) {
    case 'response.created':
    case 'response.done': {
      const response = record(fields['response'])
      const details = response['status_details']
      const usage = fields['usage'] ?? response['usage']
      return {
        ...fields,
        response: { ...response, status_details: typeof details === 'string' ? null : details, usage },
      }
    }
    case 'conversation.item.retrieved':
    case 'response.output_item.added': {
      const item = record(fields['item'])
      return item['type'] === 'message' ? { ...fields, item: { content: [], ...item } } : fields
    }
    case 'response.content_part.done':
      return { part: { type: 'audio' }, ...fields }
    default:
      return fields
  }
}
