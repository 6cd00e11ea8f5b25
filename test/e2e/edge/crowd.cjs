'use strict';
// Connects so many times at once when it is told to, and tells how many connections the kernel has made after some milliseconds.
const { connect } = require('node:net');
const [port, count, milliseconds] = process.argv.slice(2).map(Number);

process.once('message', () => {
  let connected = 0;
  for (let index = 0; index < count; index += 1) {
    connect(port, '127.0.0.1', () => (connected += 1)).on('error', () => undefined);
  }
  setTimeout(() => process.send(connected), milliseconds);
});
process.send('ready');
