import { useRef, useState } from 'react'
import type { Person } from '#contract/approval.ts'
import { PublicKeySchema } from '#contract/approval.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { refusedWords } from '#renderer/app/People/pin-words.ts'
import { TextField } from '#renderer/app/Settings/fields.tsx'
import { loadPeople } from '#renderer/state/people.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { PinField, takePin } from '#renderer/ui/PinField.tsx'
import { Radios } from '#renderer/ui/Radios.tsx'
import { t } from '#renderer/ui/language.ts'

/** Somebody new, and a new PIN for somebody known. What is typed into a PIN field is read once, and stays nowhere. */
const shortest = 6

/** Both fields hold the same PIN, long enough; or why not. Empties both. */
function readNewPin(
  one: HTMLInputElement | null,
  again: HTMLInputElement | null,
): { pin: string } | { problem: string } {
  const [pin, repeated] = [takePin(one), takePin(again)]
  if (pin.length < shortest) return { problem: t('At least {{shortest}} characters.', { shortest }) }
  return pin === repeated ? { pin } : { problem: t('The two are not the same. Type both again.') }
}

type Problem = { readonly of: 'name' | 'pin' | 'key'; readonly text: string }
type NewPerson = { name: string; pin: string } | { name: string; publicKey: string }

const ways = [
  { id: 'pin', label: t('Here, with a PIN') },
  { id: 'key', label: t('At a desk of their own') },
] as const

export function AddPerson({ onDone }: { readonly onDone: () => void }) {
  const [name, setName] = useState('')
  const [way, setWay] = useState<'pin' | 'key'>('pin')
  const [key, setKey] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const pin = useRef<HTMLInputElement>(null)
  const again = useRef<HTMLInputElement>(null)
  const wrong = (of: Problem['of']) => (problem?.of === of ? problem.text : null)
  const read = (): { readonly input: NewPerson } | { readonly problem: Problem } => {
    if (name.trim() === '') return { problem: { of: 'name', text: t('Say who it is.') } }
    if (way === 'key') {
      const parsed = PublicKeySchema.safeParse(key.trim().toLowerCase())
      if (parsed.success) return { input: { name: name.trim(), publicKey: parsed.data } }
      return { problem: { of: 'key', text: t('A public key is 64 digits and letters from a to f.') } }
    }
    const typed = readNewPin(pin.current, again.current)
    if ('pin' in typed) return { input: { name: name.trim(), pin: typed.pin } }
    return { problem: { of: 'pin', text: typed.problem } }
  }
  const add = async (): Promise<void> => {
    const done = read()
    if ('problem' in done) return setProblem(done.problem)
    setProblem(null)
    try {
      await theDesk().people.add(done.input)
      await loadPeople()
      onDone()
    } catch (error) {
      setProblem({ of: 'name', text: failureText(error) })
    }
  }
  return (
    <section className="person-form" aria-label={t('A new person')}>
      <TextField autoFocus label={t('Name')} value={name} onChange={setName} error={wrong('name')} />
      <div className="set-field">
        <span className="set-label" aria-hidden="true">
          {t('Signs')}
        </span>
        <div className="set-answer person-way">
          <Radios
            label={t('Where they sign')}
            options={ways}
            value={way}
            onChange={(id) => setWay(id === 'key' ? 'key' : 'pin')}
          />
        </div>
      </div>
      {way === 'key' ? (
        <TextField
          mono
          label={t('Public key')}
          help={t('From their desk: Settings, People, Copy key.')}
          value={key}
          onChange={setKey}
          error={wrong('key')}
        />
      ) : (
        <div className="person-pins">
          <PinField
            field={pin}
            label={t('PIN, typed by them')}
            error={wrong('pin')}
            onTyped={() => setProblem(null)}
            onEnter={() => again.current?.focus()}
          />
          <PinField
            field={again}
            label={t('The same PIN again')}
            error={null}
            onTyped={() => {}}
            onEnter={() => void add()}
          />
        </div>
      )}
      <div className="dialog-actions">
        <Button look="quiet" onClick={onDone}>
          {t('Add nobody')}
        </Button>
        <Button look="solid" onClick={() => void add()}>
          {name.trim() === '' ? t('Add this person') : t('Add {{name}}', { name: name.trim() })}
        </Button>
      </div>
    </section>
  )
}

export function ChangePin({ person: { id, name }, onDone }: { readonly person: Person; readonly onDone: () => void }) {
  const [problem, setProblem] = useState<{ readonly of: 'old' | 'new'; readonly text: string } | null>(null)
  const old = useRef<HTMLInputElement>(null)
  const pin = useRef<HTMLInputElement>(null)
  const again = useRef<HTMLInputElement>(null)
  const change = async (): Promise<void> => {
    const typed = readNewPin(pin.current, again.current)
    if (!('pin' in typed)) return setProblem({ of: 'new', text: typed.problem })
    try {
      await theDesk().people.setPin({ id, pin: takePin(old.current), next: typed.pin })
      await loadPeople()
      onDone()
    } catch (error) {
      setProblem({ of: 'old', text: refusedWords(error, name, t('Nothing changed.')).text })
      old.current?.focus()
    }
  }
  const clear = () => setProblem(null)
  return (
    <section className="person-form is-inside" aria-label={t('A new PIN for {{name}}', { name })}>
      <div className="person-pins">
        <PinField
          field={old}
          label={t('Present PIN')}
          error={problem?.of === 'old' ? problem.text : null}
          onTyped={clear}
          onEnter={() => pin.current?.focus()}
        />
        <PinField
          field={pin}
          label={t('New PIN')}
          error={problem?.of === 'new' ? problem.text : null}
          onTyped={clear}
          onEnter={() => again.current?.focus()}
        />
        <PinField
          field={again}
          label={t('The new PIN again')}
          error={null}
          onTyped={clear}
          onEnter={() => void change()}
        />
      </div>
      <div className="dialog-actions">
        <Button look="quiet" onClick={onDone}>
          {t('Keep the PIN')}
        </Button>
        <Button look="solid" onClick={() => void change()}>
          {t('Change the PIN')}
        </Button>
      </div>
    </section>
  )
}
