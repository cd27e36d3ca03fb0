/** Which host to start, and the one sentence that says so. Pure: what the machine has is an argument. */

export type Findings = {
  readonly wants: { readonly webHost: boolean; readonly window: boolean }
  readonly display: boolean
  readonly isRoot: boolean
  readonly electron: 'present' | 'absent'
  /** The program of an installed browser of the Chromium family. */
  readonly browser: string | null
  /** The system can open an address by itself. */
  readonly systemOpener: boolean
}

export type Choice = {
  readonly host: 'electron' | 'browser-window' | 'default-browser' | 'address-only'
  readonly because: string
}

export function choose({ wants, display, isRoot, electron, browser, systemOpener }: Findings): Choice {
  if (!wants.window) return { host: 'address-only', because: 'no window was asked for' }
  if (!display) return { host: 'address-only', because: 'there is no display' }
  if (electron === 'present' && !wants.webHost && !isRoot)
    return { host: 'electron', because: 'its program is installed and there is a display' }
  const whyNot = wants.webHost
    ? 'the web host was asked for'
    : isRoot
      ? 'Electron cannot keep its windows sandboxed for root'
      : 'Electron is not installed and could not be downloaded'
  if (browser !== null) return { host: 'browser-window', because: `${whyNot}, and ${browser} is here` }
  if (systemOpener) return { host: 'default-browser', because: `${whyNot}, nor is a browser of the Chromium family` }
  return { host: 'address-only', because: `${whyNot}, and no browser was found` }
}

/** Whether it is worth trying to download Electron before choosing. */
export const wantsElectron = ({
  wants,
  display,
  isRoot,
  electron,
}: Omit<Findings, 'browser' | 'systemOpener'>): boolean =>
  wants.window && !wants.webHost && display && !isRoot && electron === 'absent'

const names: Readonly<Record<Choice['host'], string>> = {
  electron: 'the desktop window (Electron)',
  'browser-window': 'a browser window on the loopback host',
  'default-browser': 'your default browser on the loopback host',
  'address-only': 'the loopback host without a window',
}

export const announce = (choice: Choice): string => `Countersign starts ${names[choice.host]}: ${choice.because}.`
