import { Injectable } from '@nestjs/common';
import { Subject } from 'rxjs';

/** Tells the streams of this process that an order changed, so that they need not wait for their next look. */
@Injectable()
export class OrderNudges {
  private readonly changed = new Subject<string>();
  readonly changes = this.changed.asObservable();

  nudge(orderId: string): void {
    this.changed.next(orderId);
  }
}
