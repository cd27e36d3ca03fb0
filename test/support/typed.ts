import { runCommandLine } from '#main/hosts/cli/run.ts'

/** What a command left behind: its exit code, and what it wrote. */
export type Ran = { readonly code: number | null; readonly out: string; readonly err: string }

/** The command line with these words, in this process: a process of its own per command costs more than the command. */
export async function typed(
  words: readonly string[],
  input = '',
  environment: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  let [out, err] = ['', '']
  const code = await runCommandLine(words, {
    environment,
    standardInput: () => Promise.resolve(input),
    print: (text) => void (out += `${text}\n`),
    complain: (text) => void (err += `${text}\n`),
    whenStopped: () => Promise.resolve(),
  })
  return { code, out, err }
}
