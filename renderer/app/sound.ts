/**
 * The microphone and the loudspeaker of this page are lent to the desk from the first moment calls matter here, and for as long
 * as the page is open: a call goes on while somebody looks elsewhere.
 */
let isLent = false

export function lendSound(): void {
  if (isLent) return
  isLent = true
  void import('#renderer/audio/audio-page.ts').then(
    ({ startAudioPage }) => startAudioPage(),
    () => {
      isLent = false
    },
  )
}
