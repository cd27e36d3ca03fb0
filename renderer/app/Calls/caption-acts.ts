import type { Call, CallLine } from '#contract/call.ts'
import { callText, captionRows } from '#renderer/app/Calls/caption-rows.ts'
import { captionSizes, setCaptionSize, setReadAloud, useCallPreferences } from '#renderer/state/call-preferences.ts'
import { noteTalk, useCall } from '#renderer/state/call.ts'
import { say } from '#renderer/state/live.ts'
import { useStatus } from '#renderer/state/status.ts'
import { t } from '#renderer/ui/language.ts'

/** What one does with captions: their size, whether they are read aloud, and a copy. */
function resize(by: 1 | -1): void {
  const { size } = useCallPreferences.getState()
  const next = captionSizes[captionSizes.indexOf(size) + by]
  if (next !== undefined) setCaptionSize(next)
  say(next === undefined ? t('Captions are as they were') : t('Captions at {{size}} pixels', { size: next }))
}
export const largerCaptions = (): void => resize(1)
export const smallerCaptions = (): void => resize(-1)

export function turnAloud(): void {
  const readAloud = !useCallPreferences.getState().readAloud
  setReadAloud(readAloud)
  say(readAloud ? t('Captions are read aloud') : t('Captions are not read aloud'))
}

const first = (name: string): string => /^\S+/u.exec(name.trim())?.[0] ?? name

/** How the lanes are called. A number has no first name. */
export function laneNames(call: Call): Readonly<Record<CallLine['lane'], string>> {
  const operator = useStatus.getState().status?.operator ?? t('Operator')
  const isName = /^\p{L}/u.test(call.caller)
  return {
    caller: isName ? first(call.caller) : call.caller,
    agent: call.agent.name,
    operator: t('{{operator}}, you', { operator: first(operator) }),
  }
}

export async function copyCaptions(): Promise<void> {
  const { view } = useCall.getState()
  if (view === null) return
  try {
    await navigator.clipboard.writeText(callText(captionRows(view), laneNames(view.call)))
    say(t('Captions copied'))
  } catch {
    noteTalk('refused', t('The captions could not be copied: this browser does not allow it here.'))
  }
}
