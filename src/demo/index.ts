export { DemoExamples } from './examples/demo-examples';
export { DemoShop } from './demo-shop';
export { DemoModule } from './demo.module';
