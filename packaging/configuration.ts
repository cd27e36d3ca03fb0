import { join } from 'node:path'
import type { AfterPackContext, Configuration } from 'electron-builder'
import checksums from 'electron/checksums.json' with { type: 'json' }
import { differingFuses, setFuses, type System } from '#packaging/fuses.ts'

/** What the packages are made of and how. Plain data but for one hook, which sets the fuses and reads them back. */
export type PackagingOptions = {
  readonly root: string
  readonly environment: NodeJS.ProcessEnv
  /** An unpacked Electron to take in place of the one that would be downloaded. */
  readonly electron: string | null
  readonly output: string
}

export const appId = 'app.countersign.desk'

/** What is taken along. Packages that the desk needs come by themselves; of those, what is never read stays behind. */
export const files: readonly string[] = [
  'out/main/**',
  '!out/main/built-from',
  'out/preload/**',
  'out/renderer/**',
  'package.json',
  '!**/*.{map,ts,mts,cts,tsbuildinfo,flow,md,markdown}',
  'THIRD-PARTY.md',
  '!**/node_modules/*/{test,tests,__tests__,docs,example,examples,bench,benchmark}{,/**}',
  // Sources of packages that bring what was built from them.
  '!node_modules/{zod,mediabunny,better-sqlite3,re2js}/src{,/**}',
  '!node_modules/ajv/lib{,/**}',
  '!node_modules/better-sqlite3/{deps,binding.gyp}{,/**}',
  // The same once more for loaders and browsers that nobody uses here.
  '!node_modules/zod/**/*.cjs',
  '!node_modules/mediabunny/dist/bundles{,/**}',
  '!node_modules/re2js/build/index.{umd.js,cjs}',
  '!node_modules/@alexanderolsen/libsamplerate-js/dist/*.worklet.js',
  '!node_modules/@types{,/**}',
  // One system and processor in each package, not eight.
  '!node_modules/better-sqlite3/prebuilds/!(${platform}-${arch}).node',
  // The desk decides by levels when somebody speaks; the network that could is never loaded.
  '!node_modules/@decibri/*/*onnxruntime*',
  '!node_modules/decibri/models{,/**}',
]

/** Only what the system itself has to open lies outside of the archive, and with it outside of its integrity. */
export const unpacked: readonly string[] = ['**/*.node']

const isSystem = (name: string): name is System => name === 'linux' || name === 'darwin' || name === 'win32'

/** The program whose bytes hold the fuses. */
export function programOf(system: System, directory: string): string {
  switch (system) {
    case 'linux':
      return join(directory, 'countersign')
    case 'darwin':
      return join(directory, 'Countersign.app')
    case 'win32':
      return join(directory, 'Countersign.exe')
  }
}

async function decideFuses({ electronPlatformName: system, appOutDir }: AfterPackContext): Promise<void> {
  if (!isSystem(system)) throw new Error(`Nothing is decided for ${system}.`)
  const program = programOf(system, appOutDir)
  await setFuses(program, system)
  const differing = await differingFuses(program, system)
  if (differing.length > 0) throw new Error(`Fuses differ: ${differing.join('; ')}.`)
}

/** Where the sources are said to be. A build that knows no address names one that can belong to nobody. */
const homepageOf = (environment: NodeJS.ProcessEnv): string => {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = environment
  return server === undefined || repository === undefined ? 'https://countersign.invalid' : `${server}/${repository}`
}

type Feed = { readonly provider: 'generic'; readonly url: string } | null

/** Where installed programs look for newer versions. No build has one unless whoever builds it names one. */
function updateAddressOf(environment: NodeJS.ProcessEnv): string | null {
  const { COUNTERSIGN_UPDATE_ADDRESS: address = '' } = environment
  if (address === '') return null
  const url = URL.parse(address)
  if (url === null || url.protocol !== 'https:' || `${url.username}${url.password}${url.search}${url.hash}` !== '')
    throw new Error('COUNTERSIGN_UPDATE_ADDRESS has to be an https address without user, query or fragment.')
  return url.href
}

export function configurationOf({ root, environment, electron, output }: PackagingOptions): Configuration {
  const signsForMac = environment['CSC_LINK'] !== undefined || environment['CSC_NAME'] !== undefined
  const signsForWindows = environment['WIN_CSC_LINK'] !== undefined || environment['CSC_LINK'] !== undefined
  const address = updateAddressOf(environment)
  // What nobody signed is not replaced on a Mac at all, and on Windows by whatever comes.
  const feed = (isSigned: boolean): Feed =>
    address === null || !isSigned ? null : { provider: 'generic', url: address }
  return {
    appId,
    productName: 'Countersign',
    copyright: 'Countersign contributors, MIT licence',
    directories: { output, buildResources: join(root, 'out', 'icons') },
    ...(electron === null ? {} : { electronDist: electron }),
    // The hashes that came with the pinned package, not some that come with the download.
    electronDownload: { checksums },
    extraMetadata: { homepage: homepageOf(environment), author: 'Countersign contributors' },
    files: [...files],
    extraResources: [{ from: join(root, 'out', 'licences.txt'), to: 'licences.txt' }],
    asar: { smartUnpack: false },
    asarUnpack: [...unpacked],
    afterPack: decideFuses,
    // Native parts come built for every system, against an interface that Electron keeps: there is nothing to compile.
    npmRebuild: false,
    allowMissingDependencies: false,
    publish: feed(true),
    artifactName: '${productName}-${version}-${os}-${arch}.${ext}',
    protocols: [{ name: 'Countersign', schemes: ['countersign'], role: 'Viewer' }],
    linux: {
      target: ['AppImage', 'deb'],
      category: 'Office',
      executableName: 'countersign',
      icon: join(root, 'out', 'icons', 'linux'),
      maintainer: 'Countersign contributors <contributors@countersign.invalid>',
      synopsis: 'An AI support agent proposes, a person countersigns',
    },
    // Its default would start every window without a sandbox, and the program refuses to start like that.
    appImage: { executableArgs: [] },
    toolsets: { appimage: '1.0.3' },
    deb: { recommends: ['pulseaudio-utils'] },
    mac: {
      publish: feed(signsForMac),
      // What replaces a program on a Mac is a zip.
      target: feed(signsForMac) === null ? ['dmg'] : ['dmg', 'zip'],
      category: 'public.app-category.business',
      icon: join(root, 'out', 'icons', 'icon.icns'),
      darkModeSupport: true,
      hardenedRuntime: signsForMac,
      ...(signsForMac ? {} : { identity: null }),
      entitlements: join(root, 'packaging', 'entitlements.plist'),
      entitlementsInherit: join(root, 'packaging', 'entitlements.plist'),
      extendInfo: {
        NSMicrophoneUsageDescription: 'Countersign listens while you hold the talk key in a call.',
      },
    },
    win: { publish: feed(signsForWindows), target: ['nsis'], icon: join(root, 'out', 'icons', 'icon.ico') },
    nsis: {
      oneClick: false,
      perMachine: false,
      allowToChangeInstallationDirectory: true,
      deleteAppDataOnUninstall: false,
    },
  }
}
