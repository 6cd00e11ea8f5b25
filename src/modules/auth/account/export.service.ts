import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { SessionService } from '../session/session.service';
import { AddressService } from './address.service';
import { AddressResponse, ExportResponse, MeResponse, SessionResponse } from './me.dto';
import { PersonalData } from './personal-data';
import { ProfileService } from './profile.service';

const ALL = 1000;

@Injectable()
export class ExportService {
  constructor(
    private readonly clock: Clock,
    private readonly profiles: ProfileService,
    private readonly addresses: AddressService,
    private readonly sessions: SessionService,
    private readonly personalData: PersonalData,
  ) {}

  async collect(accountId: string, sessionId?: string): Promise<ExportResponse> {
    const sessions = await this.sessions.list(accountId, ALL);
    return Object.assign(new ExportResponse(), {
      exportedAt: this.clock.now(),
      account: MeResponse.from(await this.profiles.get(accountId)),
      addresses: (await this.addresses.list(accountId, ALL)).map((address) => AddressResponse.from(address)),
      sessions: sessions.map((session) => SessionResponse.from(session, sessionId)),
      sections: await this.personalData.collect(accountId),
    });
  }
}
