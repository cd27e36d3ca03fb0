import { build } from 'vite'
import { programs } from '#test/support/programs.ts'

/** Bundles the programs of the tests into a directory: `node test/support/build-programs.ts DIR`. */

/** Native code, compiled code beside its script, and what finds its own files. */
const external = [
  '@alexanderolsen/libsamplerate-js',
  'ajv',
  'ajv-formats',
  'better-sqlite3',
  'decibri',
  'libopus-wasm',
  'mediabunny',
]

await build({
  configFile: false,
  publicDir: false,
  logLevel: 'error',
  ssr: { noExternal: true, external },
  build: {
    ssr: true,
    target: 'node24',
    outDir: process.argv[2] ?? '',
    emptyOutDir: true,
    minify: false,
    rolldownOptions: {
      input: { ...programs },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
})
