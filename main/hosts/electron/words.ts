import type * as Electron from 'electron'
import type { Status } from '#contract/index.ts'

/** What the program says outside its window, where no catalogue of the screen is, in every language that the screen has. */
export type Words = {
  readonly risks: readonly [string, string, string, string, string]
  readonly decisions: (count: number) => string
  readonly toCheck: string
  readonly openNext: string
  readonly openDesk: string
  readonly pause: string
  readonly resume: string
  readonly paused: string
  readonly quit: string
  readonly view: string
  readonly openOutside: {
    readonly title: string
    readonly message: string
    readonly cancel: string
    readonly open: string
  }
}

type Choice = Status['settings']['language']

const words: Readonly<Record<Exclude<Choice, 'system'>, Words>> = {
  en: {
    risks: ['Read', 'Internal', 'Customer-visible', 'Money or account', 'Irreversible'],
    decisions: (count) => (count === 1 ? '1 decision waits' : `${count} decisions wait`),
    toCheck: 'To check',
    openNext: 'Open the next decision',
    openDesk: 'Open Countersign',
    pause: 'Pause all automation',
    resume: 'Resume automation',
    paused: 'paused',
    quit: 'Quit',
    view: 'View',
    openOutside: {
      title: 'Open outside the desk?',
      message: 'Open this address outside the desk?',
      cancel: 'Cancel',
      open: 'Open',
    },
  },
  de: {
    risks: ['Lesen', 'Intern', 'Für Kunden sichtbar', 'Geld oder Konto', 'Unumkehrbar'],
    decisions: (count) => (count === 1 ? '1 Entscheidung wartet' : `${count} Entscheidungen warten`),
    toCheck: 'Zu prüfen',
    openNext: 'Nächste Entscheidung öffnen',
    openDesk: 'Countersign öffnen',
    pause: 'Alle Automatik anhalten',
    resume: 'Automatik fortsetzen',
    paused: 'angehalten',
    quit: 'Beenden',
    view: 'Ansicht',
    openOutside: {
      title: 'Außerhalb öffnen?',
      message: 'Diese Adresse außerhalb von Countersign öffnen?',
      cancel: 'Abbrechen',
      open: 'Öffnen',
    },
  },
}

export type HostLanguage = {
  /** In the language that the desk was last said to have; until then, and where it has none of its own, the system's. */
  readonly words: () => Words
  readonly choose: (choice: Choice) => void
}

export function createHostLanguage(app: Pick<Electron.App, 'getLocale'>): HostLanguage {
  let chosen: Choice = 'system'
  return {
    words: () => words[chosen === 'system' ? (/^de\b/i.test(app.getLocale()) ? 'de' : 'en') : chosen],
    choose: (choice) => void (chosen = choice),
  }
}
