// Writes ../Assets/echarts.min.js and the licences of what is in it.
import { build } from 'esbuild';
import { readFileSync, writeFileSync } from 'node:fs';

const version = name => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const text = file => readFileSync(`node_modules/${file}`, 'utf8').trim();
const banner = `/*! Apache ECharts ${version('echarts')}, Apache License 2.0, with ZRender ${version('zrender')}, BSD 3-Clause License. Built by Pages/Library/build.js. */`;

await build({
  entryPoints: ['echarts.js'], bundle: true, minify: true, format: 'iife', target: 'es2020', legalComments: 'none',
  banner: { js: banner }, outfile: '../Assets/echarts.min.js',
});
writeFileSync('../Assets/echarts-licences.txt', [
  `Apache ECharts ${version('echarts')}`, text('echarts/NOTICE'), text('echarts/LICENSE'), text('echarts/licenses/LICENSE-d3'),
  `ZRender ${version('zrender')}`, text('zrender/LICENSE'),
  `tslib ${version('tslib')}`, text('tslib/LICENSE.txt'), '',
].join('\n\n'));
