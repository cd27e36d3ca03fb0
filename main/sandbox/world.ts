import type { AccountState } from '#main/sandbox/account/account.ts'
import type { BotState } from '#main/sandbox/bot/world.ts'
import type { CompanyState } from '#main/sandbox/company/world.ts'
import type { ServiceName } from '#main/sandbox/faults.ts'
import type { HelpdeskState } from '#main/sandbox/helpdesk/world.ts'
import type { LibraryState } from '#main/sandbox/library/library.ts'
import type { LifeState } from '#main/sandbox/life.ts'

/** All of the sample company that is kept across restarts. */
export type World = {
  ports: Readonly<Record<ServiceName, number>>
  company: CompanyState
  helpdesk: HelpdeskState
  life: LifeState
  account: AccountState
  library: LibraryState
  bot: BotState
}

export const noPorts: World['ports'] = { xai: 0, helpdesk: 0, company: 0, bot: 0, management: 0 }
