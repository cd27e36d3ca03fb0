import { create } from 'zustand'

/** How it stands with the sound of this page; `note`: what a person should know or do about it. */
export type AudioPageState = {
  readonly state: 'off' | 'connecting' | 'ready' | 'denied' | 'gone'
  readonly note: string | null
}

export const useAudioPage = create<AudioPageState>()(() => ({ state: 'off', note: null }))
