import { DataSource } from 'typeorm';
import { entities } from './src/entities';
import { migrations } from './src/migrations';
import { Config } from './src/platform/config';
import { dataSourceOptions } from './src/platform/database';

/** For the TypeORM command line; the application hands the same definition to Nest. */
export default new DataSource(dataSourceOptions(new Config(process.env).databaseUrl, 2, { entities, migrations }));
