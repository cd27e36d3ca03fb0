import { afterEach, beforeEach, expect } from 'vitest'

/** A test that prints has something to say that nobody asserted: it fails. */
const streams = [process.stdout, process.stderr] as const
const writes = streams.map((stream) => stream.write.bind(stream))
let printed: string[] = []

beforeEach(() => {
  printed = []
  streams.forEach((stream) => {
    stream.write = ((chunk: string | Uint8Array) => {
      printed.push(String(chunk))
      return true
    }) as typeof stream.write
  })
})

afterEach(() => {
  streams.forEach((stream, index) => {
    const write = writes[index]
    if (write !== undefined) stream.write = write
  })
  expect(printed, 'this test printed').toEqual([])
})
