import { useEffect, useState, type RefObject } from 'react'

/** Colours as they are painted now: a canvas takes no tokens. Read again when the theme changes. */
export type Look = {
  readonly colours: readonly string[]
  readonly text: string
  readonly grid: string
  readonly surface: string
  readonly font: string
}

const watched = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)', '(forced-colors: active)']

export function useLook(room: RefObject<HTMLElement | null>, lines: number): Look | null {
  const [look, setLook] = useState<Look | null>(null)
  useEffect(() => {
    const read = () => {
      if (room.current !== null) setLook(lookOf(room.current, lines))
    }
    read()
    const observer = new MutationObserver(read)
    observer.observe(document.documentElement, { attributeFilter: ['data-theme', 'data-contrast'] })
    const media = watched.map((query) => matchMedia(query))
    for (const one of media) one.addEventListener('change', read)
    // Names are drawn in a font that may still be on its way.
    void document.fonts.ready.then(read)
    return () => {
      observer.disconnect()
      for (const one of media) one.removeEventListener('change', read)
    }
  }, [room, lines])
  return look
}

function lookOf(room: HTMLElement, lines: number): Look {
  const probe = document.createElement('i')
  probe.className = 'insights-probe'
  room.append(probe)
  const colour = (name: string): string => {
    probe.dataset['token'] = name
    return getComputedStyle(probe).color
  }
  const look = {
    colours: Array.from({ length: lines }, (_, index) => colour(`chart-${index + 1}`)),
    text: colour('text'),
    grid: colour('grid'),
    surface: colour('surface'),
    font: `12px ${getComputedStyle(probe).fontFamily}`,
  }
  probe.remove()
  return look
}
