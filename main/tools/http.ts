import type { SecretName } from '#contract/settings.ts'
import type { HttpTool, Json, Probe } from '#contract/tool.ts'
import type { GuardedHttp } from '#main/clients/http/egress.ts'
import type { HttpRequest } from '#main/clients/http/http.ts'
import { canonicalJson } from '#main/domain/canonical.ts'
import { resolvePointer } from '#main/domain/pointer.ts'
import { validateArguments } from '#main/domain/schema.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import { Secret } from '#main/kernel/secret.ts'
import { didNotHappen, outcomeOfError, stillUnknown } from '#main/tools/failure.ts'
import { renderBody, renderHeader, renderUrl, type HeaderPiece, type TemplateValues } from '#main/tools/template.ts'
import type { ExecutionContext, ProbeContext, Tool, ToolOutcome } from '#main/tools/tool.ts'

/**
 * A tool that is one HTTP request, as its operator declared it. A write leaves at most once; a read may be repeated by the
 * client. The answer counts as done under a status of 2xx and nothing else.
 */
export type HttpToolPorts = {
  readonly http: Pick<GuardedHttp, 'request'>
  readonly secret: (name: SecretName) => Promise<Secret | null>
}

const probeTimeoutMs = 30_000

export function createHttpTool(definition: HttpTool, ports: HttpToolPorts): Tool {
  const { access, probe } = definition
  const execute = async (context: ExecutionContext): Promise<ToolOutcome> => {
    let sent = false
    try {
      const request = composeRequest(definition, context, ports)
      await context.onSent()
      sent = true
      const answer = await ports.http.request(request)
      const data = bodyOf(answer)
      return { kind: 'succeeded', data, receipt: receipt(answer.status, remoteIdOf(data) ?? answer.requestId) }
    } catch (thrown) {
      return outcomeOfError(thrown, access, sent)
    }
  }
  return {
    view: {
      name: definition.name,
      kind: 'http',
      description: definition.description,
      risk: definition.risk,
      parameters: definition.parameters,
      system: definition.system,
      reversible: definition.reversible,
      inverse: definition.inverse,
      tags: definition.tags ?? [],
      amountPointer: definition.amountPointer,
      steps: [],
      hasProbe: probe !== null,
    },
    kind: 'http',
    proposalKind: 'tool',
    access,
    idempotent: definition.idempotent,
    sentence: definition.sentence,
    steps: [],
    validate: (args) => validateArguments(definition.parameters, args),
    execute,
    probe: probe === null ? null : (context) => look(probe, context, ports),
  }
}

function composeRequest(definition: HttpTool, context: ExecutionContext, ports: HttpToolPorts): HttpRequest {
  const { request, access, timeoutMs } = definition
  const values = valuesOf(context)
  const body = request.body === undefined ? undefined : renderBody(request.body, values)
  return {
    method: request.method,
    url: renderUrl(request.url, values),
    headers: composeHeaders(request.headers, values, ports),
    ...(body === undefined ? {} : { body }),
    retry: access === 'read' && request.method === 'GET' ? 'read' : 'never',
    timeoutMs,
    signal: context.signal,
  }
}

const valuesOf = ({ proposal, conversation, idempotencyKey }: ProbeContextLike): TemplateValues => ({
  args: proposal.executedArguments ?? proposal.arguments,
  conversation: { id: conversation.externalId },
  call: { id: proposal.callId ?? proposal.id },
  idempotencyKey,
})
type ProbeContextLike = Pick<ProbeContext, 'proposal' | 'conversation' | 'idempotencyKey'>

function composeHeaders(
  templates: Readonly<Record<string, string>>,
  values: TemplateValues,
  ports: HttpToolPorts,
): NonNullable<HttpRequest['headers']> {
  const entries = Object.entries(templates).map(([name, template]) => {
    const pieces = renderHeader(template, values)
    const text = pieces.map((piece) => ('text' in piece ? piece.text : '')).join('')
    return [name, pieces.some((piece) => 'secret' in piece) ? () => reveal(pieces, ports) : text] as const
  })
  return Object.fromEntries(entries)
}

async function reveal(pieces: readonly HeaderPiece[], ports: HttpToolPorts): Promise<Secret> {
  const texts = await Promise.all(
    pieces.map(async (piece) => {
      if ('text' in piece) return piece.text
      const secret = await ports.secret(`tool:${piece.secret}`)
      if (secret === null) {
        throw new AppError('missing_secret', `No secret tool:${piece.secret} is stored.`, { data: { sent: false } })
      }
      return secret.reveal()
    }),
  )
  return new Secret(texts.join(''))
}

async function look(probe: Probe, context: ProbeContext, ports: HttpToolPorts): Promise<ToolOutcome> {
  try {
    const values = valuesOf(context)
    const answer = await ports.http.request({
      method: 'GET',
      url: renderUrl(probe.url, values),
      headers: composeHeaders(probe.headers, values, ports),
      retry: 'read',
      timeoutMs: probeTimeoutMs,
      signal: context.signal,
    })
    return judgeProbe(probe, bodyOf(answer), values, answer.status)
  } catch (thrown) {
    const error = asAppError(thrown)
    if (error.data?.['status'] === 404) return didNotHappen('The other side knows nothing of it.')
    return stillUnknown(error)
  }
}

function judgeProbe(probe: Probe, body: Json, values: TemplateValues, status: number): ToolOutcome {
  const found = resolvePointer(body, probe.pointer)
  if (found === undefined) return didNotHappen(`Nothing at "${probe.pointer}" of the probe's answer.`)
  if (probe.equals !== undefined && canonicalJson(found) !== canonicalJson(renderBody(probe.equals, values))) {
    return didNotHappen(`The other side holds ${JSON.stringify(found).slice(0, 200)} at "${probe.pointer}".`)
  }
  const data = probe.resultPointer === undefined ? body : (resolvePointer(body, probe.resultPointer) ?? body)
  return { kind: 'succeeded', data, receipt: { status, remoteId: remoteIdOf(data), summary: 'Found by its probe' } }
}

/** What came back as JSON; anything else as the text it is; nothing as null. */
function bodyOf(answer: { readonly json: unknown; readonly text: string }): Json {
  if (answer.json !== undefined) return answer.json as Json
  return answer.text === '' ? null : answer.text
}

const receipt = (status: number, remoteId: string | null) => ({ status, remoteId, summary: `HTTP ${status}` })

function remoteIdOf(data: Json): string | null {
  const id = resolvePointer(data, '/id')
  return typeof id === 'string' || typeof id === 'number' ? String(id) : null
}
