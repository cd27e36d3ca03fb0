import { useLive } from '#renderer/state/live.ts'

/** The two places that speak: one waits its turn, one does not. An open dialog leaves them their voice: the mark says so. */
export function LiveRegions() {
  const { polite, urgent } = useLive()
  return (
    <div className="visually-hidden" data-live-announcer="true">
      <div role="status" aria-live="polite">
        {polite}
      </div>
      <div role="alert" aria-live="assertive">
        {urgent}
      </div>
    </div>
  )
}
