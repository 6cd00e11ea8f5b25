import { createECDH, createPrivateKey, hkdfSync } from 'node:crypto';

/**
 * A P-256 signing key derived from the application's secret, so that two development processes, and the next start, accept each
 * other's tokens without a key file. Production brings its own key and refuses to start without one.
 */
export function developmentSigningKey(secret: string): string {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(Buffer.from(hkdfSync('sha256', secret, '', 'portico development signing key', 32)));
  const point = curve.getPublicKey();
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
    d: curve.getPrivateKey().toString('base64url').padStart(43, 'A'),
  };
  return createPrivateKey({ key: jwk, format: 'jwk' }).export({ type: 'pkcs8', format: 'pem' }).toString();
}
