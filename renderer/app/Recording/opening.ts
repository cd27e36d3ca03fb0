import { createPlayer, type Player } from '#renderer/app/Recording/player.ts'
import { openSound, type Sound } from '#renderer/app/Recording/sound.ts'

/** A recording that can be played, and what has to be closed with it. */
export type OpenRecording = { readonly context: AudioContext; readonly player: Player }

type Sources = {
  readonly createContext: () => AudioContext
  readonly open: (id: string, context: AudioContext) => Promise<Sound>
}

const ofTheDesk: Sources = {
  createContext: () => new AudioContext(),
  open: (id, context) => openSound(id, (file) => context.decodeAudioData(file)),
}

/** Null: somebody looks at another one by now. Nothing stays open of what is not played. */
export async function openRecording(
  id: string,
  told: Parameters<typeof createPlayer>[2],
  isWanted: () => boolean,
  { createContext, open }: Sources = ofTheDesk,
): Promise<OpenRecording | null> {
  const context = createContext()
  try {
    const sound = await open(id, context)
    if (isWanted()) return { context, player: createPlayer(context, sound, told) }
  } catch (thrown) {
    await context.close()
    throw thrown
  }
  await context.close()
  return null
}
