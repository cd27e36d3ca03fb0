/** The scale under the hold clock: sixty steps whatever the limit is, a longer one at every tenth, four figures. */
export type Tick = { readonly at: number; readonly on: boolean; readonly large: boolean }

const steps = 60

export function holdTicks(
  limitMs: number,
  waitedMs: number,
): { readonly ticks: readonly Tick[]; readonly labels: readonly string[] } {
  const step = limitMs / steps
  const ticks = Array.from({ length: steps + 1 }, (_, at) => ({
    at,
    on: at * step <= waitedMs,
    large: at % 10 === 0,
  }))
  const seconds = limitMs / 1000
  const unit = seconds > 180 ? 60 : 1
  const figure = (part: number): string => String(Math.round((seconds * part) / unit))
  return { ticks, labels: ['0', figure(1 / 3), figure(2 / 3), `${figure(1)} ${unit === 60 ? 'min' : 's'}`] }
}
