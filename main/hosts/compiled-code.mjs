import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

/**
 * Keeps compiled code beside the program, so that the next start neither strips types nor compiles. Only what
 * is imported afterwards profits, which is why this and the entry points that call it are plain JavaScript. Never in a
 * folder that others may write to; where the program's own cannot be written, nothing is kept.
 *
 * @param {string} directory
 */
export function keepCompiledCodeIn(directory) {
  enableCompileCache(directory)
}

/** That of the sources. */
export function keepCompiledCode() {
  keepCompiledCodeIn(fileURLToPath(new URL('../../node_modules/.cache/countersign/compiled', import.meta.url)))
}
