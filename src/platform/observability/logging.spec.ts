import { Writable } from 'node:stream';
import pino from 'pino';
import { Config } from '../config';
import { loggingOptions } from './logging.module';

function logged(entry: object): string {
  let text = '';
  const sink = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  const { level, redact, serializers } = loggingOptions(new Config({ LOG_LEVEL: 'info' }));
  pino({ level, redact, serializers }, sink).info(entry, 'entry');
  return text;
}

describe('the log', () => {
  it('holds no secrets and no personal data', () => {
    const secrets = {
      password: 'hunter2',
      refreshToken: 'hunter2',
      email: 'hunter2',
      token: 'hunter2',
      headers: { authorization: 'hunter2' },
    };
    expect(logged(secrets)).not.toContain('hunter2');
    expect(logged({ customer: secrets })).not.toContain('hunter2');
    expect(logged({ orderId: 'ord_1' })).toContain('ord_1');
  });

  it('holds the path of a request without its query, and no card numbers', () => {
    const text = logged({ req: { method: 'GET', url: '/v1/products/4242424242424242?q=hunter2' } });
    expect(text).toContain('"path":"/v1/products/[card]"');
    expect(text).not.toContain('hunter2');
  });

  it('holds the words of an error, not the values its driver carries along', () => {
    const error = Object.assign(new Error("Duplicate entry 'hunter2' for key 'auth_account.email' of bob@example.com"), {
      sql: 'INSERT hunter2',
      parameters: ['hunter2'],
      code: 'ER_DUP_ENTRY',
    });
    const text = logged({ err: error });
    expect(text).toContain('ER_DUP_ENTRY');
    expect(text).toContain("for key 'auth_account.email' of [email]");
    expect(text).not.toContain('hunter2');
  });
});
