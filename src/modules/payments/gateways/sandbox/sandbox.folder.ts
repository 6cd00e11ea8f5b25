import type { GatewayFolder } from '../gateway-folder';
import { SandboxBank } from './sandbox.bank';
import { SandboxBook } from './sandbox.book';
import { SandboxCallbacks } from './sandbox.callbacks';
import { SandboxController } from './sandbox.controller';
import { SandboxDesk } from './sandbox.desk';
import { SandboxFaultsController } from './sandbox.faults.controller';
import { SandboxFaults } from './sandbox.faults';
import { SandboxGateway } from './sandbox.gateway';
import { SandboxPostbag } from './sandbox.postbag';
import { SandboxWire } from './sandbox.wire';

export const sandbox: GatewayFolder = {
  gateway: SandboxGateway,
  providers: [SandboxBank, SandboxDesk, SandboxBook, SandboxCallbacks, SandboxFaults, SandboxWire, SandboxPostbag],
  controllers: [SandboxController, SandboxFaultsController],
};
