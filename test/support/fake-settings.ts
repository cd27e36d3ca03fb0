import type { SecretStatus } from '#contract/settings.ts'

/** What a desk without a desk says of its keys, and whom its helpdesk knows. */
export const fakeSecrets: readonly SecretStatus[] = [
  { name: 'xai', state: 'stored', hint: '4f2a', backend: 'gnome_libsecret' },
  { name: 'support_agent', state: 'missing', hint: '', backend: '' },
  { name: 'helpdesk', state: 'stored', hint: '91c0', backend: 'gnome_libsecret' },
  { name: 'voice', state: 'missing', hint: '', backend: '' },
  { name: 'management', state: 'missing', hint: '', backend: '' },
]

export const fakeAdmins: readonly { readonly kind: 'admin' | 'team'; readonly id: string; readonly name: string }[] = [
  { kind: 'admin', id: '1', name: 'Jo Lindqvist' },
  { kind: 'team', id: '7', name: 'Workshop' },
]
