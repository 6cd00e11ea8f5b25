// What a person sees when the shop is open.
const address = `{"name":"Ada Lovelace","line1":"Unter den Linden 1","city":"Berlin","postalCode":"10117","country":"DE"}`;

const shoppingTrip = (url) => [
  `S=${url}/v1; J='content-type: application/json'; pick() { node -pe "JSON.parse(fs.readFileSync(0)).$1"; }`,
  `V=$(curl -s $S/products/stoneware-mug | pick 'variants.find(v => v.available > 0).id')`,
  `C=$(curl -s -X POST $S/carts -H "$J" -d '{}'); I=$(echo "$C" | pick id); T="X-Cart-Token: $(echo "$C" | pick token)"`,
  `curl -s -X POST $S/carts/$I/lines -H "$T" -H "$J" -d '{"variantId":"'$V'","quantity":1}' -o /dev/null`,
  `curl -s -X PATCH $S/carts/$I -H "$T" -H "$J" -d '{"email":"ada@example.com","shippingAddress":${address}}' -o /dev/null`,
  `M=$(curl -s $S/carts/$I/shipping-methods -H "$T" | pick 'data[0].id')`,
  `curl -s -X PATCH $S/carts/$I -H "$T" -H "$J" -d '{"shippingMethodId":"'$M'"}' -o /dev/null`,
  `O=$(curl -s -X POST $S/carts/$I/checkout -H "$T" -H "$J" -H "Idempotency-Key: $I" -d '{}')`,
  `curl -s -X POST $S/payments/$(echo "$O" | pick payment.id)/confirm -H "X-Order-Token: $(echo "$O" | pick order.token)" -H "$J" -H "Idempotency-Key: pay-$I" -d '{"paymentMethod":"pm_card_visa"}'; echo`,
];

const bold = (text) => (process.stdout.isTTY ? `\u001b[1m${text}\u001b[0m` : text);

export function welcome({ url, seconds, demo }) {
  const accounts = [
    '',
    `  ${bold('Demo accounts')}  (password: portico demo passphrase)`,
    '    shopper@example.com    a customer',
    '    manager@example.com    catalogue, orders, stock, promotions',
    '    admin@example.com      everything',
    '',
    `  ${bold('Buy something')}  (paste into another terminal)`,
    '',
    ...shoppingTrip(url),
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
