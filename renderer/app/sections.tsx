import { lazy } from 'react'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { t } from '#renderer/ui/language.ts'

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
        title={t('This part of the screen could not be loaded.')}
        action={
          <Button size="small" onClick={() => location.reload()}>
            {t('Load the page again')}
          </Button>
        }
      >
        {t('The desk may have been started anew. Nothing is lost.')}
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

const agents = () =>
  import('#renderer/app/Agents/Agents.tsx').then(({ Agents: shown }) => ({ default: shown }), unavailable)

const quality = () =>
  import('#renderer/app/Quality/Quality.tsx').then(({ Quality: shown }) => ({ default: shown }), unavailable)

const knowledge = () =>
  import('#renderer/app/Knowledge/Knowledge.tsx').then(({ Knowledge: shown }) => ({ default: shown }), unavailable)

const transcripts = () =>
  import('#renderer/app/Transcripts/Transcripts.tsx').then(
    ({ Transcripts: shown }) => ({ default: shown }),
    unavailable,
  )

const insights = () =>
  import('#renderer/app/Insights/Insights.tsx').then(({ Insights: shown }) => ({ default: shown }), unavailable)

const playground = () =>
  import('#renderer/app/Playground/Playground.tsx').then(({ Playground: shown }) => ({ default: shown }), unavailable)

const makeTest = () =>
  import('#renderer/app/Playground/MakeTest.tsx').then(({ MakeTest: shown }) => ({ default: shown }), unavailable)

export const MakeTest = lazy(makeTest)
export const Insights = lazy(insights)
export const Playground = lazy(playground)
export const Settings = lazy(settings)
export const Activity = lazy(activity)
export const Calls = lazy(calls)
export const Transcripts = lazy(transcripts)
export const Policies = lazy(policies)
export const Knowledge = lazy(knowledge)
export const Quality = lazy(quality)
export const Agents = lazy(agents)
export const Onboarding = lazy(onboarding)
export const RequestDialog = lazy(requestDialog)

/** Fetches them when there is nothing better to do. While the queue is on its way the page is idle too, the desk is not. */
export function fetchSections(): () => void {
  const all = () =>
    Promise.all([
      settings(),
      onboarding(),
      policies(),
      activity(),
      calls(),
      transcripts(),
      quality(),
      knowledge(),
      agents(),
      insights(),
      playground(),
      makeTest(),
      requestDialog(),
    ])
  const asked = requestIdleCallback(() => void all(), { timeout: 5000 })
  return () => cancelIdleCallback(asked)
}
