import type { GatewayFolder } from '../gateway-folder';
import { SandboxBank } from './sandbox.bank';
import { SandboxBook } from './sandbox.book';
import { SandboxCallbacks } from './sandbox.callbacks';
import { SandboxController } from './sandbox.controller';
import { SandboxDesk } from './sandbox.desk';
import { SandboxGateway } from './sandbox.gateway';

export const sandbox: GatewayFolder = {
  gateway: SandboxGateway,
  providers: [SandboxBank, SandboxDesk, SandboxBook, SandboxCallbacks],
  controllers: [SandboxController],
};
