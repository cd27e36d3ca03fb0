import { useCalls } from '#renderer/state/calls.ts'
import { go } from '#renderer/state/ui.ts'
import type { Definitions } from '#renderer/ui/keymap.ts'
import { t } from '#renderer/ui/language.ts'

const newSession = () => (go('calls'), useCalls.setState({ beginning: true }))

/** What can be done with calls, and in one that is live. */

const calls = { section: t('Calls'), area: 'calls', needs: t('Go to Calls') } as const
const call = { section: t('Calls'), area: 'calls', needs: t('Open a call that is live') } as const

export const callCommands = {
  'calls.new': { section: t('Calls'), area: 'everywhere', title: t('New session…'), keys: [], run: newSession },
  'calls.next': { ...calls, title: t('Next call'), keys: ['j'], repeat: true },
  'calls.previous': { ...calls, title: t('Previous call'), keys: ['k'], repeat: true },
  'calls.find': { ...calls, title: t('Search in this call'), keys: ['Mod+f'], needs: t('Open a call') },
  'calls.newest': { ...calls, title: t('Jump to what is said now'), keys: ['g n'], needs: t('Open a call') },
  'calls.copy': { ...calls, title: t('Copy the captions'), keys: [], needs: t('Open a call') },
  'calls.play': {
    ...calls,
    title: t('Play the recording, or pause it'),
    keys: ['Shift+P'],
    needs: t('Open a call with a recording'),
  },
  'calls.larger': { ...calls, title: t('Captions larger'), keys: [], needs: t('Open a call') },
  'calls.smaller': { ...calls, title: t('Captions smaller'), keys: [], needs: t('Open a call') },
  'calls.aloud': { ...calls, title: t('Read captions aloud, or no more'), keys: [], needs: t('Open a call') },
  'call.talk': { ...call, title: t('Talk, as long as it is held'), keys: ['Space'], held: true },
  'call.toggle': { ...call, title: t('Talk, or send what was said'), keys: [] },
  'call.type': { ...call, title: t('Type in place of talking'), keys: ['i'] },
  'call.handsFree': { ...call, title: t('Hands-free, or hold to talk'), keys: ['f'] },
  'call.mute': { ...call, title: t('Mute the microphone'), keys: ['m'] },
  'call.quiet': { ...call, title: t('Silence the agent now'), keys: ['q'] },
  'call.pause': { ...call, title: t('Pause the recording'), keys: ['p'] },
  'call.bookmark': { ...call, title: t('Bookmark this moment'), keys: ['b'] },
  'call.tell': { ...call, title: t('Tell caller…'), keys: ['s'] },
  'call.take': { ...call, title: t('Take the call, or hand it back'), keys: ['t'] },
  'call.lookups': { ...call, title: t('Allow lookups for this call without asking'), keys: ['l'] },
  'call.back': { ...call, title: t('Apologise, call back'), keys: [], needs: t('Somebody has to be on hold') },
  'call.devices': { ...call, title: t('Microphone and loudspeaker…'), keys: ['d'] },
  'call.end': { ...call, title: t('End call'), keys: ['Mod+Shift+E'] },
} as const satisfies Definitions
