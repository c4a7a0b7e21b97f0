import {
  getCurrentAuthContextAsyncLocalStorage,
  getCurrentDBAdapterAsyncLocalStorage,
  getRequestStateAsyncLocalStorage,
} from '@better-auth/core/context'
import { releaseWhenUnused } from '#api/platform/db/release-storage.ts'

let releasing: Promise<unknown> | undefined

/** The library's stores, of which a process has one set, let go of it between two sign-ins. */
export const releaseAuthStores = (): Promise<unknown> => {
  releasing ??= Promise.all([
    getCurrentAuthContextAsyncLocalStorage().then(releaseWhenUnused),
    getCurrentDBAdapterAsyncLocalStorage().then(releaseWhenUnused),
    getRequestStateAsyncLocalStorage().then(releaseWhenUnused),
  ])
  return releasing
}
