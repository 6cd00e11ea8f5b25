import { defineProblem, member } from '../../../platform/http';

export class NotAnImage extends defineProblem({
  code: 'catalog/not-an-image',
  status: 422,
  title: 'The file is not an image that we take',
  help: 'JPEG, PNG, WebP, GIF and AVIF are taken, recognised by their bytes and not by the name of the file. SVG is refused because it can hold scripts. Save the picture in one of these forms and send it again.',
}) {
  constructor() {
    super('The bytes are not those of a JPEG, PNG, WebP, GIF or AVIF image.');
  }
}

export class TooManyPixels extends defineProblem({
  code: 'catalog/too-many-pixels',
  status: 422,
  title: 'The image is too large',
  help: 'An image has at most 50 million pixels and 16,000 on a side, however small its file is. Make it smaller and send it again.',
  members: { width: member.integer('Of the image, in pixels.', 20_000, 1), height: member.integer('Of the image, in pixels.', 15_000, 1) },
}) {
  constructor(width: number, height: number, most: number) {
    super(`${width} x ${height} pixels are more than ${most}.`, { width, height });
  }
}

export class MediaStoreUnavailable extends defineProblem({
  code: 'catalog/media-store-unavailable',
  status: 503,
  title: 'Images cannot be stored or read at the moment',
  help: 'The place where the shop keeps its images does not work: its folder cannot be written to, its disk is full, or its bucket does not answer. Send the same file again after the seconds in Retry-After; it becomes one image. Whoever runs the shop finds the cause in the log, and looks at MEDIA_DIRECTORY or the settings of the bucket.',
}) {
  constructor(cause: unknown) {
    super('The place where images are kept does not work at the moment.', {}, { retryAfter: 10, cause });
  }
}

export class MediaInUse extends defineProblem({
  code: 'catalog/media-in-use',
  status: 409,
  title: 'A product shows this image',
  help: 'An image that products show cannot be deleted; the member `products` names up to ten of them. Remove it from those products first.',
  members: { products: member.ids('Up to ten of the products that show it.', 'prod') },
}) {
  constructor(products: readonly string[]) {
    super('Remove it from its products first.', { products });
  }
}
