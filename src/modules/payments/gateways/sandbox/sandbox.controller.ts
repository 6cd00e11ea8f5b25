import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AnswersText, IdParam, NotFound, Operation, Produces, RawBody } from '../../../../platform/http';
import { Config } from '../../../../platform/config';
import { Public } from '../../../auth';
import { SandboxBank } from './sandbox.bank';
import type { SandboxCharge } from './sandbox.entity';
import { challengePage } from './sandbox.page';

const HTML = 'text/html';
/** No `form-action`: browsers apply it to the redirect after the form too, and that leads back to the shop front. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

/** The sandbox bank's hosted page. Its address holds the unguessable id of the charge and is given to the payer only. */
@ApiTags('Payments')
@Controller('v1/sandbox/challenges')
export class SandboxController {
  constructor(
    private readonly bank: SandboxBank,
    private readonly config: Config,
  ) {}

  @Get(':id')
  @Public()
  @Produces(HTML)
  @Operation({
    id: 'showSandboxChallenge',
    summary: "Show the sandbox bank's confirmation page",
    description:
      'The page that `nextAction.url` leads to for `pm_card_threeDSecure2Required`, with one button to complete the payment and one to fail it.',
    problems: [NotFound],
  })
  @AnswersText(HTML, { description: 'The page.', example: '<!doctype html><title>Sandbox bank</title>' })
  async show(@IdParam('chrg') id: string, @Res() reply: FastifyReply): Promise<void> {
    await this.page(await this.charge(id), reply);
  }

  @Post(':id')
  @Public()
  @RawBody()
  @Produces(HTML)
  @Operation({
    id: 'answerSandboxChallenge',
    summary: "Press a button on the sandbox bank's page",
    description:
      'A form post with `outcome=complete` or `outcome=fail`. Leads back to the `returnUrl` of the confirmation, with `paymentId` added, or shows the page again when there is none. The shop learns the outcome from the webhook that follows.',
    problems: [NotFound],
  })
  @ApiResponse({ status: 303, description: 'Back to the `returnUrl` of the confirmation.' })
  @AnswersText(HTML, {
    description: 'The page, when there is no address to return to.',
    example: '<!doctype html><title>Sandbox bank</title>',
  })
  async answer(@IdParam('chrg') id: string, @Body() form: Buffer | undefined, @Res() reply: FastifyReply): Promise<void> {
    await this.charge(id);
    const outcome = new URLSearchParams(form?.toString('latin1')).get('outcome');
    const charge = await this.decide(id, outcome);
    const target = charge.status === 'requires_action' ? null : charge.returnUrl;
    await (target === null ? this.page(charge, reply) : reply.redirect(backTo(target, charge.reference), 303));
  }

  /** Only the first decision counts; anything else shows how things stand. */
  private decide(id: string, outcome: string | null): Promise<SandboxCharge> {
    if (outcome === 'complete') return this.bank.consent(id);
    return outcome === 'fail' ? this.bank.decline(id, 'authentication_failed') : this.bank.get(id);
  }

  private async charge(id: string): Promise<SandboxCharge> {
    const charge = this.config.sandbox.enabled ? await this.bank.find({ id }) : null;
    if (!charge) throw new NotFound('challenge');
    return charge;
  }

  private page(charge: SandboxCharge, reply: FastifyReply): FastifyReply {
    reply.header('content-type', `${HTML}; charset=utf-8`).header('content-security-policy', POLICY);
    return reply.send(challengePage(charge));
  }
}

/** The address was checked when the payment was confirmed: http or https, without credentials. */
function backTo(returnUrl: string, paymentId: string): string {
  const url = new URL(returnUrl);
  url.searchParams.set('paymentId', paymentId);
  return url.href;
}
