import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Note, NoteEvent } from '#contract/notification.ts'
import type { Client } from '#rpc/connect.ts'
import type { AppContract } from '#contract/index.ts'
import type { Configuration } from '#contract/settings.ts'
import { hands, seen, startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { movingClock } from '#test/support/moving-clock.ts'
import { until } from '#test/support/until.ts'

/** Two pages of one desk: main decides once who is told what; nobody is told what somebody looks at. */
const minute = 60_000
const clock = movingClock()
let rig: DeskInProcess
let my: ReturnType<typeof hands>
beforeAll(async () => {
  rig = await startDesk({ clock, poll: true, notifier: { by: 'screen' } })
  my = hands(rig)
})
afterAll(() => rig.stop())

type Page = { readonly notes: Note[]; readonly see: (page: Seen) => Promise<unknown>; readonly close: () => void }
type Seen = { readonly visible: boolean; readonly focused: boolean; readonly granted: boolean }

async function openPage(id: string): Promise<Page> {
  const desk: Client<AppContract> = rig.window(id)
  const notes: Note[] = []
  const over = new AbortController()
  let ready = false
  const take = (event: NoteEvent) => (event.type === 'ready' ? void (ready = true) : void notes.push(event.note))
  const read = async () => {
    for await (const event of desk.notifications.watch({}, { signal: over.signal })) take(event)
  }
  void read().catch(() => {})
  await until('the page to be known', () => (ready ? true : null))
  return { notes, see: (page) => desk.notifications.presence(page), close: () => over.abort() }
}

const credit = async (words: string) => {
  const args = { customer_id: 'C-2012', amount: 3, reason: words }
  my.script(words, { calls: [{ id: 'call_1', name: 'issue_store_credit', arguments: args }] }, { text: 'Noted.' })
  return my.proposal(await my.customerWrites(words), 'issue_store_credit', 'pending')
}
const soon = () => clock.advance(2000)
const away = { visible: false, focused: false, granted: true }
const first = (page: Page) => until('a note', () => page.notes.at(-1) ?? null)

test('one of two pages is told, the one in sight; then nobody while somebody looks', async () => {
  const [one, two] = [await openPage('one'), await openPage('two')]
  await one.see(away)
  await two.see({ visible: true, focused: false, granted: true })
  const proposal = await credit('Told once.')
  soon()
  expect(await first(two)).toEqual({
    level: 'interrupt',
    again: false,
    title: 'A decision about money or an account waits',
    body: 'Open Countersign to read it.',
    proposalId: proposal.id,
  })
  expect(one.notes).toEqual([])

  await one.see({ visible: true, focused: true, granted: true })
  await credit('Looked at.')
  soon()
  clock.advance(minute)
  await one.see(away)
  await two.see({ ...away, granted: false })
  expect([one.notes.length, two.notes.length]).toEqual([0, 1])

  // Out of sight, with two things that interrupt: once more after ten minutes, by the page that may, and then no more.
  clock.advance(11 * minute)
  const again = await first(one)
  expect([again.again, again.title]).toEqual([true, 'Still waiting: 2 decisions'])
  clock.advance(11 * minute)
  clock.advance(11 * minute)
  await two.see({ ...away, granted: false })
  expect([one.notes.length, two.notes.length]).toEqual([1, 1])
  one.close()
  two.close()
})

test('what was decided is not told; names and amounts only where somebody asked for them', async () => {
  const page = await openPage('three')
  await page.see(away)
  const gone = await credit('Decided at once.')
  await rig
    .desk()
    .proposals.decide({ verb: 'reject', ...seen(gone), reasons: [], text: '', scope: 'call', next: 'stop' })
  soon()
  const { configuration } = await rig.desk().settings.get({})
  const asked: Configuration = {
    ...configuration,
    settings: { ...configuration.settings, notifications: { ...configuration.settings.notifications, preview: true } },
  }
  await rig.desk().settings.import({ configuration: asked })
  const shown = await credit('With words.')
  soon()
  const note = await first(page)
  expect([note.proposalId, page.notes.length]).toEqual([shown.id, 1])
  expect(note.title).toContain('3')
  expect(note.body).toContain('For ')
  page.close()
})

test('a page can ask to be shown one, and gets it alone', async () => {
  const [page, other] = [await openPage('four'), await openPage('five')]
  await rig.window('four').notifications.test({})
  expect((await first(page)).title).toBe('This is a notification')
  expect(other.notes).toEqual([])
  page.close()
  other.close()
})
