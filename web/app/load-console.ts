/** The console's code, with the map's: a sign-in does without. */
export const loadConsole = () => import('./console-screen.tsx').then((module) => ({ default: module.ConsoleScreen }))
