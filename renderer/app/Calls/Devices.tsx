import { Headphones, Volume2 } from 'lucide-react'
import { useState } from 'react'
import type { CallNow, Device, DeviceInUse } from '#contract/call.ts'
import { deviceOptions, followDefault, keyOf, useDevices } from '#renderer/app/Calls/use-devices.ts'
import { useCallScreen, useCallScreenStore } from '#renderer/app/Calls/call-screen.ts'
import { openSettings } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { Popover } from '#renderer/ui/Popover.tsx'
import { Radios } from '#renderer/ui/Radios.tsx'
import { locale, t } from '#renderer/ui/language.ts'

/** Which microphone and which loudspeaker: their names are the way to change them, also while somebody talks. */
type Kind = Device['kind']

export function Devices({ now }: { readonly now: CallNow }) {
  const screen = useCallScreenStore()
  const inputOpen = useCallScreen((state) => state.devices)
  const [outputOpen, setOutputOpen] = useState(false)
  return (
    <div className="devices">
      <One kind="input" used={now.input} isOpen={inputOpen} onOpenChange={(devices) => screen.setState({ devices })} />
      <One kind="output" used={now.output} isOpen={outputOpen} onOpenChange={setOutputOpen} />
    </div>
  )
}

const names: Readonly<Record<Kind, string>> = { input: t('Microphone'), output: t('Loudspeaker') }

type OneProps = {
  readonly kind: Kind
  readonly used: DeviceInUse | null
  readonly isOpen: boolean
  readonly onOpenChange: (open: boolean) => void
}

function One({ kind, used, isOpen, onOpenChange }: OneProps) {
  const Icon = kind === 'input' ? Headphones : Volume2
  return (
    <Popover
      label={names[kind]}
      className="device"
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      face={
        <>
          <Icon aria-hidden="true" />
          <span className="visually-hidden">{names[kind]}: </span>
          <span className="device-name" title={used?.label}>
            {used?.label ?? t(kind === 'input' ? 'No microphone' : 'No loudspeaker')}
          </span>
        </>
      }
    >
      <Choice kind={kind} used={used} />
    </Popover>
  )
}

function Choice({ kind, used }: { readonly kind: Kind; readonly used: DeviceInUse | null }) {
  const { devices, note, failure, choose, busy } = useDevices()
  const current = devices?.find((device) => device.kind === kind && device.label === used?.label)
  const value = used === null || used.followsDefault ? followDefault : current === undefined ? null : keyOf(current)
  return (
    <div>
      <h3 className="call-popover-title">{names[kind]}</h3>
      {failure === null ? null : <Notice tone="warn">{failure}</Notice>}
      {note === null ? null : <p className="call-popover-foot">{note}</p>}
      {devices === null ? (
        <p className="tertiary" role="status">
          {failure === null ? t('Looking for devices…') : ''}
        </p>
      ) : (
        <div className="device-list" aria-busy={busy}>
          <Radios
            label={names[kind]}
            options={deviceOptions(devices, kind)}
            value={value}
            onChange={(id) => void choose(kind, id)}
          />
        </div>
      )}
      {used === null ? null : (
        <p className="call-popover-foot">
          {[
            used.backend === 'page' ? t('Through this page') : t('By the desk itself'),
            t('{{kiloHertz}} kHz', { kiloHertz: (used.rate / 1000).toLocaleString(locale) }),
            ...(used.latencyMs === null ? [] : [t('{{ms}} ms', { ms: Math.round(used.latencyMs) })]),
          ].join(', ')}
          {used.hint === null ? '' : `. ${used.hint}`}
        </p>
      )}
      <p className="call-popover-foot">
        {t(
          'The call has the microphone: what it hears shows in the meter. Recording and playing back is for before or after it, in the settings.',
        )}
      </p>
      <p className="call-popover-foot">
        <Button size="small" look="quiet" onClick={() => openSettings('calls')}>
          {t('Settings of calls')}
        </Button>
      </p>
    </div>
  )
}
