import { create } from 'zustand'

/** How captions are shown in this browser. Kept there, and nothing else is; what is kept is not believed. */
export const captionSizes = [14, 17, 20, 24] as const
export type CaptionSize = (typeof captionSizes)[number]

type Preferences = { readonly size: CaptionSize; readonly readAloud: boolean }

const sizeName = 'size of captions'
const aloudName = 'captions are read aloud'

export const readSize = (text: string | null): CaptionSize => captionSizes.find((size) => String(size) === text) ?? 17

/** A browser may refuse to keep anything: then it lasts as long as the window. */
function kept(name: string): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}
function keep(name: string, text: string): void {
  try {
    localStorage.setItem(name, text)
  } catch {
    // As above.
  }
}

export const useCallPreferences = create<Preferences>()(() => ({
  size: readSize(kept(sizeName)),
  readAloud: kept(aloudName) === 'yes',
}))

export function setCaptionSize(size: CaptionSize): void {
  useCallPreferences.setState({ size })
  keep(sizeName, String(size))
}

export function setReadAloud(readAloud: boolean): void {
  useCallPreferences.setState({ readAloud })
  keep(aloudName, readAloud ? 'yes' : 'no')
}
