import { z } from 'zod'

/** What the command line and `countersign:` links may say to the desk. Everything else is ignored; nothing is executed. */
export const linkScheme = 'countersign'

const LinkSchema = z.union([
  z
    .string()
    .regex(/^countersign:\/\/conversation\/[1-9][0-9]{0,14}\/?$/)
    .transform((link) => ({ to: 'conversation' as const, id: Number(/\d+/.exec(link)?.[0]) })),
  z
    .string()
    .regex(/^countersign:\/\/proposal\/[A-Za-z0-9_-]{1,64}\/?$/)
    .transform((link) => ({ to: 'proposal' as const, id: link.split('/')[3] ?? '' })),
  z
    .string()
    .regex(/^countersign:\/\/transcripts\/?(?:\?[A-Za-z0-9*._+%=&-]{0,9000})?$/)
    .transform((link) => ({ to: 'transcripts' as const, id: link.split('?')[1] ?? '' })),
])
export type DeskLink = z.output<typeof LinkSchema>

const ArgumentsSchema = z.object({
  profile: z
    .string()
    .min(1)
    .max(4096)
    .refine((path) => !path.includes('\0') && !path.startsWith('-'))
    .nullable()
    .catch(null),
  sandbox: z.boolean(),
  serve: z.boolean(),
  link: LinkSchema.nullable().catch(null),
})
export type DeskArguments = z.output<typeof ArgumentsSchema>

export function parseLink(text: unknown): DeskLink | null {
  return LinkSchema.safeParse(text).data ?? null
}

/** The part of the page's address that says what to show. */
export function fragmentOf(link: DeskLink): string {
  if (link.to === 'transcripts') return `#/transcripts${link.id === '' ? '' : `?${link.id}`}`
  return `#${link.to}/${link.id}`
}

export function parseArguments(argv: readonly string[]): DeskArguments {
  const joined = argv.find((argument) => argument.startsWith('--profile='))?.slice('--profile='.length)
  const at = argv.indexOf('--profile')
  return ArgumentsSchema.parse({
    profile: joined ?? (at < 0 ? null : argv[at + 1]),
    sandbox: argv.includes('--sandbox'),
    serve: argv.includes('--serve'),
    link: argv.find((argument) => argument.startsWith(`${linkScheme}:`)) ?? null,
  })
}

const debugging =
  /^--?(?:inspect|remote-debugging|remote-allow-origins|debug|js-flags|load-extension|no-sandbox|disable-web-security|disable-site-isolation|allow-running-insecure-content|user-data-dir|ignore-certificate|host-rules|host-resolver-rules|proxy-|enable-automation|renderer-cmd-prefix|gpu-launcher|utility-cmd-prefix|password-store=basic|single-process)/i

/** Switches that would open the packaged program to whoever can start it. It does not start with them. */
export function forbiddenSwitches(argv: readonly string[]): readonly string[] {
  return argv.slice(1).filter((argument) => debugging.test(argument))
}
