/** Versions as this program counts them: three numbers, and nothing behind them. */
const numbersOf = (version: string): readonly number[] | null =>
  /^(?:0|[1-9]\d{0,8})(?:\.(?:0|[1-9]\d{0,8})){2}$/.test(version) ? version.split('.').map(Number) : null

/** Whether it comes after the other one. What is no release, like 2.0.0-beta.1, comes after nothing. */
export function isLaterVersion(version: string, than: string): boolean {
  const [here, there] = [numbersOf(version), numbersOf(than)]
  if (here === null || there === null) return false
  const index = here.findIndex((number, place) => number !== there[place])
  return index >= 0 && (here[index] ?? 0) > (there[index] ?? 0)
}
