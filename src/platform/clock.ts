import { Injectable } from '@nestjs/common';

/** The one source of "now" for business code; tests replace it. Rules about expiry use the database's own time instead. */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }
}
