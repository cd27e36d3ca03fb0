import { expect, test } from 'vitest'
import { ConfigurationSchema } from '#contract/settings.ts'
import { connectedConfiguration } from '#renderer/app/Onboarding/first-configuration.ts'
import {
  checkConfiguration,
  emptyHelpdesk,
  newTool,
  otherHelpdesk,
  readConfiguration,
  readTool,
  regionOf,
  toolSecrets,
} from '#renderer/app/Settings/settings-model.ts'

const blank = ConfigurationSchema.parse({ version: 1 })
const choices = {
  agentId: 'agent-1',
  xai: 'https://api.x.ai/v1',
  helpdesk: emptyHelpdesk('intercom'),
  sample: false,
}

test('the example of a new tool is valid, and names its key', () => {
  const read = readTool(newTool, [])
  expect(read.ok && toolSecrets([read.value])).toEqual(['tool:orders'])
})

test('a refused tool says where and why', () => {
  expect(readTool('{', [])).toMatchObject({ ok: false })
  expect(readTool(newTool, ['get_order'])).toEqual({
    ok: false,
    refusals: [{ path: 'name', message: 'There is a tool called get_order already' }],
  })
  expect(readTool(newTool.replace('"risk": 0', '"risk": 9'), [])).toMatchObject({ refusals: [{ path: 'risk' }] })
})

test('a document with anything unknown is refused', () => {
  expect(readConfiguration('{"version":1,"apiKey":"x"}').ok).toBe(false)
  expect(checkConfiguration({ ...blank, operator: { name: '' } })).toMatchObject({
    refusals: [{ path: 'operator.name' }],
  })
})

test('regions are known by their address', () => {
  expect(regionOf('https://api.eu.intercom.io/')).toBe('EU')
  expect(regionOf('http://127.0.0.1:9')).toBe('own address')
})

test('leaving the sample keeps nothing of the invented company', () => {
  const tool = readTool(newTool, [])
  const sample = {
    ...blank,
    workspace: { name: 'Larch & Ledge' },
    tools: tool.ok ? [tool.value] : [],
    allowedHosts: ['127.0.0.1:5000'],
    connections: { xai: { baseUrl: 'http://127.0.0.1:5001/v1' } },
  }
  const next = connectedConfiguration(sample, { ...choices, sample: true })
  expect(next).toMatchObject({ tools: [], allowedHosts: [], workspace: { name: 'My workspace' } })
  expect(next.connections).toMatchObject({
    xai: { baseUrl: 'https://api.x.ai/v1' },
    helpdesk: choices.helpdesk,
  })
  expect(checkConfiguration(next).ok).toBe(true)
})

test('a desk that is already real keeps its tools', () => {
  const tool = readTool(newTool, [])
  const real = { ...blank, tools: tool.ok ? [tool.value] : [] }
  expect(connectedConfiguration(real, { ...choices, helpdesk: null })).toMatchObject({
    tools: [{ name: 'get_order' }],
    agent: { id: 'agent-1' },
  })
})

test('another provider starts at its own address, unless the address is one of somebody’s own', () => {
  const intercom = emptyHelpdesk('intercom')
  expect(otherHelpdesk(intercom, 'chatwoot')).toEqual(emptyHelpdesk('chatwoot'))
  const own = { ...intercom, baseUrl: 'http://127.0.0.1:4711', pollSeconds: 1 }
  expect(otherHelpdesk(own, 'chatwoot')).toMatchObject({ kind: 'chatwoot', baseUrl: own.baseUrl, pollSeconds: 1 })
})
