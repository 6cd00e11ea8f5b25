import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/access';
import { SessionService } from './session.service';

@Injectable()
export class LogoutService {
  constructor(private readonly sessions: SessionService) {}

  async logout({ accountId, sessionId }: Caller, refreshToken?: string): Promise<void> {
    if (accountId && sessionId) await this.sessions.end(sessionId, 'logout', accountId);
    if (refreshToken) await this.sessions.endByRefreshToken(refreshToken);
  }
}
