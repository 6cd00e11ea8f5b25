import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { BROTLI_QUALITY, GZIP_LEVEL, WORTH_COMPRESSING, codingFor, compressed } from './coding';
import { vary } from './vary';

const TEXT = /^(application\/(?:[\w.-]+\+)?(?:json|xml|yaml|javascript)|text\/|image\/svg\+xml)/i;
const STREAMS = {
  threshold: WORTH_COMPRESSING,
  globalDecompression: false,
  // Brotli's own default is made for files: an answer of 12 KB takes it longer than everything else together.
  brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } },
  zlibOptions: { level: GZIP_LEVEL },
};

/** Whether the answer is sent as a whole, and shorter to whoever accepts a coding. */
export function variesByCoding(reply: FastifyReply, payload: unknown): payload is string | Buffer {
  const whole = typeof payload === 'string' || Buffer.isBuffer(payload);
  return (
    whole && payload.length >= WORTH_COMPRESSING && reply.statusCode !== 206 && TEXT.test(String(reply.getHeader('content-type') ?? ''))
  );
}

/**
 * Answers that are there as a whole are compressed as a whole: as a stream, one that its client does not read would never end, and keep its text and the
 * compressor in memory. Exports and files, which are streams, are left to the library.
 */
export async function installCompression(app: NestFastifyApplication, instance: FastifyInstance): Promise<void> {
  instance.addHook('onSend', (request, reply, payload, done) => {
    if (reply.hasHeader('content-encoding') || !variesByCoding(reply, payload)) return done();
    vary(reply, ['accept-encoding']);
    const body = typeof payload === 'string' ? Buffer.from(payload) : payload;
    const coding = codingFor(request.headers['accept-encoding'], body.length);
    if (!coding) return done();
    compressed(body, coding)
      .then((coded) => {
        reply.header('content-encoding', coding).removeHeader('content-length');
        done(null, coded);
      }, done)
      // Nobody is left who could answer, and what nobody hears ends the process.
      .catch((error: unknown) => {
        request.log.error(error);
        reply.raw.destroy();
      });
  });
  await app.register(compress, { ...STREAMS, encodings: ['br', 'gzip', 'deflate'] });
}
