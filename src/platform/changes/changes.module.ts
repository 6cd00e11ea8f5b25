import { Global, Module } from '@nestjs/common';
import { ChangeSweeper } from './change-sweeper';
import { Changes } from './changes';

@Global()
@Module({ providers: [Changes, ChangeSweeper], exports: [Changes] })
export class ChangesModule {}
