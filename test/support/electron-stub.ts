import { createElectronDouble } from '#test/support/electron-double.ts'

/** What a bundled main program gets for `electron` where the binary is not there. */
export const double = createElectronDouble()
export const { app, ipcMain, BrowserWindow, MessageChannelMain, Notification, Menu, dialog, shell, protocol, session } =
  double.electron
export const { powerMonitor, globalShortcut, systemPreferences } = double.electron
export const safeStorage = { getSelectedStorageBackend: () => 'basic_text' }
