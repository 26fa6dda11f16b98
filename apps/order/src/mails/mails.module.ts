import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { OrderConfig } from '../app.config.js';
import { ContactRetention } from './contact-retention.js';
import { ContactsService } from './contacts.service.js';
import { MailQueue } from './mail-queue.service.js';
import { MailsController } from './mails.controller.js';
import { MailsService } from './mails.service.js';
import { MailsSweeper } from './mails.sweeper.js';
import { FileTransport } from './transport/file-transport.js';
import { MAIL_TRANSPORT, type MailTransport } from './transport/mail-transport.js';
import { SmtpTransport } from './transport/smtp-transport.js';

/** Sends customers mails about their orders. */
@Module({
  controllers: [MailsController],
  providers: [
    MailsService,
    MailQueue,
    MailsSweeper,
    ContactsService,
    ContactRetention,
    {
      provide: MAIL_TRANSPORT,
      inject: [OrderConfig],
      useFactory: ({ mail, DATA_DIR }: OrderConfig): MailTransport =>
        mail.smtpUrl
          ? new SmtpTransport(mail.smtpUrl, mail.sender)
          : new FileTransport(join(DATA_DIR, 'mails'), mail.sender),
    },
  ],
  exports: [MailsService],
})
export class MailsModule {}
