import { defineProblem } from '../problem';

export class IdempotencyKeyMissing extends defineProblem({
  code: 'idempotency/key-required',
  status: 400,
  title: 'An Idempotency-Key is required',
  help: 'This operation moves money or goods. Send a fresh random key (a UUID, for example) in the Idempotency-Key header, and the same key again whenever you repeat the same request.',
}) {
  constructor() {
    super('Send an Idempotency-Key header with a fresh random value.');
  }
}

export class IdempotencyKeyInvalid extends defineProblem({
  code: 'idempotency/key-invalid',
  status: 400,
  title: 'The Idempotency-Key cannot be used',
  help: 'A key has 1 to 255 printable ASCII characters, bare or in double quotes, and the header is sent once.',
}) {
  constructor() {
    super('The Idempotency-Key must have 1 to 255 printable ASCII characters.');
  }
}

export class IdempotencyKeyReused extends defineProblem({
  code: 'idempotency/key-reused',
  status: 422,
  title: 'The Idempotency-Key belongs to another request',
  help: 'The same key came before with a different path or body. Use a new key for a new request.',
}) {
  constructor() {
    super('This key was used for a different request.');
  }
}

export class RequestInProgress extends defineProblem({
  code: 'idempotency/in-progress',
  status: 409,
  title: 'The same request is still being worked on',
  help: 'An earlier request with this key has not finished. Wait for the seconds in Retry-After and send it again with the same key: you will get its answer.',
}) {
  constructor(retryAfter = 1) {
    super('A request with this key is still being worked on.', {}, { retryAfter });
  }
}
