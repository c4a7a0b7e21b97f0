import { boolean, integer, pgSchema, text, timestamp } from 'drizzle-orm/pg-core'

const onegrid = pgSchema('onegrid')
const instant = (name: string) => timestamp(name, { withTimezone: true })
const stamps = { createdAt: instant('created_at').notNull(), updatedAt: instant('updated_at').notNull() }

/** The columns of which the sign-in library knows; what else stands in these tables is in migrations-shared. */
export const users = onegrid.table('users', {
  id: text().primaryKey(),
  username: text().notNull(),
  name: text().notNull(),
  email: text().notNull(),
  emailVerified: boolean('email_verified').notNull(),
  image: text(),
  twoFactorEnabled: boolean('two_factor_enabled').notNull(),
  ...stamps,
})

export const sessions = onegrid.table('sessions', {
  id: text().primaryKey(),
  token: text().notNull(),
  userId: text('user_id').notNull(),
  expiresAt: instant('expires_at').notNull(),
  ipAddress: text('ip_address'),
  userAgent: text('user_agent'),
  ...stamps,
})

export const credentials = onegrid.table('credentials', {
  id: text().primaryKey(),
  userId: text('user_id').notNull(),
  providerId: text('provider_id').notNull(),
  accountId: text('account_id').notNull(),
  password: text(),
  accessToken: text('access_token'),
  refreshToken: text('refresh_token'),
  idToken: text('id_token'),
  accessTokenExpiresAt: instant('access_token_expires_at'),
  refreshTokenExpiresAt: instant('refresh_token_expires_at'),
  scope: text(),
  ...stamps,
})

export const verifications = onegrid.table('verifications', {
  id: text().primaryKey(),
  identifier: text().notNull(),
  value: text().notNull(),
  expiresAt: instant('expires_at').notNull(),
  ...stamps,
})

export const secondFactors = onegrid.table('second_factors', {
  id: text().primaryKey(),
  userId: text('user_id').notNull(),
  secret: text().notNull(),
  backupCodes: text('backup_codes').notNull(),
  verified: boolean().notNull(),
  failedVerificationCount: integer('failed_verification_count').notNull(),
  lockedUntil: instant('locked_until'),
})
