import { build } from 'vite'

/** Bundles programs for Node into a directory: `node main/hosts/start/bundle.ts DIRECTORY NAME=FILE …`. */

const [directory = '', ...programs] = process.argv.slice(2)

/** Native code, compiled code beside its script, and what only threads load. */
const external = ['@alexanderolsen/libsamplerate-js', 'better-sqlite3', 'decibri', 'libopus-wasm', 'mediabunny']

await build({
  configFile: false,
  publicDir: false,
  logLevel: 'error',
  ssr: { noExternal: true, external },
  build: {
    ssr: true,
    target: 'node24',
    outDir: directory,
    emptyOutDir: true,
    minify: false,
    rolldownOptions: {
      input: Object.fromEntries(programs.map((program) => program.split('='))),
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
})
