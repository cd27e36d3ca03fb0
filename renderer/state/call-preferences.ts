import { create } from 'zustand'
import { readKept } from '#renderer/state/kept.ts'

/** How captions are shown in this browser. Kept there, and nothing else is; what is kept is not believed. */
export const captionSizes = [14, 17, 20, 24] as const
export type CaptionSize = (typeof captionSizes)[number]

type Preferences = { readonly size: CaptionSize; readonly readAloud: boolean }

const sizeName = 'size of captions'
const aloudName = 'captions are read aloud'

export const readSize = (text: string | null): CaptionSize => captionSizes.find((size) => String(size) === text) ?? 17

function keep(name: string, text: string): void {
  try {
    localStorage.setItem(name, text)
  } catch {
    // As above.
  }
}

export const useCallPreferences = create<Preferences>()(() => ({
  size: readSize(readKept(sizeName)),
  readAloud: readKept(aloudName) === 'yes',
}))

export function setCaptionSize(size: CaptionSize): void {
  useCallPreferences.setState({ size })
  keep(sizeName, String(size))
}

export function setReadAloud(readAloud: boolean): void {
  useCallPreferences.setState({ readAloud })
  keep(aloudName, readAloud ? 'yes' : 'no')
}
