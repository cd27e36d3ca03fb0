/** What a window keeps for its next one. A browser may refuse to keep anything: then it lasts as long as the window. */
export function readKept(name: string): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

/** An empty list is not kept. */
export function writeKept(name: string, list: readonly unknown[]): void {
  try {
    if (list.length === 0) localStorage.removeItem(name)
    else localStorage.setItem(name, JSON.stringify(list))
  } catch {
    // Nothing to tell: it is on the screen.
  }
}

/** Null where it is no JSON. */
export function parseKept(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}
