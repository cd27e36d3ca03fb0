/** How many of the views stand in a line: the rest waits under one word at its end. Pure. */
export type Room = { readonly line: number; readonly gap: number; readonly more: number }

/** Places of the items in sight. The current one is always among them: it takes the place of the last that had room. */
export function fitting(widths: readonly number[], current: number, room: Room): readonly number[] {
  const takes = (places: readonly number[], extra: number): boolean =>
    places.reduce((sum, place) => sum + (widths[place] ?? 0), extra) + room.gap * Math.max(0, places.length - 1) <=
    room.line
  const all = widths.map((_, place) => place)
  if (takes(all, 0)) return all
  let shown: readonly number[] = []
  for (const place of all) {
    if (!takes([...shown, place], room.more + room.gap)) break
    shown = [...shown, place]
  }
  if (current < 0 || shown.includes(current)) return shown
  while (shown.length > 0 && !takes([...shown, current], room.more + room.gap)) shown = shown.slice(0, -1)
  return [...shown, current]
}
