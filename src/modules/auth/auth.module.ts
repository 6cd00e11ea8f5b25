import { Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { Config } from '../../platform/config';
import { AccessTokenStrategy } from './access/access-token.strategy';
import { AccessGuard } from './access/access.guard';
import { RouteAudit } from './access/route-audit';
import { AddressService } from './account/address.service';
import { AddressesController } from './account/addresses.controller';
import { ExportService } from './account/export.service';
import { LoginService } from './account/login.service';
import { MeController } from './account/me.controller';
import { OneTimeTokens } from './account/one-time-tokens';
import { PasswordResetService } from './account/password-reset.service';
import { PersonalDataModule } from './account/personal-data';
import { ProfileService } from './account/profile.service';
import { RegistrationService } from './account/registration.service';
import { AuthController } from './auth.controller';
import { AuthFacade } from './auth.facade';
import { AuthSweeper } from './auth.sweeper';
import { HashSlots } from './password/hash-slots';
import { PasswordHasher } from './password/password-hasher';
import { LogoutService } from './session/logout.service';
import { RotateRefreshToken } from './session/rotate-refresh-token';
import { SessionTokens } from './session/session-tokens';
import { SessionService } from './session/session.service';
import { SessionsController } from './session/sessions.controller';
import { CustomersController } from './staff/customers.controller';
import { CustomersService } from './staff/customers.service';
import { LoginThrottle } from './throttle/login-throttle';
import { MailThrottle } from './throttle/mail-throttle';
import { Throttle } from './throttle/throttle.service';

const access = [AccessTokenStrategy, RouteAudit, { provide: APP_GUARD, useClass: AccessGuard }];
const sessions = [SessionService, SessionTokens, RotateRefreshToken, LogoutService];
const accounts = [RegistrationService, LoginService, PasswordResetService, ProfileService, AddressService, ExportService, OneTimeTokens];
const protection = [HashSlots, PasswordHasher, Throttle, LoginThrottle, MailThrottle];

@Module({
  imports: [
    DiscoveryModule,
    PassportModule,
    PersonalDataModule,
    JwtModule.registerAsync({ inject: [Config], useFactory: (config: Config) => ({ privateKey: config.jwt.privateKeyPem }) }),
  ],
  controllers: [AuthController, MeController, AddressesController, SessionsController, CustomersController],
  providers: [...access, ...sessions, ...accounts, ...protection, CustomersService, AuthSweeper, AuthFacade],
  exports: [AuthFacade],
})
export class AuthModule {}
