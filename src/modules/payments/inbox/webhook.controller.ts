import type { IncomingHttpHeaders } from 'node:http';
import { Body, Controller, Headers, Param, Post } from '@nestjs/common';
import { ApiHeader, ApiParam, ApiTags } from '@nestjs/swagger';
import { Answers, NotFound, Operation, RawBody, Vital } from '../../../platform/http';
import { Public } from '../../auth';
import { WebhookSignatureInvalid, WebhookUnreadable } from '../payments.errors';
import { Inbox } from './inbox.service';
import { WebhookReceipt } from './webhook.dto';

@ApiTags('Webhooks')
@Controller('v1/webhooks/payments')
export class WebhookController {
  constructor(private readonly inbox: Inbox) {}

  @Post(':gateway')
  @Public()
  @RawBody()
  @Vital()
  @ApiParam({
    name: 'gateway',
    description: "The gateway's name.",
    schema: { type: 'string', pattern: '^[a-z][a-z0-9_]{0,31}$' },
    example: 'sandbox',
  })
  @ApiHeader({
    name: 'Portico-Signature',
    required: false,
    description: 'The signature of the sandbox gateway; others bring their own header.',
  })
  @Operation({
    id: 'receivePaymentWebhook',
    summary: 'Take in a message of a payment gateway',
    description:
      'Checks the signature over the exact bytes, stores the message once and answers. What is new in it is worked on afterwards, so a repeated, late or uninteresting message is answered with 200 as well.',
    problems: [WebhookSignatureInvalid, WebhookUnreadable, NotFound],
    example: { path: { gateway: 'sandbox' } },
  })
  @Answers(WebhookReceipt)
  async receive(
    @Param('gateway') gateway: string,
    @Body() body: Buffer | undefined,
    @Headers() headers: IncomingHttpHeaders,
  ): Promise<WebhookReceipt> {
    await this.inbox.receive(gateway, body ?? Buffer.alloc(0), headers);
    return { received: true };
  }
}
