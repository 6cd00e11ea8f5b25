export { DemoShop } from './demo-shop';
export { DemoModule } from './demo.module';
export { isSeeded } from './is-seeded';
