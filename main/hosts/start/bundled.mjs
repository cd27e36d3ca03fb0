import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fingerprintOf } from '#main/hosts/start/sources.mjs'

const inputs = ['main', 'preload', 'package.json', 'package-lock.json']

/**
 * Where the programs of exactly these sources lie bundled, once they are. Each bundle has a folder of its own, so that a desk
 * that runs from an older one finds its threads; it gets its name when it is whole.
 *
 * @param {string} root
 */
export const placeOfBundle = (root) =>
  join(root, 'out', `desk-${fingerprintOf(root, inputs, join(root, 'out', 'desk-sources')).slice(0, 16)}`)

/**
 * @param {string} root
 * @returns {string | null}
 */
export function findBundle(root) {
  const place = placeOfBundle(root)
  return existsSync(place) ? place : null
}
