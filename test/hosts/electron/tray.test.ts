import { expect, test, vi } from 'vitest'
import type { Counts, QueueEvent } from '#contract/queue.ts'
import { contract } from '#contract/index.ts'
import { toWireError } from '#main/kernel/errors.ts'
import { startTray } from '#main/hosts/electron/tray.ts'
import { createHostLanguage } from '#main/hosts/electron/words.ts'
import { drawMark } from '#main/hosts/electron/tray-icon.ts'
import { serve } from '#rpc/serve.ts'
import type { AnswerFrame, Wire } from '#rpc/wire.ts'
import { countItems } from '#test/support/fake-data.ts'
import { createElectronDouble } from '#test/support/electron-double.ts'
import { trayHandlers } from '#test/support/tray-desk.ts'

const counts = (all: number, byRisk: Counts['byRisk'], checking = 0): Counts => ({
  ...countItems([]),
  all,
  byRisk,
  checking,
})

async function begin(options: { readonly noTray?: boolean; readonly locale?: string } = {}) {
  const double = createElectronDouble(options)
  const desk = trayHandlers()
  const reloads: (() => void)[] = []
  const done: (string | null)[] = []
  const core = {
    serve: (wire: Wire<AnswerFrame>) =>
      serve(contract, desk.handlers, wire, { principal: { host: 'electron', id: 'tray' }, log: () => {}, toWireError }),
    onReload: (listener: () => void) => void reloads.push(listener),
  }
  const tray = startTray(double.electron, {
    core,
    language: createHostLanguage(double.electron.app),
    mac: true,
    log: () => {},
    open: (id) => done.push(id),
    quit: () => done.push('quit'),
  })
  await vi.waitFor(() => expect(desk.followers()).toBe(1))
  const menu = () => double.trays[0]?.menus.at(-1) ?? []
  const labels = () => menu().flatMap(({ label }) => label ?? [])
  const press = (label: string) => {
    const item = menu().find((one) => one.label === label)
    item?.click?.({} as never, undefined, {} as never)
  }
  return { double, desk, tray, done, reloads, menu, labels, press }
}

const snapshot = (all: number, byRisk: Counts['byRisk'], checking = 0): QueueEvent => ({
  type: 'snapshot',
  seq: 1,
  items: [],
  next: null,
  counts: counts(all, byRisk, checking),
  matching: all,
})

test('the tray counts by tier, in words that name no customer, and the badge counts what needs a person', async () => {
  const { double, desk, labels } = await begin()
  desk.queue(snapshot(5, [0, 1, 0, 3, 1], 2))
  await vi.waitFor(() => expect(labels()).toContain('5 decisions wait'))
  expect(labels()).toEqual([
    '5 decisions wait',
    'To check: 2',
    'R4 Irreversible: 1',
    'R3 Money or account: 3',
    'R1 Internal: 1',
    'Open the next decision',
    'Open Countersign',
    'Pause all automation',
    'Quit',
  ])
  expect(double.named('setBadgeCount').at(-1)).toEqual(['setBadgeCount', 5])
  expect(double.trays[0]?.tips.at(-1)).toBe('Countersign: 5 decisions wait')
})

test('the next decision is opened, never decided; without one there is nothing to open', async () => {
  const { desk, done, press, menu } = await begin()
  const next = () => menu().find(({ label }) => label === 'Open the next decision')
  expect(next()?.enabled).toBe(false)
  desk.setNext('p7')
  desk.queue({ type: 'left', seq: 2, id: 'p1', state: 'succeeded', counts: counts(1, [0, 0, 1, 0, 0]), matching: 1 })
  await vi.waitFor(() => expect(next()?.enabled).toBe(true))
  press('Open the next decision')
  press('Open Countersign')
  press('Quit')
  expect(done).toEqual(['p7', null, 'quit'])
  expect(desk.asked).toEqual([])
})

test('pausing and resuming go to the desk, and the menu says which it would be', async () => {
  const { desk, press, labels, double } = await begin()
  press('Pause all automation')
  await vi.waitFor(() => expect(labels()).toContain('Resume automation'))
  expect(double.trays[0]?.tips.at(-1)).toContain('paused')
  press('Resume automation')
  await vi.waitFor(() => expect(labels()).toContain('Pause all automation'))
  expect(desk.asked).toEqual(['pause', 'resume'])
})

test('the tray speaks the language of the desk, which is the system’s until another is chosen', async () => {
  const { desk, labels, double } = await begin({ locale: 'de-AT' })
  desk.queue(snapshot(1, [0, 0, 1, 0, 0], 1))
  await vi.waitFor(() => expect(labels()).toContain('1 Entscheidung wartet'))
  expect(labels()).toEqual([
    '1 Entscheidung wartet',
    'Zu prüfen: 1',
    'R2 Für Kunden sichtbar: 1',
    'Nächste Entscheidung öffnen',
    'Countersign öffnen',
    'Alle Automatik anhalten',
    'Beenden',
  ])
  desk.speak('en')
  await vi.waitFor(() => expect(labels()).toContain('1 decision waits'))
  expect(double.trays[0]?.tips.at(-1)).toBe('Countersign: 1 decision waits')
  desk.speak('de')
  await vi.waitFor(() => expect(double.trays[0]?.tips.at(-1)).toBe('Countersign: 1 Entscheidung wartet'))
})

test('a replaced workspace is followed, and the one before it no longer', async () => {
  const { desk, reloads, labels } = await begin()
  for (const reload of reloads) reload()
  await vi.waitFor(() => expect(desk.followers()).toBe(1))
  desk.queue(snapshot(2, [0, 0, 2, 0, 0]))
  await vi.waitFor(() => expect(labels()).toContain('2 decisions wait'))
})

test('a desktop without a tray still has its badge, and stopping ends the calls', async () => {
  const { double, desk, tray } = await begin({ noTray: true })
  desk.queue(snapshot(3, [0, 0, 3, 0, 0]))
  await vi.waitFor(() => expect(double.named('setBadgeCount').at(-1)).toEqual(['setBadgeCount', 3]))
  tray.stop()
  await vi.waitFor(() => expect(desk.followers()).toBe(0))
})

test('the mark is drawn: something, not everything, colour never above cover', () => {
  const pixels = drawMark(20, 150)
  const alpha = Array.from({ length: 400 }, (_, at) => pixels[at * 4 + 3] ?? 0)
  const drawn = alpha.filter((value) => value > 128).length
  expect(drawn).toBeGreaterThan(30)
  expect(drawn).toBeLessThan(160)
  expect(alpha.every((value, at) => (pixels[at * 4] ?? 0) <= value)).toBe(true)
})
