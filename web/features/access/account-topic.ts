/** What of the own account somebody has opened. */
export type AccountTopic = 'password' | 'second-factor' | 'own' | 'sign-out-all' | 'sign-out-failed'
