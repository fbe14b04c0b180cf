// Builds every app into dist/: a folder with an index.html is a page, `widget` is what other people's pages load.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { adoptedStyles } from './adopted-styles.mjs';

const web = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const wanted = process.argv.slice(2);
const pages = readdirSync(web).filter((name) => name !== 'dist' && existsSync(path.join(web, name, 'index.html')));
const apps = [...pages, 'widget'].filter((name) => wanted.length === 0 || wanted.includes(name));

const shared = {
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
};

/** Files lie under the app's own path, wherever its page is shown (home at `/`, sign-in at `/login`); no inline script, so that
    a strict policy holds. */
function page(name) {
  return {
    ...shared,
    root: path.join(web, name),
    base: `/${name}/`,
    build: {
      outDir: path.join(web, 'dist', name),
      emptyOutDir: true,
      target: 'es2022',
      cssTarget: ['chrome123', 'firefox121', 'safari17.5'],
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  };
}

/** The one script that hosts include. Classic and self-contained, because it must run before anything else is there. */
const loader = {
  ...shared,
  root: path.join(web, 'widget'),
  build: {
    outDir: path.join(web, 'dist/widget'),
    emptyOutDir: true,
    target: 'es2020',
    lib: { entry: path.join(web, 'widget/loader.ts'), formats: ['iife'], name: 'EyelineLoader', fileName: () => 'loader.js' },
  },
};

const widget = {
  ...shared,
  root: path.join(web, 'widget'),
  base: './',
  plugins: [adoptedStyles(path.join(web, 'widget/sheets.ts'))],
  build: {
    outDir: path.join(web, 'dist/widget'),
    emptyOutDir: false,
    target: 'es2022',
    modulePreload: false,
    rolldownOptions: {
      input: path.join(web, 'widget/widget.tsx'),
      output: { entryFileNames: 'widget.js', chunkFileNames: '[name]-[hash].js' },
    },
  },
};

if (wanted.length === 0) rmSync(path.join(web, 'dist'), { recursive: true, force: true });
for (const app of apps) {
  for (const config of app === 'widget' ? [loader, widget] : [page(app)]) await build(config);
  console.log(`built dist/${app}`);
}
if (apps.includes('widget')) await import('./sizes.mjs');
