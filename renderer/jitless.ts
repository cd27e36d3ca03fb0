import { z } from 'zod'

/** The page's policy forbids eval; zod must know before the first schema is used. Imported first. */
z.config({ jitless: true })
