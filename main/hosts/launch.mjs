import { loadProgram } from '#main/hosts/start/load.mjs'

/** `npm start` */
await loadProgram('start', () => import('#main/hosts/start.ts'))
