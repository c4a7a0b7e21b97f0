/** The words an address may choose incidents and rounds by. The contracts have them too, which this folder does not read; a
 *  test holds both to be the same. */
export const knownWords = {
  incidentStates: [
    'open',
    'ended',
    'all',
    'reported',
    'accepted',
    'assigned',
    'in_progress',
    'resolved',
    'closed',
    'returned',
    'merged',
    'cancelled',
  ],
  incidentKinds: ['dispute', 'hazard', 'emergency', 'request'],
  severities: ['blue', 'yellow', 'orange', 'red'],
  rungs: ['grid', 'village', 'township', 'county'],
  patrolStates: ['scheduled', 'ready', 'overdue', 'under_way', 'done', 'cancelled'],
} as const
