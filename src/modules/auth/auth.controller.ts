import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answers, AnswersNothing, Deferrable, Operation, Urgent } from '../../platform/http';
import { CurrentCaller, Public } from './access/access';
import type { Caller } from './access/access';
import { LoginService } from './account/login.service';
import { PasswordResetService } from './account/password-reset.service';
import { RegistrationService } from './account/registration.service';
import {
  AcceptedResponse,
  LoginRequest,
  LogoutRequest,
  PasswordResetConfirmRequest,
  PasswordResetRequest,
  RefreshRequest,
  RegisterRequest,
  TokensResponse,
  VerifyEmailRequest,
} from './auth.dto';
import { InvalidCredentials, InvalidOneTimeToken, InvalidRefreshToken, TooManyAttempts, WeakPassword } from './auth.errors';
import { CurrentClient } from './session/client';
import { LogoutService } from './session/logout.service';
import { RotateRefreshToken } from './session/rotate-refresh-token';
import type { Client } from './session/session.service';

@ApiTags('Auth')
@Controller('v1/auth')
export class AuthController {
  constructor(
    private readonly registrations: RegistrationService,
    private readonly logins: LoginService,
    private readonly logouts: LogoutService,
    private readonly refreshTokens: RotateRefreshToken,
    private readonly resets: PasswordResetService,
  ) {}

  @Post('register')
  @Deferrable()
  @Public()
  @Operation({
    id: 'register',
    summary: 'Register',
    description:
      'Sends a mail to the address: with a token that verifies it, or, if it has an account already, saying so. The answer and its time are the same in both cases. The account can sign in once its address is verified; registering again sends another mail.',
    problems: [WeakPassword, TooManyAttempts],
  })
  @Answers(AcceptedResponse, { status: 202 })
  async register(@Body() body: RegisterRequest, @CurrentCaller() caller: Caller): Promise<AcceptedResponse> {
    await this.registrations.receive(body, caller.source);
    return AcceptedResponse.make();
  }

  @Post('verify-email')
  @Public()
  @Operation({
    id: 'verifyEmail',
    summary: 'Verify the e-mail address',
    description: 'Redeems the token of the registration mail, activates the account with the password of that registration, and signs in.',
    problems: [InvalidOneTimeToken],
  })
  @Answers(TokensResponse)
  async verifyEmail(@Body() body: VerifyEmailRequest, @CurrentClient() client: Client): Promise<TokensResponse> {
    return TokensResponse.from(await this.registrations.verify(body.token, client));
  }

  @Post('login')
  @Deferrable()
  @Public()
  @Operation({
    id: 'login',
    summary: 'Sign in',
    description:
      'Opens a session. A wrong password, an unknown address, one that was not verified and a disabled account answer alike. Failures slow down further attempts, counted by account, by network and by both.',
    problems: [InvalidCredentials, TooManyAttempts],
  })
  @Answers(TokensResponse)
  async login(@Body() body: LoginRequest, @CurrentClient() client: Client): Promise<TokensResponse> {
    return TokensResponse.from(await this.logins.login(body, client));
  }

  @Post('refresh')
  @Urgent()
  @Public()
  @Operation({
    id: 'refreshSession',
    summary: 'Get the next pair of tokens',
    description:
      'Send no Authorization header: an expired access token in it is refused here as everywhere. The refresh token is replaced. Sent again within 10 seconds, while its successor is unused, it answers the same successor, for a client whose answer got lost; any other second use ends the session.',
    problems: [InvalidRefreshToken],
  })
  @Answers(TokensResponse)
  async refresh(@Body() body: RefreshRequest): Promise<TokensResponse> {
    return TokensResponse.from(await this.refreshTokens.run(body.refreshToken));
  }

  @Post('logout')
  @Public()
  @Operation({
    id: 'logout',
    summary: 'Sign out',
    description:
      'Ends the session of the access token, and the one of the refresh token if it is sent. Ending what is over already is fine.',
  })
  @AnswersNothing(204)
  async logout(@Body() body: LogoutRequest, @CurrentCaller() caller: Caller): Promise<void> {
    await this.logouts.logout(caller, body.refreshToken);
  }

  @Post('password-reset')
  @Public()
  @Operation({
    id: 'requestPasswordReset',
    summary: 'Ask for a password reset',
    description: 'Sends a mail with a token if the address has an account. The answer and its time are the same when it has none.',
    problems: [TooManyAttempts],
  })
  @Answers(AcceptedResponse, { status: 202 })
  async requestPasswordReset(@Body() body: PasswordResetRequest, @CurrentCaller() caller: Caller): Promise<AcceptedResponse> {
    await this.resets.receive(body.email, caller.source);
    return AcceptedResponse.make();
  }

  @Post('password-reset/confirm')
  @Deferrable()
  @Public()
  @Operation({
    id: 'confirmPasswordReset',
    summary: 'Set a new password',
    description: 'Redeems the token of the reset mail. Every session of the account ends; sign in with the new password.',
    problems: [InvalidOneTimeToken, WeakPassword],
  })
  @AnswersNothing(204)
  async confirmPasswordReset(@Body() body: PasswordResetConfirmRequest): Promise<void> {
    await this.resets.confirm(body.token, body.password);
  }
}
