import type { BotConnection } from '#contract/bot-connection.ts'
import { BotKey } from '#renderer/app/Settings/Bot/BotKey.tsx'
import { BotTest } from '#renderer/app/Settings/Bot/BotTest.tsx'
import { BotUse } from '#renderer/app/Settings/Bot/BotUse.tsx'
import { CheckField, TextField } from '#renderer/app/Settings/fields.tsx'
import type { Editor } from '#renderer/app/Settings/Section.tsx'
import { useBot } from '#renderer/state/bot.ts'
import { Button } from '#renderer/ui/Button.tsx'
import '#renderer/styles/settings-bot.css'
import { t } from '#renderer/ui/language.ts'

/** The second engine: where it is, with which keys, what those are good for and how much of its plan is used. */
export function BotForm({ editor, saved }: { readonly editor: Editor; readonly saved: BotConnection | null }) {
  const { draft, errorAt } = editor
  const { bot, ...others } = draft.connections
  const status = useBot((held) => held.status)
  const set = (next: BotConnection): void =>
    editor.change({ ...draft, connections: { ...draft.connections, bot: next } })
  if (bot === undefined)
    return <Button onClick={() => set({ baseUrl: '', streaming: false })}>{t('Connect the bot')}</Button>
  const { extraHeader = '', tokenUrl = '' } = bot
  return (
    <>
      <TextField
        label={t('Base address')}
        mono
        value={bot.baseUrl}
        placeholder="https://bot.example.com/v1"
        error={errorAt('connections.bot.baseUrl')}
        help={t('Of the service, or of a server of your company that holds the key in its place.')}
        onChange={(baseUrl) => set({ ...bot, baseUrl })}
      />
      <BotKey name="bot" label={t('Key', {}, 'secret')} fresh={t('New key')} />
      <TextField
        label={t('Name of one more header')}
        mono
        value={extraHeader}
        error={errorAt('connections.bot.extraHeader')}
        help={t('Only where a server in between asks for one.')}
        onChange={(name) => set(without(bot, 'extraHeader', name))}
      />
      {extraHeader === '' ? null : (
        <BotKey name="bot_header" label={t('Value of that header')} fresh={t('New value of that header')} />
      )}
      <TextField
        label={t('Tokens of customers come from')}
        mono
        value={tokenUrl}
        placeholder="https://shop.example.com/token?email={email}"
        error={errorAt('connections.bot.tokenUrl')}
        help={t('Your own endpoint. {email} and {id} stand for the customer. Tokens are never made here.')}
        onChange={(url) => set(without(bot, 'tokenUrl', url))}
      />
      {tokenUrl === '' ? null : (
        <BotKey name="bot_backend" label={t('Key of that endpoint')} fresh={t('New key of that endpoint')} />
      )}
      <CheckField
        label={t('Show words as they are written')}
        checked={bot.streaming}
        onChange={(streaming) => set({ ...bot, streaming })}
      />
      <BotTest bot={bot} saved={saved} />
      {status === null || saved === null ? null : <BotUse status={status} />}
      <Button look="quiet" onClick={() => editor.change({ ...draft, connections: others })}>
        {t('Disconnect the bot')}
      </Button>
    </>
  )
}

/** An empty field is one that is not there. */
function without(bot: BotConnection, name: 'extraHeader' | 'tokenUrl', value: string): BotConnection {
  const { [name]: _, ...rest } = bot
  return value === '' ? rest : { ...rest, [name]: value }
}
