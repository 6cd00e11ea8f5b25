import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answers, Operation } from '../../../platform/http';
import { RequirePermission } from '../../auth';
import { AmountTooLarge, ImpossiblePriceInput } from '../pricing.errors';
import { simulate } from './simulate';
import { RESPONSE_EXAMPLE } from './simulation.example';
import { SimulationRequest, SimulationResponse } from './simulations.dto';

@ApiTags('Admin Pricing')
@Controller('v1/admin/pricing/simulations')
export class SimulationsController {
  @Post()
  @RequirePermission('pricing:read')
  @Operation({
    id: 'simulatePrice',
    summary: 'Calculate a price without a cart',
    description:
      'The very function that prices carts and orders, on numbers of your own; nothing is stored. Amounts are plain whole minor units. ' +
      'Discounts come before tax and apply in their order; tax is rounded once per line, half up.',
    problems: [AmountTooLarge, ImpossiblePriceInput],
  })
  @Answers(SimulationResponse, { example: RESPONSE_EXAMPLE })
  simulate(@Body() body: SimulationRequest): SimulationResponse {
    return SimulationResponse.from(simulate(SimulationRequest.toInput(body)));
  }
}
