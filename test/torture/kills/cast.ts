import { randomUUID } from 'node:crypto';
import type { Client } from '../../support/client';
import { makeProduct } from '../../support/shopping';
import type { CartBody } from '../../support/shopping';
import { Buyer } from './stories';
import type { Stage } from './stories';
import { Story, acknowledged } from './story';

const REFUND = 100;
const GRACE_MS = 8_000;

/** Everybody who is in the shop while it is killed: each kind of request that moves money, goods, carts, catalogue or sessions. */
export async function cast(stage: Stage): Promise<Story[]> {
  const [first, second, cancelled, voided, unknown, sent, late, captured, refunded] = await Promise.all([
    Buyer.arrive(stage, true),
    Buyer.arrive(stage, true),
    ...Array.from({ length: 7 }, () => Buyer.arrive(stage)),
  ]);
  const paid = (total: number) => ({ sold: 1, captured: total, refunded: 0 });
  const buyers = [
    first?.story('paid', [first.placeAgain, first.pay('pm_card_visa', ['captured', 'unknown']), first.becomes('order', ['paid'])], paid),
    second?.story('paid', [second.pay('pm_card_visa', ['captured', 'unknown']), second.becomes('order', ['paid'])], paid),
    cancelled?.story(
      'cancelled',
      [
        cancelled.pay('pm_card_visa', ['captured', 'unknown']),
        cancelled.becomes('order', ['paid']),
        cancelled.cancel,
        cancelled.becomes('payment', ['refunded']),
      ],
      (total) => ({ sold: 0, captured: total, refunded: total }),
    ),
    voided?.story(
      'voided',
      [
        voided.pay('pm_card_authorise_only', ['authorised', 'unknown']),
        voided.becomes('payment', ['authorised']),
        voided.giveUp,
        voided.becomes('order', ['cancelled']),
      ],
      () => ({ sold: 0, captured: 0, refunded: 0 }),
    ),
    unknown?.story('unknown', [unknown.pay('pm_card_timeout', ['captured', 'unknown']), unknown.becomes('order', ['paid'])], paid),
    sent?.story(
      'sent',
      [
        sent.pay('pm_card_visa', ['captured', 'unknown']),
        sent.becomes('order', ['paid']),
        sent.fulfil,
        sent.becomes('order', ['fulfilled']),
      ],
      paid,
    ),
    late?.story('expired', [late.abandon, late.becomes('order', ['cancelled'])], () => ({ sold: 0, captured: 0, refunded: 0 })),
    captured?.story(
      'captured',
      [
        captured.pay('pm_card_authorise_only', ['authorised', 'unknown']),
        captured.becomes('payment', ['authorised']),
        captured.staff('capture', 200),
        captured.becomes('order', ['paid']),
      ],
      paid,
    ),
    refunded?.story(
      'refunded',
      [
        ...[refunded.pay('pm_card_visa', ['captured', 'unknown']), refunded.becomes('order', ['paid'])],
        ...[
          refunded.staff('refunds', 201, { amount: { amount: REFUND, currency: 'EUR' } }),
          refunded.becomes('payment', ['part_refunded']),
        ],
      ],
      (total) => ({ sold: 1, captured: total, refunded: REFUND }),
    ),
  ].filter((story) => story !== undefined);
  const others = [stockKeeper(stage), importer(stage), await visitor(stage), await customer(stage)];
  return stage.random.shuffle([...buyers, ...others]);
}

/** Books goods in and out again, each once however often it is asked for. */
function stockKeeper({ manager, variantId }: Stage): Story {
  const key = randomUUID();
  const adjust = (quantity: number, kind: string) => async (): Promise<boolean> => {
    const body = { quantity, kind, reason: key };
    return acknowledged(
      await manager.post(`/v1/admin/stock/${variantId}/adjustments`, { key: `${kind}-${key}`, body }),
      [201],
      'The adjustment',
    );
  };
  return new Story('stock', [adjust(5, 'receipt'), adjust(-5, 'written_off')]);
}

/** Uploads a file; one whose answer got lost is uploaded again, which changes nothing. */
function importer({ manager, client }: Stage): Story {
  const handle = `kill-${randomUUID()}`;
  const rows = Array.from(
    { length: 6 },
    (_, index) => `${handle}-${index},Imported ${index},true,Title,Default Title,${handle.toUpperCase()}-${index},12.50`,
  );
  const csv = ['Handle,Title,Published,Option1 Name,Option1 Value,Variant SKU,Variant Price', ...rows, ''].join('\n');
  let seen: string | undefined;
  const upload = async (): Promise<boolean> => {
    const form = new FormData();
    form.set('file', new Blob([csv], { type: 'text/csv' }), 'kills.csv');
    const status = await manager.form('/v1/admin/imports', form);
    if (status === 202) return true;
    if (status === 503) return false;
    throw new Error(`The import was answered with ${status}`);
  };
  const arrived = async (): Promise<boolean> => {
    const answer = await client.get<{ slug: string }>(`/v1/products/${handle}-5`);
    seen = answer.body?.slug;
    return answer.status === 200 && seen !== undefined;
  };
  return new Story('import', [upload, arrived]);
}

/** Rotates a refresh token. Who asks again in time gets the lost answer; later, the session is over, and that is right too. */
async function visitor({ client }: Stage): Promise<Story> {
  const { body } = await client.post<{ refreshToken: string }>('/v1/auth/login', {
    body: { email: 'shopper@example.com', password: 'portico demo passphrase' },
  });
  let first = 0;
  const refresh = async (): Promise<boolean> => {
    first ||= Date.now();
    const answer = await client.post('/v1/auth/refresh', { body: { refreshToken: body.refreshToken } });
    const tooLate = Date.now() - first > GRACE_MS;
    return acknowledged(answer, tooLate ? [200, 201, 401] : [200, 201], 'Refreshing a session in time');
  };
  return new Story('session', [refresh]);
}

/** Signs in with a guest's cart, and has exactly what the guest had of it. Goods of its own keep it apart from the merges of other waves into the same cart. */
async function customer({ client, manager }: Stage): Promise<Story> {
  const { variantId } = await makeProduct(manager, 100);
  const shopper: Client = await client.signedIn('shopper@example.com');
  const guest = await client.post<CartBody>('/v1/carts', { body: { lines: [{ variantId, quantity: 2 }] } });
  const key = randomUUID();
  const merge = async (): Promise<boolean> => {
    const body = { cartId: guest.body.id, token: guest.body.token, policy: 'sum' };
    const answer = await shopper.post<CartBody>('/v1/me/cart/merge', { key, body });
    if (!acknowledged(answer, [200], 'The merge')) return false;
    const quantity = answer.body.lines.find((line) => line.variantId === variantId)?.quantity;
    if (quantity !== 2) throw new Error(`After the merge the cart has ${quantity} of what the guest had 2 of`);
    return true;
  };
  const takeOut = async (): Promise<boolean> => {
    const mine = await shopper.get<CartBody>('/v1/me/cart');
    if (!acknowledged(mine, [200], 'Reading the cart')) return false;
    const line = mine.body.lines.find((each) => each.variantId === variantId);
    if (line) await shopper.delete(`/v1/carts/${mine.body.id}/lines/${line.id}`);
    return line === undefined;
  };
  return new Story('merge', [merge, takeOut]);
}
