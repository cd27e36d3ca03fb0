import { keepCompiledCode } from '#main/hosts/compiled-code.mjs'

/** `npm start` */
keepCompiledCode()
await import('#main/hosts/start.ts')
