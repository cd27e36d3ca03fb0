import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { keepCompiledCode, keepCompiledCodeIn } from '#main/hosts/compiled-code.mjs'
import { findBundle } from '#main/hosts/start/bundled.mjs'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/**
 * Runs a program: its bundle, or where there is none of exactly these sources, the sources.
 *
 * @param {string} name
 * @param {() => Promise<unknown>} source
 */
export async function loadProgram(name, source) {
  const bundle = findBundle(root)
  if (bundle === null) {
    keepCompiledCode()
    await source()
  } else {
    keepCompiledCodeIn(join(bundle, 'compiled'))
    await import(pathToFileURL(join(bundle, `${name}.js`)).href)
  }
}
