import { create } from 'zustand'

/** How wide the panes of this window are. Kept in the browser, and nothing else is; what is kept is not believed. */
export type Pane = 'queue' | 'evidence' | 'facets' | 'results' | 'review'
export type Range = { readonly least: number; readonly usual: number; readonly most: number }
export const ranges: Readonly<Record<Pane, Range>> = {
  queue: { least: 280, usual: 340, most: 420 },
  evidence: { least: 320, usual: 380, most: 480 },
  facets: { least: 160, usual: 196, most: 280 },
  results: { least: 240, usual: 296, most: 420 },
  review: { least: 280, usual: 330, most: 460 },
}

const nameOf = (pane: Pane): string => `width of ${pane}`

export const fit = (pane: Pane, width: number): number =>
  Math.round(Math.min(ranges[pane].most, Math.max(ranges[pane].least, width)))

/** The width a text stands for; the usual one where it stands for none. */
export const readWidth = (pane: Pane, text: string | null): number =>
  text !== null && /^\d{3}$/.test(text) ? fit(pane, Number(text)) : ranges[pane].usual

/** A browser may refuse to keep anything: then a width lasts as long as the window. */
function kept(pane: Pane): string | null {
  try {
    return localStorage.getItem(nameOf(pane))
  } catch {
    return null
  }
}

export const useWidths = create<Readonly<Record<Pane, number>>>()(() => ({
  queue: readWidth('queue', kept('queue')),
  evidence: readWidth('evidence', kept('evidence')),
  facets: readWidth('facets', kept('facets')),
  results: readWidth('results', kept('results')),
  review: readWidth('review', kept('review')),
}))

export function setWidth(pane: Pane, width: number): void {
  const fitting = fit(pane, width)
  useWidths.setState({ [pane]: fitting })
  try {
    if (fitting === ranges[pane].usual) localStorage.removeItem(nameOf(pane))
    else localStorage.setItem(nameOf(pane), String(fitting))
  } catch {
    // As above.
  }
}
