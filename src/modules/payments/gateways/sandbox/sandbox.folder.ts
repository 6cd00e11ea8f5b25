import type { GatewayFolder } from '../gateway-folder';
import { SandboxBank } from './sandbox.bank';
import { SandboxBook } from './sandbox.book';
import { SandboxCallbacks } from './sandbox.callbacks';
import { SandboxController } from './sandbox.controller';
import { SandboxGateway } from './sandbox.gateway';

export const sandbox: GatewayFolder = {
  gateway: SandboxGateway,
  providers: [SandboxBank, SandboxBook, SandboxCallbacks],
  controllers: [SandboxController],
};
