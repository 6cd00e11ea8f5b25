import type { OrderDigest, OrderView } from '../../orders';
import { formatMoney } from '../../../platform/money';
import type { Letter } from './letter';

export function orderPlaced(order: OrderDigest): Letter {
  return {
    subject: `Your order ${order.number}`,
    paragraphs: ['Thank you for your order. We keep the goods for you until the payment arrives.'],
    rows: summary(order),
  };
}

export function orderPaid(order: OrderDigest): Letter {
  return {
    subject: `Your order ${order.number} is paid`,
    paragraphs: ['Thank you for your order. Your payment arrived; we get your order ready and write again when it is on its way.'],
    rows: summary(order),
  };
}

export function orderCancelled(order: OrderDigest, reason: string): Letter {
  const why = reason === 'expired' ? 'The payment did not arrive in time, so the order was cancelled.' : 'Your order was cancelled.';
  return {
    subject: `Your order ${order.number} was cancelled`,
    paragraphs: [why, 'What you paid, if anything, goes back the way it came.'],
    rows: summary(order),
  };
}

export function orderSent(order: OrderView, fulfilmentId: string, complete: boolean): Letter {
  const parcel = order.fulfilments.find(({ id }) => id === fulfilmentId);
  const sent = parcel?.lines.map(({ lineId, quantity }) => [titleOf(order, lineId), `${quantity} ×`] as const) ?? [];
  const tracking = parcel?.trackingNumber ? [['Tracking', [parcel.carrier, parcel.trackingNumber].filter(Boolean).join(' ')] as const] : [];
  return {
    subject: complete ? `Your order ${order.number} is on its way` : `A part of your order ${order.number} is on its way`,
    paragraphs: [complete ? 'Everything you ordered is on its way.' : 'A part of your order is on its way; the rest follows.'],
    rows: [...sent, ...tracking],
    ...(parcel?.trackingUrl && { action: { label: 'Follow the parcel', url: parcel.trackingUrl } }),
  };
}

export function orderRefunded(order: OrderDigest, complete: boolean): Letter {
  return {
    subject: `Money back for your order ${order.number}`,
    paragraphs: [complete ? 'We sent the whole amount back the way it came.' : 'We sent a part of the amount back the way it came.'],
    rows: [['Order', order.number]],
  };
}

function summary(order: OrderDigest): (readonly [string, string])[] {
  const shipping = order.shippingMethod ? [[order.shippingMethod.title, formatMoney(order.shippingTotal)] as const] : [];
  return [
    ...order.lines.map(({ id, quantity, total }) => [`${quantity} × ${titleOf(order, id)}`, formatMoney(total)] as const),
    ...shipping,
    ['Of which tax', formatMoney(order.taxTotal)],
    ['Total', formatMoney(order.total)],
  ];
}

function titleOf(order: OrderDigest, lineId: string): string {
  const line = order.lines.find(({ id }) => id === lineId);
  if (!line) return '';
  return line.variantTitle && line.variantTitle !== line.title ? `${line.title}, ${line.variantTitle}` : line.title;
}
