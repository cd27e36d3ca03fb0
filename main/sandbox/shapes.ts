import { AccountShapeSchema, type AccountShape } from '#main/sandbox/account/account.ts'
import { ScriptSchema, type Script } from '#main/sandbox/agent/script.ts'
import { ShapeSchema, type Shape } from '#main/sandbox/agent/shapes.ts'
import { BotShapeSchema, type BotShape } from '#main/sandbox/bot/world.ts'
import type { SandboxControl } from '#main/sandbox/control.ts'
import { LibraryShapeSchema, type LibraryShape } from '#main/sandbox/library/library.ts'
import { TextShapeSchema, type TextShape } from '#main/sandbox/text/answer.ts'

/** In which form each service answers, and what the agent was told to say: as documented, until somebody says otherwise. */
export type Shapes = {
  readonly agent: () => Shape
  readonly text: () => TextShape
  readonly account: () => AccountShape
  readonly bot: () => BotShape
  readonly library: () => LibraryShape
  readonly scripts: () => readonly Script[]
  readonly forget: () => void
  readonly control: Pick<SandboxControl, 'script' | 'clearScripts' | 'shape' | 'text' | 'account' | 'bot' | 'library'>
}

export function createShapes(given: Partial<Shape>): Shapes {
  const first = () => ({
    agent: ShapeSchema.parse(given),
    text: TextShapeSchema.parse({}),
    account: AccountShapeSchema.parse({}),
    bot: BotShapeSchema.parse({}),
    library: LibraryShapeSchema.parse({}),
  })
  let now = first()
  let scripts: Script[] = []
  return {
    agent: () => now.agent,
    text: () => now.text,
    account: () => now.account,
    bot: () => now.bot,
    library: () => now.library,
    scripts: () => scripts,
    forget: () => {
      now = first()
      scripts = []
    },
    control: {
      script: (script) => void scripts.push(ScriptSchema.parse(script)),
      clearScripts: () => void (scripts = []),
      shape: (change) => void (now = { ...now, agent: ShapeSchema.parse({ ...now.agent, ...change }) }),
      text: (change) => void (now = { ...now, text: TextShapeSchema.parse({ ...now.text, ...change }) }),
      account: (change) => void (now = { ...now, account: AccountShapeSchema.parse({ ...now.account, ...change }) }),
      bot: (change) => void (now = { ...now, bot: BotShapeSchema.parse({ ...now.bot, ...change }) }),
      library: (change) => void (now = { ...now, library: LibraryShapeSchema.parse({ ...now.library, ...change }) }),
    },
  }
}
