import { z } from 'zod'

/** How one person likes to be served: which keys do what, and what is worth a notification. */

export const KeyPresetSchema = z.enum(['default', 'vim', 'gmail'])
export type KeyPreset = z.infer<typeof KeyPresetSchema>

const mostKeys = 400

export const KeyChoiceSchema = z
  .object({
    preset: KeyPresetSchema.default('default'),
    /** By command, where they differ from the preset: "e", "Mod+Shift+k", "g i". An empty list: no key. */
    changed: z
      .record(z.string().min(1).max(80), z.array(z.string().min(1).max(40)).max(4))
      .refine((changed) => Object.keys(changed).length <= mostKeys, `at most ${mostKeys} commands`)
      .default({}),
    /** What was stored could not be read: the default keys are in force until somebody changes one. */
    unread: z.literal(true).optional(),
  })
  .strict()
export type KeyChoice = z.infer<typeof KeyChoiceSchema>
export const defaultKeys: KeyChoice = { preset: 'default', changed: {} }

/** interrupt: at once, and once more · notify: at once · digest: every 15 minutes, counted · silent: only in the queue. */
export const LevelSchema = z.enum(['interrupt', 'notify', 'digest', 'silent'])
export type Level = z.infer<typeof LevelSchema>

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time like 22:00')

export const NotificationSettingsSchema = z
  .object({
    levels: z
      .object({
        /** An outcome nobody knows. */
        unknown: LevelSchema.default('interrupt'),
        R4: LevelSchema.default('interrupt'),
        R3: LevelSchema.default('interrupt'),
        R2: LevelSchema.default('notify'),
        R1: LevelSchema.default('digest'),
        R0: LevelSchema.default('silent'),
      })
      .strict()
      .prefault({}),
    /** In these hours nothing is shown; what waited comes counted afterwards. */
    quietHours: z
      .object({
        on: z.boolean().default(false),
        from: TimeOfDay.default('22:00'),
        to: TimeOfDay.default('07:00'),
        /** What interrupts comes through all the same. */
        interrupts: z.boolean().default(true),
      })
      .strict()
      .prefault({}),
    /** Says what it is about, with names and amounts: a lock screen shows it to whoever passes. */
    preview: z.boolean().default(false),
  })
  .strict()
export type NotificationSettings = z.infer<typeof NotificationSettingsSchema>
export const defaultNotifications: NotificationSettings = NotificationSettingsSchema.parse({})
