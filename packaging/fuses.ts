import { FuseState, FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses'

/**
 * The switches inside Electron's own program, each decided by name: a fuse that a new Electron brings breaks the types
 * here, and the packaging there, until somebody has decided it.
 */
export type FuseName = keyof typeof FuseV1Options
export type Fuses = Readonly<Record<FuseName, boolean>>
export type System = 'linux' | 'darwin' | 'win32'

export const fusesOf = (system: System): Fuses => ({
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  // Electron has no integrity of archives on Linux: there the package manager, or whoever unpacks the image, vouches for it.
  EnableEmbeddedAsarIntegrityValidation: system !== 'linux',
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
  // Without them every access of WebAssembly is checked in code; sound is encoded in it.
  WasmTrapHandlers: true,
})

export async function setFuses(program: string, system: System): Promise<void> {
  const wanted = fusesOf(system)
  await flipFuses(program, {
    version: FuseVersion.V1,
    strictlyRequireAllFuses: true,
    // What was changed has to be signed again, or a Mac does not start it at all.
    resetAdHocDarwinSignature: system === 'darwin',
    [FuseV1Options.RunAsNode]: wanted.RunAsNode,
    [FuseV1Options.EnableCookieEncryption]: wanted.EnableCookieEncryption,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: wanted.EnableNodeOptionsEnvironmentVariable,
    [FuseV1Options.EnableNodeCliInspectArguments]: wanted.EnableNodeCliInspectArguments,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: wanted.EnableEmbeddedAsarIntegrityValidation,
    [FuseV1Options.OnlyLoadAppFromAsar]: wanted.OnlyLoadAppFromAsar,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: wanted.LoadBrowserProcessSpecificV8Snapshot,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: wanted.GrantFileProtocolExtraPrivileges,
    [FuseV1Options.WasmTrapHandlers]: wanted.WasmTrapHandlers,
  })
}

/** What the bytes of a packaged program say against what was decided, one sentence for each difference. */
export async function differingFuses(program: string, system: System): Promise<readonly string[]> {
  const wire: Readonly<Record<string, unknown>> = { ...(await getCurrentFuseWire(program)) }
  const known = Object.entries(fusesOf(system)).flatMap(([name, wanted]) => {
    const state = wire[String(FuseV1Options[name as FuseName])]
    const expected = wanted ? FuseState.ENABLE : FuseState.DISABLE
    return state === expected ? [] : [`${name} should be ${wanted ? 'on' : 'off'} and is ${spell(state)}`]
  })
  const decided = new Set(Object.keys(fusesOf(system)).map((name) => String(FuseV1Options[name as FuseName])))
  const unknown = Object.keys(wire).filter((key) => /^\d+$/.test(key) && !decided.has(key))
  return [...known, ...unknown.map((key) => `fuse ${key} is decided by nobody`)]
}

function spell(state: unknown): string {
  switch (state) {
    case FuseState.ENABLE:
      return 'on'
    case FuseState.DISABLE:
      return 'off'
    case FuseState.REMOVED:
      return 'removed'
    default:
      return 'unreadable'
  }
}
