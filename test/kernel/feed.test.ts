import { expect, test } from 'vitest'
import { createFeed, snapshotThenEvents } from '#main/kernel/feed.ts'

test('events are numbered from one and reach every subscriber in order, also beside one that throws', () => {
  const topic = createFeed<string>()
  const seen: unknown[] = []
  topic.subscribe(() => {
    throw new Error('broken reader')
  })
  const leave = topic.subscribe((event) => seen.push(event))
  expect([topic.last(), topic.publish('a'), topic.publish('b'), topic.last()]).toEqual([0, 1, 2, 2])
  leave()
  topic.publish('c')
  expect(seen).toEqual([
    { seq: 1, value: 'a' },
    { seq: 2, value: 'b' },
  ])
})

test('what happens while the snapshot is read is not lost', async () => {
  const topic = createFeed<number>()
  const controller = new AbortController()
  const snapshot = async () => {
    topic.publish(1)
    await Promise.resolve()
    return 0
  }
  const reader = snapshotThenEvents(controller.signal, snapshot, topic, (value) => value)
  expect((await reader.next()).value).toBe(0)
  expect((await reader.next()).value).toBe(1)
  const third = reader.next()
  topic.publish(2)
  expect((await third).value).toBe(2)
})

test('what is not picked is skipped', async () => {
  const topic = createFeed<number>()
  const reader = snapshotThenEvents(
    new AbortController().signal,
    () => 0,
    topic,
    (value) => (value % 2 === 0 ? value : null),
  )
  await reader.next()
  for (const value of [1, 2, 3, 4]) topic.publish(value)
  expect((await reader.next()).value).toBe(2)
  expect((await reader.next()).value).toBe(4)
})

test('a reader who falls behind gets a fresh snapshot instead of an endless queue', async () => {
  const topic = createFeed<number>()
  let snapshots = 0
  const take = (seq: number) => `snapshot ${(snapshots += 1)} at ${seq}`
  const reader = snapshotThenEvents(new AbortController().signal, take, topic, (value) => `event ${value}`, 3)
  expect((await reader.next()).value).toBe('snapshot 1 at 0')
  for (const value of [1, 2, 3]) topic.publish(value)
  expect((await reader.next()).value).toBe('event 1')
  for (const value of [4, 5, 6]) topic.publish(value)
  expect((await reader.next()).value).toBe('snapshot 2 at 6')
  topic.publish(7)
  expect((await reader.next()).value).toBe('event 7')
})

test('an abort ends a waiting reader, and its subscription', async () => {
  const controller = new AbortController()
  let subscribed = 0
  const plain = createFeed<number>()
  const topic = {
    ...plain,
    subscribe: (listener: Parameters<typeof plain.subscribe>[0]) => {
      subscribed += 1
      const leave = plain.subscribe(listener)
      return () => {
        subscribed -= 1
        leave()
      }
    },
  }
  const reader = snapshotThenEvents(
    controller.signal,
    () => 0,
    topic,
    (value) => value,
  )
  await reader.next()
  const waiting = reader.next()
  expect(subscribed).toBe(1)
  controller.abort()
  expect(await waiting).toEqual({ done: true, value: undefined })
  expect(subscribed).toBe(0)
})
