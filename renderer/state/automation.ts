import { create } from 'zustand'
import { failureText, theDesk } from '#renderer/connection.ts'
import { t } from '#renderer/ui/language.ts'

/** Pause all and resume. Whether it is paused is the desk's word; here stands only a wish that came to nothing. */
export const useAutomation = create<{ readonly failure: string | null }>()(() => ({ failure: null }))

const ask = async (act: () => Promise<unknown>, what: string): Promise<void> => {
  useAutomation.setState({ failure: null })
  try {
    await act()
  } catch (error) {
    useAutomation.setState({ failure: `${what} ${failureText(error)}` })
  }
}

/** Pressed twice it is still paused: only resuming resumes. */
export const pauseAll = (): void => void ask(async () => theDesk().app.pause({}), t('Automation was not paused.'))
export const resumeAll = (): void => void ask(async () => theDesk().app.resume({}), t('Automation was not resumed.'))
export const dismissFailure = (): void => useAutomation.setState({ failure: null })
