// A server that does nothing but refuse, as Node's own does it: what it leaves of a core is about what a shop can keep in a rush. Headers and
// body are as many bytes as those of the shop's refusals.
const { createServer } = require('node:http');

const BODY = JSON.stringify({ title: 'The server is overloaded', status: 503, detail: 'x'.repeat(220) });
const HEADERS = Array.from({ length: 16 }, (_, index) => [`x-header-${index}`, 'as long as most of them are']).flat();

createServer((request, response) => {
  response.writeHead(503, [...HEADERS, 'retry-after', '1', 'content-length', String(BODY.length)]).end(BODY, 'latin1');
}).listen(0, '127.0.0.1', function listening() {
  process.send(this.address().port);
});
process.on('disconnect', () => process.exit());
