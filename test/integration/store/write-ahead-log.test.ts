import { once } from 'node:events'
import { statSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openForReading, openForWriting, type Connection } from '#main/store/database.ts'
import { createWriteAheadLog, roundMs, type WriteAheadLog } from '#main/store/write-ahead-log.ts'
import { temporaryDirectory } from '#test/support/store.ts'

let directory: ReturnType<typeof temporaryDirectory>
let file: string
let writer: Connection
let log: WriteAheadLog
let steps: number

beforeEach(() => {
  directory = temporaryDirectory()
  steps = 0
  file = `${directory.path}/desk.sqlite`
  writer = openForWriting(file)
  writer.exec('create table notes(text text not null) strict')
  log = createWriteAheadLog(file, () => (steps -= 1) > 0)
})
afterEach(() => {
  log.close()
  writer.close()
  directory.remove()
})

const fileBytes = () => statSync(`${file}-wal`).size
const add = (count: number, length = 3000) => {
  const insert = writer.prepare<[string]>('insert into notes values (?)')
  for (let index = 0; index < count; index += 1) insert.run('x'.repeat(length))
}
const state = () => (writer.pragma('wal_checkpoint(noop)') as { log: number; checkpointed: number }[])[0]!
const wait = (ms: number) => {
  for (let passed = 0; passed < ms; passed += roundMs) log.tidy()
}
const notes = (db: Connection) => db.prepare<[], number>('select count(*) from notes').pluck().get()

test('room is made ahead, and what is written there is read back as if there were none', () => {
  add(3)
  const before = fileBytes()
  log.tidy()
  expect(fileBytes()).toBeGreaterThan(before + 4_000_000)
  const roomy = fileBytes()
  add(50)
  expect(fileBytes()).toBe(roomy)
  expect(notes(writer)).toBe(53)
  expect(writer.pragma('integrity_check', { simple: true })).toBe('ok')
  const tables = writer.prepare<[], string>('select name from sqlite_schema').pluck().all()
  expect(tables).toEqual(['notes'])
})

test('a little that was written is moved once nothing more comes, and the log starts over', () => {
  log.tidy()
  add(20)
  log.tidy()
  expect(state().checkpointed).toBe(0)
  wait(1000)
  expect(state().checkpointed).toBe(state().log)
  add(1)
  expect(state().log).toBeLessThan(10)
})

test('much is moved although more comes, and the file does not grow with what is written', () => {
  log.tidy()
  const roomy = fileBytes()
  for (let round = 0; round < 6; round += 1) {
    add(40, 120_000)
    log.tidy()
  }
  expect(fileBytes()).toBe(roomy)
  expect(notes(writer)).toBe(240)
})

test('the log starts over while another thread writes without a pause', async () => {
  log.tidy()
  const busy = new Worker(
    `const { workerData, parentPort } = require('node:worker_threads')
    const db = require('better-sqlite3')(workerData)
    db.pragma('synchronous = OFF')
    db.pragma('wal_autocheckpoint = 0')
    const insert = db.prepare('insert into notes values (?)')
    for (let count = 0; count < 30000; count += 1) insert.run('x'.repeat(3000))
    db.close()
    parentPort.postMessage('done')`,
    { eval: true, workerData: file },
  )
  const ended = once(busy, 'message')
  let isOver = false
  void ended.then(() => (isOver = true))
  while (!isOver) {
    log.tidy()
    await setImmediate()
  }
  // Where it never starts over it has all that was written: 378 MB.
  expect(fileBytes()).toBeLessThan(130_000_000)
  expect(notes(writer)).toBe(30_000)
})

test('after five quiet minutes nothing of what was written is in the log', () => {
  log.tidy()
  add(1)
  wait(301_000)
  expect(state()).toMatchObject({ log: 0, checkpointed: 0 })
  expect(fileBytes()).toBeGreaterThan(4_000_000)
  expect(notes(writer)).toBe(1)
})

test('after a quiet minute there is upkeep, a step a round until nothing is left, and again after something was written', () => {
  steps = 100
  wait(59_000)
  expect(steps).toBe(100)
  wait(2 * roundMs + 1000)
  expect(steps).toBeLessThan(100)
  expect(steps).toBeGreaterThan(90)
  wait(60_000)
  expect(steps).toBe(0)
  add(1)
  steps = 2
  wait(61_000)
  expect(steps).toBe(0)
})

test('somebody who reads for long holds nobody up and keeps what that reader sees', () => {
  const reader = openForReading(file)
  try {
    log.tidy()
    add(10)
    reader.exec('begin')
    expect(notes(reader)).toBe(10)
    for (let round = 0; round < 4; round += 1) {
      add(40, 120_000)
      const started = performance.now()
      log.tidy()
      expect(performance.now() - started).toBeLessThan(2000)
    }
    expect(notes(reader)).toBe(10)
    reader.exec('commit')
    expect(notes(reader)).toBe(170)
    wait(4000)
    expect(state().checkpointed).toBe(state().log)
  } finally {
    reader.close()
  }
})
