import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { readBaseUrl } from '#main/hosts/agents-cli/account.ts'
import { completionFor } from '#main/hosts/agents-cli/completion.ts'
import { describeVerb, everywhere, overview } from '#main/hosts/agents-cli/help.ts'
import { findVerb, runAgentsCommand, verbs } from '#main/hosts/agents-cli/run.ts'
import { demandSound, readWish, blank } from '#main/hosts/agents-cli/write.ts'
import { makeCall, parseOptions } from '#main/hosts/cli/options.ts'

/** The words of the `agents` command, without a service. */
async function run(...words: string[]) {
  let [out, err] = ['', '']
  const code = await runAgentsCommand(words, {
    environment: {},
    isTerminal: false,
    hasInput: false,
    standardInput: async () => '',
    lines: () => Object.assign((async function* () {})(), { close: () => {} }),
    write: (text) => (out += text),
    complain: (text) => (err += text),
    onInterrupt: () => () => {},
  })
  return { code, out, err }
}

function wishOf(input: unknown, ...words: string[]) {
  const options = Object.assign({}, ...verbs.map((verb) => verb.options)) as (typeof verbs)[number]['options']
  const { values, positionals } = parseOptions(words, options)
  const call = makeCall(values, positionals, async () => JSON.stringify(input))
  return readWish(call, input === undefined ? null : '-')
}

describe('words', () => {
  test('verbs are found behind the options that stand everywhere, and a group alone is its list', () => {
    expect(findVerb(['--json', '--base-url', 'http://localhost:9978', 'list']).verb?.words).toBe('list')
    expect(findVerb(['--base-url=http://localhost:9978', 'numbers', '--json']).verb?.words).toBe('numbers list')
    expect(findVerb(['numbers', 'assign', 'a', 'b'])).toMatchObject({ rest: ['a', 'b'] })
    expect(findVerb(['numbers']).verb?.words).toBe('numbers list')
    expect(findVerb(['numbers', 'buy']).verb).toBeNull()
    expect(findVerb(['agents']).verb).toBeNull()
  })

  test('the base is the service, or what is given; a key leaves this machine only encrypted', () => {
    expect(readBaseUrl(undefined)).toBe('https://api.x.ai/v1')
    expect(readBaseUrl('http://localhost:9978')).toBe('http://localhost:9978/v1')
    expect(readBaseUrl('https://proxy.example/xai/v1/')).toBe('https://proxy.example/xai/v1')
    for (const wrong of ['proxy', 'ftp://a', 'http://example.com', 'https://user:pw@example.com', 'https://a?key=1'])
      expect(() => readBaseUrl(wrong)).toThrow(/--base-url/)
  })

  test.each([
    [['nope'], 2, 'There is no verb'],
    [['run', 'agent_1'], 2, '--message is missing'],
    [['get'], 2, 'Usage: agents get AGENT_ID'],
    [['list', '--key', 'xai-1'], 2, '--help'],
    [['list'], 5, 'XAI_API_KEY is not set'],
    [['update', 'agent_1'], 2, 'Nothing is given'],
    [['update', 'agent_1', '--instructions', ''], 2, '--clear-instructions'],
    [['create', '--name', 'a'.repeat(256)], 2, '255'],
    [['create', '--name', 'a', '--vad-threshold', '2'], 2, '--vad-threshold'],
    [['completion', 'powershell'], 2, 'bash, zsh, fish'],
  ])('%j ends with %d', async (words, code, said) => {
    expect(await run(...words)).toMatchObject({ code, out: '', err: expect.stringContaining(said) })
  })

  test('errors are JSON where JSON is asked for', async () => {
    const { err } = await run('--json', 'list')
    expect(JSON.parse(err)).toMatchObject({ error: { code: 'missing_secret' } })
  })
})

describe('help', () => {
  test('names every verb, option and exit code', async () => {
    const all = overview(verbs)
    for (const verb of verbs) {
      expect(all).toContain(verb.words)
      const own = describeVerb(verb)
      for (const name of Object.keys({ ...verb.options, ...everywhere })) expect(own).toContain(`--${name}`)
      expect((await run(...verb.words.split(' '), '--help')).out.trim()).toBe(own)
    }
    for (const code of ['2', '3', '4', '5', '6', '7', '8', '10'])
      expect(all).toMatch(new RegExp(`^  ${code} +\\w`, 'm'))
    expect(all).toContain('XAI_API_KEY')
  })

  test('completion has every verb and option, in scripts a shell can read', () => {
    for (const shell of ['bash', 'zsh', 'fish']) {
      const script = completionFor(shell, verbs, everywhere)
      for (const verb of verbs) for (const word of verb.words.split(' ')) expect(script).toContain(word)
      expect(script).toContain('clear-instructions')
    }
    const probe = `${completionFor('bash', verbs, everywhere)}
      ask() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _agents; echo "\${COMPREPLY[*]}"; }
      ask agents --json up; ask agents numbers as; ask agents update agent_1 --clear-i; ask agents completion f`
    const { status, stdout } = spawnSync('bash', ['-c', probe], { encoding: 'utf8' })
    expect([status, stdout]).toEqual([0, 'update\nassign\n--clear-instructions\nfish\n'])
  })
})

describe('what is given becomes the mask', () => {
  test('of options', async () => {
    expect((await wishOf(undefined, '--name', 'A')).fields).toEqual(['name'])
    const cleared = await wishOf(undefined, '--clear-instructions', '--vad-silence-ms', '500')
    expect(cleared.fields).toEqual(['instructions', 'voice'])
    const now = {
      ...blank,
      name: 'A',
      instructions: 'Old',
      voice: { voiceId: 'leo', vadThreshold: 0.7, vadSilenceMs: 1, rest: {} },
    }
    expect(cleared.over(now)).toMatchObject({
      instructions: '',
      voice: { voiceId: 'leo', vadThreshold: 0.7, vadSilenceMs: 500 },
    })
  })

  test('of a file, in either spelling, with an option over it', async () => {
    const file = {
      agent: { agentId: 'agent_1', name: 'File', collectionIds: ['c'], instructions: null, createdAt: 'x' },
    }
    const wish = await wishOf(file, '--name', 'Option')
    expect(wish).toMatchObject({ id: 'agent_1', fields: ['name', 'instructions', 'collection_ids'], mask: null })
    expect(wish.over({ ...blank, instructions: 'Old' })).toMatchObject({
      name: 'Option',
      instructions: '',
      collectionIds: ['c'],
    })
    const named = await wishOf({ agent: { agent_id: 'a' }, fieldMask: 'name,collectionIds', phoneNumberId: '' })
    expect(named).toMatchObject({ fields: [], mask: ['name', 'collection_ids'], phoneNumberId: null })
  })

  test('what is wrong says where', async () => {
    await expect(wishOf({ agent: { agent_id: 'a' }, field_mask: { paths: ['nickname'] } })).rejects.toThrow(
      /"nickname"/,
    )
    await expect(wishOf([1])).rejects.toThrow(/object/)
    await expect(wishOf({ agent: { tools: 'none' } })).rejects.toThrow(/lists/)
    await expect(wishOf(undefined, '--clear', 'name')).rejects.toThrow(/name/)
    const tools = Array.from({ length: 201 }, (_, at) => ({
      type: 'function',
      function: { name: `f${at}`, parameters: {} },
    }))
    const wish = await wishOf({ agent: { name: '', tools, instructions: 'i'.repeat(256_001) } })
    expect(() => demandSound(wish.over(blank), wish.fields)).toThrow(/name: .*\n.*256,000.*\n.*200/)
  })
})
