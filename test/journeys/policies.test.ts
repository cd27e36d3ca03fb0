import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { proposalOf } from '#test/support/desk-rig.ts'
import { creditCall } from '#test/support/journey.ts'
import { appears, armed, reject } from '#test/support/page.ts'
import { look, prepareScene } from '#test/support/second-thoughts.ts'

/** A rule written as a sentence, rehearsed on what was decided, signed, seen at work, and suspended by a person's no. */

const scene = prepareScene()

test('a rule is written by key, rehearsed, saved, signs a proposal by name, and a rejection suspends it', async () => {
  const { desk, screen } = await scene.fresh()
  const { page, dock } = screen
  const wants = (id: string, amount: number) => [{ calls: [creditCall(id, amount)] }]
  const first = await scene.begin(screen, 'My parcel came late.', wants('c1', 12), /\$12\.00/)
  await page.keyboard.press('Control+Enter')
  await proposalOf(desk, first, 'issue_store_credit', ['succeeded'])

  await page.keyboard.press('g')
  await page.keyboard.press('p')
  const side = page.getByRole('navigation', { name: 'Policies' })
  await appears(side.getByText('No rules yet'))
  await page.keyboard.press('n')
  const sentence = page.getByRole('group', { name: 'The rule as a sentence' })
  await appears(sentence)
  await page.getByRole('textbox', { name: 'Name of the rule' }).fill('Small goodwill')

  const add = async (what: string, part: string) => {
    await sentence.getByRole('button', { name: what }).press('Enter')
    await page.getByRole('menuitem', { name: part, exact: true }).press('Enter')
  }
  await add('Condition', 'Tool')
  const open = page.getByRole('dialog')
  await open.getByRole('checkbox', { name: 'issue_store_credit' }).press('Space')
  await open.getByRole('button', { name: 'Done' }).press('Enter')
  await appears(sentence.getByRole('button', { name: 'issue_store_credit' }))
  await add('Condition', 'An argument')
  await appears(sentence.getByRole('button', { name: 'amount is from 0 to 20' }))
  await open.getByRole('textbox', { name: 'Up to, included' }).fill('15')
  await appears(sentence.getByRole('button', { name: 'amount is from 0 to 15' }))
  await page.keyboard.press('Escape')
  await sentence.getByRole('button', { name: 'ask a person' }).press('Enter')
  await open.getByRole('radio', { name: 'Auto-approve' }).press('Space')
  await page.keyboard.press('Escape')
  const rehearsal = page.getByRole('region', { name: 'Rehearsal on real history' })
  await appears(rehearsal.getByText('would be auto-approved'))
  await appears(page.getByRole('region', { name: 'Conflicts' }).getByText('No conflict'))
  await look(screen, 'policies-rule')

  // What is written survives leaving and loading the page again.
  await page.reload()
  await appears(screen.queue)
  await page.keyboard.press('g')
  await page.keyboard.press('p')
  await side.getByRole('button', { name: /Small goodwill/ }).press('Enter')
  await appears(sentence.getByRole('button', { name: 'auto-approve' }))
  expect((await desk.desk().policies.get({})).document.rules).toEqual([])
  await appears(rehearsal.getByText('would be auto-approved'))
  await page.keyboard.press('Control+Enter')
  await appears(page.getByText('“Small goodwill” is saved and in force.'))
  await appears(side.getByRole('button', { name: /Small goodwill 0 in 30 days/ }))

  // It signs what it was written for; the card says which rule did.
  const { control } = scene.rig().sandbox
  await control.script({ contains: 'It was damaged.', turns: [...wants('c2', 14), ...wants('c3', 14)] })
  const second = await control.inject({ text: 'It was damaged.' })
  const signed = await proposalOf(desk, second, 'issue_store_credit', ['succeeded'])
  expect(signed.policy).toMatchObject({ verdict: 'allow', rule: 'Small goodwill' })
  await page.goto(`${new URL(page.url()).origin}/#proposal/${signed.id}`)
  await appears(dock.getByText('Went by rule:'))
  await dock.getByRole('link', { name: 'Small goodwill' }).press('Enter')
  await appears(sentence.getByRole('button', { name: 'auto-approve' }))

  // The same call once more asks all the same, and a person's no suspends the rule.
  await page.keyboard.press('g')
  await page.keyboard.press('i')
  await screen.rows.first().click()
  await armed(screen, /\$14\.00/)
  await reject(screen, { reason: 'duplicate', words: 'She had it already.', picture: 'policies-reject' })
  await proposalOf(desk, second, 'issue_store_credit', ['rejected'])
  await expect.poll(() => screen.rows.count()).toBe(0)
  await page.keyboard.press('g')
  await page.keyboard.press('p')
  await appears(side.getByText(/^suspended: /))
  await appears(page.getByText('Suspended: it asks.'))
  await look(screen, 'policies-suspended')
  await page.getByRole('button', { name: 'Resume' }).press('Enter')
  await appears(page.getByText('“Small goodwill” signs again.'))
  await page.keyboard.press('z')
  await appears(page.getByText('Suspended: it asks.'))
  await screen.close()
})

/** Another amount at each try: the same call again would ask. */
let tried = 0

test('the pages around the rules: drafts are kept, files are read strictly, what ran is looked at again', async () => {
  const { desk, screen } = await scene.fresh()
  const { page } = screen
  const { document, version } = await desk.desk().policies.get({})
  const amount = 9 - (tried += 1)
  const when = [
    { field: 'tool' as const, in: ['issue_store_credit'] },
    { field: 'argument' as const, pointer: '/amount', op: 'lte' as const, value: 9 },
  ]
  const budgets = [{ measure: 'count' as const, per: 'day' as const, limit: 1 }]
  const rule = { id: 'small', name: 'Credit', when, verdict: 'allow' as const, with: { sampleRate: 1, budgets } }
  // Nobody has to have approved the tool before.
  const floor = { ...document.floor, firstUse: 'off' as const }
  const first = { document: { ...document, rules: [rule], floor }, basedOn: version, floor: true }
  await desk.desk().policies.save(first)
  const { control } = scene.rig().sandbox
  await control.script({
    contains: 'The lid is cracked.',
    turns: [{ calls: [creditCall('k1', amount)] }, { text: 'Done.' }],
  })
  await proposalOf(desk, await control.inject({ text: 'The lid is cracked.' }), 'issue_store_credit', ['succeeded'])

  await page.keyboard.press('Control+7')
  const side = page.getByRole('navigation', { name: 'Policies' })
  await side.getByRole('button', { name: /^Credit 1 in 30 days/ }).press('Enter')
  await appears(page.getByRole('region', { name: 'What the budget would have stopped' }))

  // The switch of the views takes no key that saves.
  await page.getByRole('textbox', { name: 'Name of the rule' }).fill('Small credit')
  await page.getByRole('radio', { name: 'Sentence' }).press('ArrowRight')
  await appears(page.getByRole('region', { name: 'What becomes of it' }))
  await look(screen, 'policies-fields')
  await appears(page.getByRole('button', { name: /^Save(?! as)/, disabled: false }))
  await page.getByRole('radio', { name: 'Fields' }).press('Control+Enter')
  await appears(page.getByText('“Small credit” is saved and in force.'))

  // What is changed of the floor waits for whoever comes back.
  await page.getByRole('tab', { name: /^Floor/ }).press('Enter')
  await page.getByRole('checkbox', { name: 'The same call again' }).press('Space')
  await page.getByRole('tab', { name: /^Tools/ }).press('Enter')
  await look(screen, 'policies-tools')
  await page.reload()
  await appears(
    page
      .getByRole('tab', { name: /^Floor/ })
      .or(screen.queue)
      .first(),
  )
  await page.keyboard.press('Control+7')
  await page.getByRole('tab', { name: /^Floor/ }).press('Enter')
  await appears(page.getByText('Changed, not saved yet.', { exact: false }))
  await page.getByRole('button', { name: 'Lower the floor…' }).press('Enter')
  await appears(page.getByRole('dialog').getByText('repeats of the same call'))
  await look(screen, 'policies-floor')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Discard' }).press('Enter')
  expect((await desk.desk().policies.get({})).document.floor).toEqual(floor)

  await side.getByRole('button', { name: 'Presets' }).press('Enter')
  await appears(page.getByRole('heading', { name: 'Presets' }))
  await look(screen, 'policies-presets')

  await side.getByRole('button', { name: 'Import and export' }).press('Enter')
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export', exact: true }).press('Enter')
  const text = await readFile(await (await saved).path(), 'utf8')
  const now = (await desk.desk().policies.get({})).document
  expect(JSON.parse(text)).toEqual(now)
  const give = (buffer: string, name = 'rules.json') =>
    page.getByLabel('Policy file').setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(buffer) })
  const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`
  const runaway = { field: 'argument', pointer: '/reason', op: 'regex', pattern: '(a+)+$'.repeat(200) }
  const hostile = [
    '{',
    deep,
    JSON.stringify({ ...now, rules: [{ ...now.rules[0], when: [{ field: 'moon', in: ['full'] }] }] }),
    JSON.stringify({ ...now, rules: [{ ...now.rules[0], when: [runaway] }] }),
    JSON.stringify({ ...now, rules: [now.rules[0], now.rules[0]] }),
  ]
  for (const [at, one] of hostile.entries()) {
    await give(one, `hostile-${at}.json`)
    await appears(page.getByText(`hostile-${at}.json was not read.`))
  }
  await look(screen, 'policies-import-refused')
  await give(JSON.stringify({ ...now, rules: [{ ...now.rules[0], name: '<b>Bold\u202e</b>' }] }))
  await appears(page.getByText('What rules.json would change'))
  await look(screen, 'policies-import')
  expect((await desk.desk().policies.get({})).document).toEqual(now)

  await page.getByRole('tab', { name: /^Second look/ }).press('Enter')
  await appears(page.getByRole('heading', { name: new RegExp(`\\$${amount}\\.00`) }))
  await look(screen, 'policies-second-look')
  await page.keyboard.press('b')
  await appears(page.getByText('Noted: it was not right.', { exact: false }))
  expect((await desk.desk().policies.get({})).document.rules[0]?.suspended?.cause).toContain('did not agree')
  await screen.close()
})
