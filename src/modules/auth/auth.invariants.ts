import type { Invariant } from '../../platform/database';

export const authInvariants: readonly Invariant[] = [
  {
    id: 'A1',
    says: 'a session has one refresh token that opens it',
    sql: `SELECT session_id FROM auth_refresh_token WHERE rotated_at IS NULL GROUP BY session_id HAVING COUNT(*) > 1`,
  },
  {
    id: 'A2',
    says: 'an erased account keeps nothing about a person',
    sql: `SELECT a.id FROM auth_account a WHERE a.status = 'erased' AND (EXISTS (SELECT 1 FROM auth_address b WHERE b.account_id = a.id)
          OR EXISTS (SELECT 1 FROM auth_session s WHERE s.account_id = a.id) OR EXISTS (SELECT 1 FROM auth_one_time_token t WHERE t.account_id = a.id))`,
  },
  {
    id: 'A3',
    says: 'an address book has one default of each kind',
    sql: 'SELECT account_id FROM auth_address GROUP BY account_id HAVING SUM(default_shipping) > 1 OR SUM(default_billing) > 1',
  },
];
