import { useEffect, useState } from 'react'
import type { Device } from '#contract/call.ts'
import { loadSettings } from '#renderer/app/Settings/use-settings.ts'
import { lendSound } from '#renderer/app/sound.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import type { Option } from '#renderer/ui/Select.tsx'
import { said, t } from '#renderer/ui/language.ts'

/** The devices the desk can use, asked for while somebody chooses one: what is plugged in meanwhile is found within seconds. */
export const followDefault = 'default'
export const keyOf = ({ backend, id }: Pick<Device, 'backend' | 'id'>): string => `${backend} ${id}`

const backendWords: Readonly<Record<Device['backend'], string>> = {
  pulse: 'PulseAudio',
  pacat: 'PulseAudio',
  native: t('direct'),
  page: t('this page'),
  file: t('a file'),
}

/** One name may belong to several ways to the same device: then the way is said. */
export function deviceOptions(devices: readonly Device[], kind: Device['kind']): readonly Option[] {
  const own = devices.filter((device) => device.kind === kind)
  const usual = own.find(({ isDefault }) => isDefault)
  const isTwice = (label: string) => own.filter((device) => device.label === label).length > 1
  return [
    {
      id: followDefault,
      label:
        usual === undefined ? t('As the system says') : t('As the system says ({{device}})', { device: usual.label }),
    },
    ...own.map((device) => ({
      id: keyOf(device),
      label: isTwice(device.label) ? `${device.label}, ${backendWords[device.backend]}` : device.label,
    })),
  ]
}

type Held = {
  readonly devices: readonly Device[] | null
  readonly note: string | null
  readonly failure: string | null
}

const unread: Held = { devices: null, note: null, failure: null }

async function readDevices(before: Held): Promise<Held> {
  try {
    const { devices, note } = await theDesk().calls.devices({})
    return { devices, note: note === null ? null : said(note), failure: null }
  } catch (error) {
    return { ...before, failure: failureText(error) }
  }
}

const lookEvery = 3000

export function useDevices() {
  const [held, setHeld] = useState<Held>(unread)
  const [busy, setBusy] = useState(false)
  const [round, setRound] = useState(0)
  useEffect(lendSound, [])
  useEffect(() => {
    let isOpen = true
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = (before: Held): void =>
      void readDevices(before).then((read) => {
        if (!isOpen) return
        setHeld(read)
        timer = setTimeout(() => look(read), lookEvery)
      })
    look(unread)
    return () => {
      isOpen = false
      clearTimeout(timer)
    }
  }, [round])
  const choose = async (kind: Device['kind'], key: string): Promise<void> => {
    const found = held.devices?.find((device) => device.kind === kind && keyOf(device) === key)
    if (key !== followDefault && found === undefined) return
    setBusy(true)
    try {
      await theDesk().calls.useDevice({
        kind,
        device: found === undefined ? null : { backend: found.backend, id: found.id },
      })
      await loadSettings()
      setRound((now) => now + 1)
    } catch (error) {
      setHeld((now) => ({ ...now, failure: failureText(error) }))
    } finally {
      setBusy(false)
    }
  }
  return { ...held, busy, choose }
}
