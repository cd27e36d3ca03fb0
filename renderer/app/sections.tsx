import { lazy } from 'react'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'

/**
 * The sections beside the inbox. They come after it, so that the first page is not kept waiting for them, and all at once
 * when the page is idle, so that opening one later asks nobody.
 */
function Unavailable() {
  return (
    <div className="paper">
      <Notice
        tone="warn"
        role="alert"
        title="This part of the screen could not be loaded."
        action={
          <Button size="small" onClick={() => location.reload()}>
            Load the page again
          </Button>
        }
      >
        The desk may have been started anew. Nothing is lost.
      </Notice>
    </div>
  )
}

const unavailable = () => ({ default: Unavailable })
const settings = () =>
  import('#renderer/app/Settings/Settings.tsx').then(({ Settings: shown }) => ({ default: shown }), unavailable)
const onboarding = () =>
  import('#renderer/app/Onboarding/Onboarding.tsx').then(({ Onboarding: shown }) => ({ default: shown }), unavailable)

const policies = () =>
  import('#renderer/app/Policies/Policies.tsx').then(({ Policies: shown }) => ({ default: shown }), unavailable)
const requestDialog = () =>
  import('#renderer/app/People/RequestDialog.tsx').then(({ RequestDialog: shown }) => ({ default: shown }), unavailable)

const activity = () =>
  import('#renderer/app/Activity/Activity.tsx').then(({ Activity: shown }) => ({ default: shown }), unavailable)

const calls = () =>
  import('#renderer/app/Calls/Calls.tsx').then(({ Calls: shown }) => ({ default: shown }), unavailable)

export const Settings = lazy(settings)
export const Activity = lazy(activity)
export const Calls = lazy(calls)
export const Policies = lazy(policies)
export const Onboarding = lazy(onboarding)
export const RequestDialog = lazy(requestDialog)

/** Fetches them when there is nothing better to do. While the queue is on its way the page is idle too, the desk is not. */
export function fetchSections(): () => void {
  const all = () => Promise.all([settings(), onboarding(), policies(), activity(), calls(), requestDialog()])
  const asked = requestIdleCallback(() => void all(), { timeout: 5000 })
  return () => cancelIdleCallback(asked)
}
