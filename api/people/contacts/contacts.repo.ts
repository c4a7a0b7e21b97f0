import { createPersonRepo } from '#api/people/persons/person-repo.ts'

/** Beside what every person has. */
export type ContactFields = { duty: string }

export const contactsRepo = createPersonRepo<ContactFields>('contacts', { duty: { column: 'duty', type: 'text' } })
