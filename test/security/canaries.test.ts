import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  canariesIn,
  canariesUnder,
  createSearcher,
  doorToken,
  expectNone,
  formsOf,
  plant,
} from '#test/support/canaries.ts'

/** The search that every journey ends with finds what it is for. */
const value = 'xai-CANARY/7d41+k7Qz?Tf'
const other = 'CANARY-of-the-door-52c1'
const search = createSearcher(
  new Map([
    [value, 'key'],
    [other, 'door'],
  ]),
)

describe('in whatever form a secret is carried', () => {
  const noise = () => randomBytes(4096)
  test.each(formsOf(value).map(([form, bytes]) => ({ form, bytes })))('it is found $form', ({ form, bytes }) => {
    for (const before of [0, 1, 2, 3, 4095])
      expect(search(Buffer.concat([noise().subarray(0, before), bytes, noise()]))).toContain(`key, ${form}`)
    expect(search(Buffer.concat([noise(), bytes]))).toContain(`key, ${form}`)
    expect(search(bytes.subarray(1))).not.toContain(`key, ${form}`)
  })

  test.each([0, 1, 2, 3, 4, 5])('base64 of a text that has it after %i letters', (before) => {
    const text = `${'x'.repeat(before)}${value} and more`
    for (const encoding of ['base64', 'base64url'] as const)
      expect(search(Buffer.from(Buffer.from(text).toString(encoding)))).not.toEqual([])
  })

  test('several are told apart, and none is found where none is', () => {
    expect(search(Buffer.from(`${other}${value}${value}`))).toEqual(['door, as it is', 'key, as it is'])
    expect(search(Buffer.concat(Array.from({ length: 64 }, noise)))).toEqual([])
    expect(search(Buffer.from(value.slice(0, -1)))).toEqual([])
    expect(search(Buffer.alloc(0))).toEqual([])
  })
})

describe('in a profile', () => {
  let directory: string
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'countersign-canaries-'))
    await mkdir(join(directory, 'sample'))
    plant('a key of this test', 'CANARY-in-a-file-8fa0')
    plant(doorToken, 'CANARY-in-the-record-33d9')
  })
  afterAll(() => rm(directory, { recursive: true }))

  test('each file that has one is named, and the record of the door may have its own', async () => {
    const write = (name: string, words: string) => writeFile(join(directory, name), `${'-'.repeat(5000)}${words}`)
    await write('desk.sqlite-wal', Buffer.from('CANARY-in-a-file-8fa0').toString('hex'))
    await write('endpoint.json', 'CANARY-in-the-record-33d9')
    await write(join('sample', 'desk.log'), 'CANARY-in-the-record-33d9')
    const found = await canariesUnder(directory)
    expect(found.toSorted()).toEqual([
      'desk.sqlite-wal: a key of this test, as hex',
      `${join('sample', 'desk.log')}: ${doorToken}, as it is`,
    ])
    expect(() => expectNone('a profile', found)).toThrow('desk.sqlite-wal')
    expect(() => expectNone('a profile', [])).not.toThrow()
    await write('endpoint.json', 'CANARY-in-a-file-8fa0')
    expect(await canariesUnder(directory)).toContain('endpoint.json: a key of this test, as it is')
  })

  test('what is too short to be told from other words is no canary', () => {
    expect(() => plant('a PIN', '246810')).toThrow('too short')
    expect(canariesIn('246810')).toEqual([])
  })
})
