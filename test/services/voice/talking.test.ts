import { describe, expect, test } from 'vitest'
import type { VoiceCommand } from '#contract/voice.ts'
import { type Holder, talkKey, type TalkKeyInput, talkKeyUp } from '#renderer/app/Calls/talk-key.ts'
import { talkingDesk as desk } from '#test/support/talking-desk.ts'

const appends = (sent: readonly VoiceCommand[]): number[] =>
  sent.flatMap((command) =>
    command.type === 'input_audio_buffer.append' ? [Buffer.from(command.audio, 'base64').length / 960] : [],
  )

describe('a held turn', () => {
  test('takes 300 ms from before the press along, begins at once, and ends with its tail', () => {
    const { talking, log, sent, pass, bytes } = desk()
    pass(1000)
    talking.press(false)
    pass(400)
    talking.release()
    pass(400)
    expect(log).toEqual(['speak over', 'clear', 'commit', 'committed', 'ask'])
    expect(bytes() / 48).toBe(300 + 400 + 180)
    // The first frame alone, the rest of the pre-roll together, then three at a time; nothing waits past the commit.
    expect(appends(sent).slice(0, 4)).toEqual([1, 14, 3, 3])
    expect(talking.state()).toMatchObject({ phase: 'armed', inTurn: false })
  })

  test('leaves out what the microphone heard of the agent', () => {
    const { talking, pass, bytes } = desk({ agentWasAudible: () => true })
    pass(1000)
    talking.press(false)
    pass(300)
    // Two frames still wait for a third.
    expect(bytes() / 48).toBe(260)
  })

  test('sends nothing that was heard before or after it, and nothing twice', () => {
    const { talking, sent, pass } = desk()
    for (const _ of [1, 2]) {
      pass(100)
      talking.press(false)
      pass(300)
      talking.release()
      pass(220)
    }
    const frames = sent.flatMap((command) => {
      if (command.type !== 'input_audio_buffer.append') return []
      const bytes = Buffer.from(command.audio, 'base64')
      return Array.from({ length: bytes.length / 960 }, (_, at) => bytes.readInt16LE(at * 960))
    })
    expect(frames).toEqual([...new Set(frames)].toSorted((one, other) => one - other))
  })

  test('a tap sends no turn; a repeated key is none', () => {
    const { talking, log, pass } = desk()
    talking.press(false)
    pass(100)
    talking.press(true)
    talking.release()
    pass(400)
    expect(log).toEqual(['speak over', 'clear', 'clear', 'cleared', 'notice tap'])
  })

  test('two presses lock it, and the next one ends it', () => {
    const { talking, log, pass } = desk()
    talking.press(false)
    pass(60)
    talking.release()
    pass(60)
    talking.press(false)
    talking.release()
    pass(600)
    expect(talking.state()).toMatchObject({ phase: 'talking', locked: true })
    talking.press(false)
    pass(300)
    expect(log.slice(-3)).toEqual(['commit', 'committed', 'ask'])
  })

  test('a key that got lost ends it with a notice', () => {
    const { talking, log, pass } = desk()
    talking.press(false)
    pass(400)
    talking.loseKey('blur')
    pass(300)
    expect(log.slice(2)).toEqual(['notice key_lost', 'commit', 'committed', 'ask'])
  })

  test('after one that reached its longest, the next press begins another, also where nobody let go', () => {
    const { talking, log, pass } = desk()
    talking.press(false)
    pass(121_000)
    expect(talking.state().phase).toBe('armed')
    talking.press(false)
    // Two keys at once are one turn.
    talking.press(false)
    pass(400)
    expect(talking.state()).toMatchObject({ phase: 'talking', locked: false })
    talking.release()
    pass(300)
    expect(log.filter((word) => word === 'ask')).toHaveLength(2)
  })

  test('after one whose microphone was lost, a press opens it again, also where nobody let go', () => {
    let now = 0
    const log: string[] = []
    const { talking } = desk({
      now: () => now,
      microphone: { open: () => log.push('open'), reopen: () => log.push('reopen'), close: () => undefined },
    })
    talking.press(false)
    now += 1000
    talking.tick()
    expect([talking.state().phase, ...log]).toEqual(['lost', 'open', 'reopen'])
    talking.press(false)
    expect(log).toEqual(['open', 'reopen', 'open'])
  })

  test('one whose sound was refused on its way is not asked about', () => {
    let refuse = false
    const log: string[] = []
    const { talking, pass } = desk({
      send: (command) => {
        if (command.type !== 'input_audio_buffer.append') log.push(command.type)
        return refuse && command.type !== 'input_audio_buffer.clear' ? 'refused' : 'sent'
      },
      askForResponse: () => log.push('ask'),
      notice: (notice) => log.push(notice),
    })
    talking.press(false)
    pass(200)
    refuse = true
    pass(200)
    talking.release()
    pass(300)
    expect(log).toEqual([
      'input_audio_buffer.clear',
      'input_audio_buffer.commit',
      'turn_lost',
      'input_audio_buffer.clear',
    ])
    expect(talking.dropped().unsent).toBeGreaterThan(9)
  })

  test('frames the device never delivered are counted', () => {
    const { talking } = desk()
    for (const sequence of [1, 2, 5, 6])
      talking.frame({ sequence, capturedAt: sequence * 20, samples: new Int16Array(480) })
    expect(talking.dropped()).toEqual({ captured: 2, unsent: 0 })
  })

  test('a device that delivers nothing for a second is opened again, and the turn is finished', () => {
    let now = 0
    const log: string[] = []
    const { talking } = desk({
      now: () => now,
      microphone: { open: () => undefined, reopen: () => log.push('reopen'), close: () => undefined },
      notice: (notice) => log.push(notice),
      askForResponse: () => log.push('ask'),
    })
    talking.press(false)
    for (let sequence = 1; sequence <= 20; sequence += 1) {
      now += 20
      talking.frame({ sequence, capturedAt: now, samples: new Int16Array(480) })
    }
    now += 300
    talking.tick()
    expect(talking.state().phase).toBe('talking')
    now += 700
    talking.tick()
    expect(talking.state().phase).toBe('lost')
    expect(log).toEqual(['ask', 'microphone_lost', 'reopen'])
    talking.opened()
    expect(talking.state().phase).toBe('armed')
  })
})

describe('other ways to talk', () => {
  test('with a toggle, what a window sends at the first press begins and at the second ends', () => {
    const { talking, log, pass } = desk({ toggle: true })
    const holder: Holder = { by: 'key', code: 'Space' }
    let key = talkKeyUp
    const tell = (input: TalkKeyInput): void => {
      const { state, effect } = talkKey(key, input)
      key = state
      if (effect?.kind === 'press') talking.press(false)
      if (effect?.kind === 'release') talking.release()
    }
    const pressed = (): void => {
      tell({ kind: 'down', holder, repeat: false, mode: 'toggle' })
      pass(100)
      tell({ kind: 'up', holder })
    }
    for (const _ of [1, 2]) {
      pressed()
      pass(500)
      talking.loseKey('blur')
      expect(talking.state().phase).toBe('talking')
      pressed()
      pass(300)
    }
    expect(log.filter((word) => word === 'ask')).toHaveLength(2)
  })

  test('with a toggle, a second press that nobody translated ends it too', () => {
    const { talking, log, pass } = desk({ toggle: true })
    for (const _ of [1, 2]) {
      talking.press(false)
      pass(500)
    }
    expect(log.filter((word) => word === 'ask')).toHaveLength(1)
  })

  test('hands free everything is sent, except while muted or while the agent must be listened to', () => {
    let listen = false
    const { talking, log, pass, bytes } = desk({ turns: 'hands_free', mustListen: () => listen })
    pass(220)
    talking.setMuted(true)
    pass(200)
    expect(bytes() / 48).toBe(220)
    talking.setMuted(false)
    listen = true
    pass(200)
    expect(bytes() / 48).toBe(220)
    listen = false
    talking.press(false)
    pass(200)
    expect(bytes() / 48).toBe(420)
    expect(log).toEqual([])
  })

  test('hands free, muting in mid-sentence sends the silence that ends it, and no more', () => {
    const { talking, pass, bytes, sent } = desk({ turns: 'hands_free', quietMs: 400 })
    pass(200)
    talking.setMuted(true)
    pass(1000)
    expect(bytes() / 48).toBe(600)
    const [last] = sent.slice(-1)
    const sound = last?.type === 'input_audio_buffer.append' ? Buffer.from(last.audio, 'base64') : Buffer.from('no')
    expect(sound.every((byte) => byte === 0)).toBe(true)
  })

  test('switching ends a turn without sending it', () => {
    const { talking, log, pass, bytes } = desk()
    talking.press(false)
    pass(300)
    talking.setTurns('hands_free')
    const before = bytes()
    pass(200)
    expect(log).toEqual(['speak over', 'clear', 'clear', 'cleared'])
    expect(bytes() - before).toBeGreaterThan(0)
    talking.setTurns('held')
    const held = bytes()
    pass(200)
    expect(bytes()).toBe(held)
  })

  test('taken, the microphone is heard by nobody but the recording', () => {
    let recorded = 0
    const { talking, pass, bytes, log } = desk({ spoken: () => (recorded += 1) })
    talking.setTaken(true)
    pass(200)
    talking.press(false)
    expect([recorded, bytes()]).toEqual([10, 0])
    talking.setTaken(false)
    pass(200)
    expect([recorded, bytes(), log.includes('ask')]).toEqual([10, 0, false])
  })

  test('muted, a press says that nobody would be heard; muting ends a turn', () => {
    const { talking, log, pass } = desk()
    talking.setMuted(true)
    talking.press(false)
    expect(log).toEqual(['notice muted'])
    talking.setMuted(false)
    talking.press(false)
    pass(400)
    talking.setMuted(true)
    pass(300)
    expect(log).toContain('committed')
  })
})
