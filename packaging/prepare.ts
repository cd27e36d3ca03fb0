import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { System } from '#packaging/fuses.ts'
import { writeIcons } from '#packaging/icon/write.ts'
import { licenceTexts } from '#packaging/licences.ts'

/** Makes what goes into the packages and is no part of a build: icons, and the licences of what others wrote. */
export function prepare(root: string, system: System): void {
  writeIcons(join(root, 'out', 'icons'), system)
  writeFileSync(join(root, 'out', 'licences.txt'), licenceTexts(root))
}
