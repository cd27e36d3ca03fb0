import type { KeyPreset } from '#contract/preferences.ts'
import type { CommandId } from '#renderer/app/Palette/commands.ts'

/** Keys that hands may know from elsewhere: what differs from the keys the commands name themselves. */
export const presets: Readonly<Record<KeyPreset, Readonly<Partial<Record<CommandId, readonly string[]>>>>> = {
  default: {},
  vim: {
    'palette.open': [':', 'Mod+k'],
    'queue.first': ['g g'],
    'queue.last': ['Shift+G'],
    'queue.open': ['l', 'Enter'],
    'queue.takeBack': ['u', 'Mod+z'],
    'queue.pick': ['v'],
    'decision.edit': ['i'],
    'decision.reject': ['x'],
    'decision.answer': ['o'],
    'decision.later': ['s'],
    'decision.zoom': ['z'],
    'call.tell': ['Shift+S'],
    'call.type': ['Shift+I'],
  },
  gmail: {
    'queue.open': ['o', 'Enter'],
    'decision.edit': ['r'],
    'decision.reject': ['#'],
    'decision.later': ['b'],
    'decision.rebase': ['Shift+B'],
    'call.bookmark': ['Shift+M'],
  },
}
