export { DEMO_PASSPHRASE, DemoExamples } from './examples/demo-examples';
export { DEMO_ACCOUNTS, DemoShop } from './demo-shop';
export { DemoModule } from './demo.module';
