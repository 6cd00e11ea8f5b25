// What a person sees when the shop is open.
const ADDRESS = { name: 'Ada Lovelace', line1: 'Unter den Linden 1', city: 'Berlin', postalCode: '10117', country: 'DE' };
const JSON_BODY = "-H 'content-type: application/json'";

const read = async (url, init) => (await fetch(url, init)).json();
const post = (url, body, headers = {}) =>
  read(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });

/** Something in stock and a way to send it, as this shop has them; null when it has none. */
async function goods(url) {
  const list = await read(`${url}/v1/products?inStock=true&q=mug&limit=1`);
  const product = await read(`${url}/v1/products/${list.data[0].slug}`);
  const variant = product.variants.find(({ available }) => available > 0);
  const cart = await post(`${url}/v1/carts`, { lines: [{ variantId: variant.id, quantity: 1 }], shippingAddress: ADDRESS });
  const methods = await read(`${url}/v1/carts/${cart.id}/shipping-methods`, { headers: { 'x-cart-token': cart.token } });
  return { variantId: variant.id, shippingMethodId: methods.data[0].id };
}

/** Three lines for any POSIX shell that buy a mug: a full cart, an order, a payment. */
async function shoppingTrip(url) {
  const { variantId, shippingMethodId } = await goods(url);
  const cart = JSON.stringify({
    lines: [{ variantId, quantity: 1 }],
    email: 'ada@example.com',
    shippingAddress: ADDRESS,
    shippingMethodId,
  });
  const pick = (json, path) => `$(echo "$${json}" | node -pe 'JSON.parse(fs.readFileSync(0)).${path}')`;
  return [
    `CART=$(curl -s ${url}/v1/carts ${JSON_BODY} -d '${cart}')`,
    `ORDER=$(curl -s ${url}/v1/carts/${pick('CART', 'id')}/checkout -H "x-cart-token: ${pick('CART', 'token')}" -H "idempotency-key: $(date +%s%N)" ${JSON_BODY} -d '{}'); echo "$ORDER"`,
    `curl -s ${url}/v1/payments/${pick('ORDER', 'payment.id')}/confirm -H "x-order-token: ${pick('ORDER', 'order.token')}" -H "idempotency-key: $(date +%s%N)" ${JSON_BODY} -d '{"paymentMethod":"pm_card_visa"}'`,
  ];
}

const bold = (text) => (process.stdout.isTTY ? `\u001b[1m${text}\u001b[0m` : text);

export async function welcome({ url, seconds, demo }) {
  const trip = demo ? await shoppingTrip(url).catch(() => []) : [];
  const accounts = [
    '',
    `  ${bold('Demo accounts')}  (password: portico demo passphrase)`,
    '    shopper@example.com    a customer',
    '    manager@example.com    catalogue, orders, stock, promotions',
    '    admin@example.com      everything',
    ...(trip.length > 0 ? ['', `  ${bold('Buy something')}  (paste into another terminal)`, '', ...trip] : []),
  ];
  const lines = [
    '',
    `  ${bold('Portico is open')}  (ready in ${seconds.toFixed(1)} s)`,
    '',
    `    Shop API    ${url}/v1/products`,
    `    Swagger UI  ${url}/docs`,
    `    Health      ${url}/health/ready`,
    ...(demo ? accounts : []),
    '',
    '  Stop with Ctrl-C.',
    '',
  ];
  console.log(lines.join('\n'));
}
