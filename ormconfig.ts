import { DataSource } from 'typeorm';
import { entities } from './src/entities';
import { migrations } from './src/migrations';
import { Config } from './src/platform/config';
import { patientOptions } from './src/platform/database';

/** For the TypeORM command line, whose statements may take long; the application hands the same definition to Nest. */
export default new DataSource(patientOptions(new Config(process.env).databaseUrl, 2, { entities, migrations }));
