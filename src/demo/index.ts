export { DEMO_ACCOUNTS, DEMO_PASSPHRASE, DemoShop } from './demo-shop';
export { DemoModule } from './demo.module';
