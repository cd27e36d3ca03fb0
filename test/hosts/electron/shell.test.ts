import { describe, expect, test } from 'vitest'
import type { Note } from '#contract/notification.ts'
import { judgeExternalLink } from '#main/hosts/external-link.ts'
import { createNotifier, createOpener } from '#main/hosts/electron/shell.ts'
import { createHostLanguage } from '#main/hosts/electron/words.ts'
import { createElectronDouble } from '#test/support/electron-double.ts'

describe('S7 which addresses may leave', () => {
  test.each([
    ['https://example.org', 'https://example.org/'],
    ['https://example.org/a?b=c&d=%20#e', 'https://example.org/a?b=c&d=%20#e'],
    ['HTTPS://Example.ORG:8443/', 'https://example.org:8443/'],
    ['mailto:ada@example.org', 'mailto:ada@example.org'],
    ['mailto:ada@example.org?subject=Order%201', 'mailto:ada@example.org?subject=Order%201'],
  ])('S7 %s may', (address, url) => {
    expect(judgeExternalLink(address)).toEqual({ open: true, url, shown: url })
  })

  test('S7 a host in another script is shown in punycode', () => {
    expect(judgeExternalLink('https://аpple.com/')).toMatchObject({ open: true, shown: 'https://xn--pple-43d.com/' })
  })

  test.each([
    ['file:///etc/passwd', 'scheme'],
    ['http://example.org/', 'scheme'],
    ['smb://server/share', 'scheme'],
    ['ms-msdt:/id', 'scheme'],
    ['ms-settings:', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['data:text/html,x', 'scheme'],
    ['vbscript:x', 'scheme'],
    ['app://desk/', 'scheme'],
    ['countersign://proposal/p1', 'scheme'],
    ['view-source:https://example.org', 'scheme'],
    ['\\\\server\\share', 'characters'],
    ['https:\\\\example.org', 'characters'],
    ['//server/share', 'syntax'],
    ['example.org', 'syntax'],
    ['https:example.org', 'syntax'],
    ['https:/example.org', 'syntax'],
    ['https:///example.org', 'syntax'],
    ['https://', 'syntax'],
    ['https://user@example.org/', 'credentials'],
    ['https://user:pass@example.org/', 'credentials'],
    ['https://@example.org/', 'credentials'],
    ['https://example.org./', 'host'],
    ['https://exa\tmple.org/', 'characters'],
    ['https://example.org/\n', 'characters'],
    [' https://example.org/', 'characters'],
    ['https://example.org/\0', 'characters'],
    ['https://example.org/\u202egnp.exe', 'characters'],
    ['https://exam\u200bple.org/', 'characters'],
    ['mailto:', 'syntax'],
    ['mailto:a@b.c,d@e.f', 'syntax'],
    ['mailto:a@b.c?attach=/etc/passwd', 'syntax'],
    ['mailto:a@b.c?bcc=d@e.f', 'syntax'],
    ['mailto:a%0a@b.c%2cd@e.f', 'syntax'],
    ['', 'length'],
    [`https://example.org/${'a'.repeat(2048)}`, 'length'],
  ])('S7 %j may not', (address, reason) => {
    expect(judgeExternalLink(address)).toEqual({ open: false, reason })
  })
})

describe('S7 the one way out', () => {
  test('S7 an address is shown in full first, and the default does nothing', async () => {
    const double = createElectronDouble()
    await expect(
      createOpener(double.electron, createHostLanguage(double.electron.app))('https://example.org/a'),
    ).rejects.toMatchObject({ code: 'cancelled' })
    expect(double.named('showMessageBox')[0]?.[1]).toMatchObject({
      detail: 'https://example.org/a',
      defaultId: 0,
      cancelId: 0,
    })
    expect(double.named('openExternal')).toEqual([])
  })

  test('S7 the question is asked in the language of the system', async () => {
    const double = createElectronDouble({ locale: 'de' })
    double.dialogAnswers.push(1)
    await createOpener(double.electron, createHostLanguage(double.electron.app))('https://example.org/a')
    expect(double.named('showMessageBox')[0]?.[1]).toMatchObject({
      message: 'Diese Adresse außerhalb von Countersign öffnen?',
      buttons: ['Abbrechen', 'Öffnen'],
    })
  })

  test('S7 after a yes exactly the shown address is opened', async () => {
    const double = createElectronDouble()
    double.dialogAnswers.push(1)
    await createOpener(double.electron, createHostLanguage(double.electron.app))('https://аpple.com')
    expect(double.named('openExternal')).toEqual([['openExternal', 'https://xn--pple-43d.com/']])
  })

  test('S7 a refused address reaches neither dialog nor system', async () => {
    const double = createElectronDouble()
    double.dialogAnswers.push(1)
    await expect(
      createOpener(double.electron, createHostLanguage(double.electron.app))('file:///etc/passwd'),
    ).rejects.toMatchObject({ code: 'blocked' })
    expect(double.calls).toEqual([])
  })
})

describe('notifications of the system', () => {
  const note = { level: 'notify', title: 'T'.repeat(500), body: 'b', again: false, proposalId: 'p1' } as const
  const shownBy = (given: Note) => {
    const double = createElectronDouble()
    const opened: (string | null)[] = []
    const notifier = createNotifier(double.electron, (id) => opened.push(id))
    if (notifier.by === 'system') notifier.show(given)
    const [, title, , options] = double.named('notify')[0] ?? []
    return { opened, title, options }
  }
  test('are bounded in length and lead to their proposal', () => {
    const { opened, title } = shownBy(note)
    expect(opened).toEqual(['p1'])
    expect(String(title)).toHaveLength(100)
  })
  test('carry no button and no field: a click opens, and nothing else is offered', () => {
    for (const level of ['interrupt', 'notify', 'digest'] as const) {
      const { options } = shownBy({ ...note, level })
      expect(options).not.toHaveProperty('actions')
      expect(options).not.toHaveProperty('hasReply')
    }
  })
  test('what interrupts stays, what is counted makes no sound, the second time sounds differently', () => {
    expect(shownBy({ ...note, level: 'interrupt' }).options).toMatchObject({
      urgency: 'critical',
      timeoutType: 'never',
    })
    expect(shownBy({ ...note, level: 'digest' }).options).toMatchObject({ silent: true })
    expect(shownBy(note).options).not.toHaveProperty('sound')
    expect(shownBy({ ...note, level: 'interrupt', again: true }).options).toHaveProperty('sound')
  })
})
