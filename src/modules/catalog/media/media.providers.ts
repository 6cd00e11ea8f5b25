import { Config } from '../../../platform/config';
import { ImageProcessor } from './image-processor';
import { LocalMediaStore } from './local-media-store';
import { MediaController } from './media.controller';
import { MediaFile } from './media-file';
import { MediaFilesController } from './media-files.controller';
import { MediaStore } from './media-store';
import { MediaTable } from './media-table';
import { S3MediaStore } from './s3-media-store';
import { MediaUpload } from './media.upload';
import { MediaWorker } from './media.worker';

const store = {
  provide: MediaStore,
  useFactory: (config: Config): MediaStore =>
    config.mediaStore === 's3' ? new S3MediaStore(config.s3) : new LocalMediaStore(config.mediaDirectory),
  inject: [Config],
};

export const mediaControllers = [MediaController, MediaFilesController];
export const mediaProviders = [store, ImageProcessor, MediaTable, MediaUpload, MediaWorker, MediaFile];
