import { keepCompiledCode } from '#main/hosts/compiled-code.mjs'

// As a desk starts: from source, with compiled code kept.
keepCompiledCode()
await import('#bench/support/cold-child.ts')
