import { describe, expect, test } from 'vitest'
import type { VoiceEvent } from '#contract/voice-event.ts'
import { createTyped } from '#main/services/voice/typed.ts'

function desk(came: 'sent' | 'waiting' | 'refused' = 'sent') {
  const sent: string[] = []
  const problems: string[] = []
  const typed = createTyped({
    send: (command) => {
      if (command.type === 'conversation.item.create' && command.item.type === 'message')
        sent.push(command.item.content.map((part) => ('text' in part ? part.text : '')).join(''))
      return came
    },
    problem: (_code, message) => void problems.push(message),
  })
  const arrives = (id: string, text: string, role: 'user' | 'assistant' = 'user'): void =>
    typed.observe({
      type: 'conversation.item.added',
      item: { kind: 'message', id, role, text, replayed: false },
      previousItemId: null,
    } satisfies VoiceEvent)
  return { typed, sent, problems, arrives }
}

describe('what was typed', () => {
  test('and has arrived is not sent again', () => {
    const { typed, sent, problems, arrives } = desk()
    typed.send('Hello')
    arrives('i1', 'Hello')
    typed.cut()
    typed.settled()
    typed.end()
    expect([sent, problems]).toEqual([['Hello'], []])
  })

  test('into a line that was gone is sent once it stands again, ahead of what was typed meanwhile', () => {
    const { typed, sent, problems, arrives } = desk()
    typed.send('One')
    typed.send('Two')
    typed.cut()
    typed.send('Three')
    // The service had got the first, and says so.
    arrives('i1', 'One')
    // Nothing of what has yet to be sent can have arrived.
    arrives('i0', 'Three')
    expect(sent).toEqual(['One', 'Two'])
    typed.settled()
    expect(sent.slice(2)).toEqual(['Two', 'Three'])
    arrives('i2', 'Two')
    arrives('i3', 'Three')
    typed.end()
    expect(problems).toEqual([])
  })

  test('is not taken for arrived by an older item that said the same', () => {
    const { typed, sent, arrives } = desk()
    typed.send('Yes')
    arrives('i1', 'Yes')
    typed.send('Yes')
    typed.cut()
    arrives('i1', 'Yes')
    arrives('i2', 'Yes', 'assistant')
    typed.settled()
    expect(sent).toEqual(['Yes', 'Yes', 'Yes'])
  })

  test('survives one cut after another, and is told when the line never comes back', () => {
    const { typed, sent, problems } = desk()
    typed.send('Hello')
    typed.cut()
    typed.settled()
    typed.cut()
    expect(sent).toEqual(['Hello', 'Hello'])
    typed.end()
    expect(problems).toEqual(['Not sent, as far as the desk knows: “Hello”'])
  })

  test('and refused is told at once, at length not in full', () => {
    const { typed, problems } = desk('refused')
    typed.send('a'.repeat(200))
    typed.end()
    expect(problems).toEqual([`Not sent, as far as the desk knows: “${'a'.repeat(80)}…”`])
  })
})
