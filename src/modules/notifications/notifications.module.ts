import { Module } from '@nestjs/common';
import { AuthModule } from '../auth';
import { OrdersModule } from '../orders';
import { AccountMails } from './account-mails';
import { MailService } from './mail.service';
import { Mailer } from './mailer';
import { OrderMails } from './order-mails';

@Module({
  imports: [AuthModule, OrdersModule],
  providers: [Mailer, MailService, AccountMails, OrderMails],
})
export class NotificationsModule {}
