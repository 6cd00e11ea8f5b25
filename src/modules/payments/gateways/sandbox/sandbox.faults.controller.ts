import { setTimeout as sleep } from 'node:timers/promises';
import { Body, Controller, Delete, Get, HttpCode, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Config } from '../../../../platform/config';
import { Answers, AnswersNothing, NotFound, Operation } from '../../../../platform/http';
import { RequirePermission } from '../../../auth';
import { QUIET_MS, SandboxFaults } from './sandbox.faults';
import { SandboxFaultsRequest, SandboxFaultsResponse, rulesOf } from './sandbox.faults.dto';

/** Lets a test or a demonstration say what goes wrong between the shop and the sandbox bank. */
@ApiTags('Admin payments')
@Controller('v1/sandbox/faults')
export class SandboxFaultsController {
  constructor(
    private readonly faults: SandboxFaults,
    private readonly config: Config,
  ) {}

  @Put()
  @RequirePermission('payments:write')
  @Operation({
    id: 'setSandboxFaults',
    summary: 'Let the sandbox bank go wrong',
    description:
      'Replaces the script of faults: each rule makes one kind of call to the sandbox go wrong so many times, in this order. For tests and demonstrations; 404 when the sandbox is off.',
    problems: [NotFound],
  })
  @Answers(SandboxFaultsResponse)
  async set(@Body() body: SandboxFaultsRequest): Promise<SandboxFaultsResponse> {
    this.requireSandbox();
    await this.faults.replace(rulesOf(body));
    const left = await this.left();
    // Until every process has heard of it: what is bought after the answer meets the script.
    await sleep(QUIET_MS);
    return left;
  }

  @Get()
  @RequirePermission('payments:write')
  @Operation({
    id: 'getSandboxFaults',
    summary: 'Read what the sandbox bank will do wrong',
    description: 'The rules that are not used up, with how often each still happens.',
    problems: [NotFound],
  })
  @Answers(SandboxFaultsResponse)
  async left(): Promise<SandboxFaultsResponse> {
    this.requireSandbox();
    return SandboxFaultsResponse.from(await this.faults.left());
  }

  @Delete()
  @HttpCode(204)
  @RequirePermission('payments:write')
  @Operation({
    id: 'clearSandboxFaults',
    summary: 'Let the sandbox bank work well again',
    description: 'Ends the script of faults. What went wrong already is not undone.',
    problems: [NotFound],
  })
  @AnswersNothing()
  async clear(): Promise<void> {
    this.requireSandbox();
    await this.faults.clear();
  }

  private requireSandbox(): void {
    if (!this.config.sandbox.enabled) throw new NotFound('sandbox');
  }
}
