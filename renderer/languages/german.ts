import activity from '#renderer/languages/de/activity.json' with { type: 'json' }
import agents from '#renderer/languages/de/agents.json' with { type: 'json' }
import calls from '#renderer/languages/de/calls.json' with { type: 'json' }
import common from '#renderer/languages/de/common.json' with { type: 'json' }
import dock from '#renderer/languages/de/dock.json' with { type: 'json' }
import evidence from '#renderer/languages/de/evidence.json' with { type: 'json' }
import exchange from '#renderer/languages/de/exchange.json' with { type: 'json' }
import frame from '#renderer/languages/de/frame.json' with { type: 'json' }
import inbox from '#renderer/languages/de/inbox.json' with { type: 'json' }
import insights from '#renderer/languages/de/insights.json' with { type: 'json' }
import knowledge from '#renderer/languages/de/knowledge.json' with { type: 'json' }
import onboarding from '#renderer/languages/de/onboarding.json' with { type: 'json' }
import palette from '#renderer/languages/de/palette.json' with { type: 'json' }
import people from '#renderer/languages/de/people.json' with { type: 'json' }
import playground from '#renderer/languages/de/playground.json' with { type: 'json' }
import policies from '#renderer/languages/de/policies.json' with { type: 'json' }
import quality from '#renderer/languages/de/quality.json' with { type: 'json' }
import recording from '#renderer/languages/de/recording.json' with { type: 'json' }
import said from '#renderer/languages/de/said.json' with { type: 'json' }
import saidPlaces from '#renderer/languages/de/said-places.json' with { type: 'json' }
import settings from '#renderer/languages/de/settings.json' with { type: 'json' }
import shortcuts from '#renderer/languages/de/shortcuts.json' with { type: 'json' }
import speech from '#renderer/languages/de/speech.json' with { type: 'json' }
import state from '#renderer/languages/de/state.json' with { type: 'json' }
import transcripts from '#renderer/languages/de/transcripts.json' with { type: 'json' }
import ui from '#renderer/languages/de/ui.json' with { type: 'json' }

/** Every sentence of the screen in German, part by part; what several parts say lies in `common`. A test holds it to the sentences there are. */
export const german: Readonly<Record<string, string>> = {
  ...activity,
  ...agents,
  ...calls,
  ...common,
  ...dock,
  ...evidence,
  ...exchange,
  ...frame,
  ...inbox,
  ...insights,
  ...knowledge,
  ...onboarding,
  ...palette,
  ...people,
  ...playground,
  ...policies,
  ...quality,
  ...recording,
  ...settings,
  ...shortcuts,
  ...speech,
  ...state,
  ...transcripts,
  ...ui,
}

/** What main says, word for word and with places for names and numbers: said where it is shown. */
export const saidInGerman: Readonly<Record<string, string>> = { ...said, ...saidPlaces }
