import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

/** Scripts that are not loaded by a page but named by one: they keep their names, and are never taken from a cache. */
const soundScripts = ['capture-worklet', 'play-worklet', 'link-worker']

/**
 * Three bundles: main as modules, the preload script as the one CommonJS file a sandboxed window can load, and the screen,
 * which must work under a policy without inline scripts, inline styles or data: addresses.
 */
export default defineConfig({
  main: {
    build: {
      target: 'node24',
      // Packages stay packages, the optional one too: its native part lies beside it, one for each system.
      externalizeDeps: { include: ['decibri'] },
      rolldownOptions: {
        // Threads have entries of their own, found beside the file that starts them: no chunk lies deeper.
        input: {
          index: 'main/hosts/electron/app.ts',
          reader: 'main/hosts/reader.ts',
          opus: 'main/hosts/opus.ts',
          voice: 'main/hosts/voice.ts',
        },
        output: { chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: 'preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    base: '/',
    plugins: [react()],
    build: {
      assetsInlineLimit: 0,
      minify: true,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: {
          index: 'renderer/index.html',
          audio: 'renderer/audio.html',
          ...Object.fromEntries(soundScripts.map((name) => [name, `renderer/audio/${name}.ts`])),
        },
        // Wherever the schemas end up, zod has been told first that the page's policy forbids eval.
        output: {
          entryFileNames: ({ name }) => (soundScripts.includes(name) ? 'sound/[name].js' : 'assets/[name]-[hash].js'),
          codeSplitting: {
            groups: [
              {
                name: 'zod',
                test: /[\\/]node_modules[\\/]zod[\\/]|[\\/]renderer[\\/]jitless\.ts$/,
                priority: 3,
              },
              {
                name: 'react',
                test: /[\\/]node_modules[\\/](?:react|react-dom|scheduler|zustand)[\\/]/,
                priority: 2,
              },
              // What the first page needs comes in one file: seventy small ones cost more than they save. Its styles with it, in their order.
              {
                name: 'first',
                tags: ['$initial'],
                test: /[\\/]renderer[\\/](?:app|state|styles|ui)[\\/]/,
                priority: 1,
              },
            ],
          },
        },
      },
    },
  },
})
