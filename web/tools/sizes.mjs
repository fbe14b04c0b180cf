// What a visitor downloads, against what we promised them. Fails when a promise is broken.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../dist/widget');
const gzipped = (file) => gzipSync(readFileSync(path.join(folder, file))).length;
const files = readdirSync(folder).filter((file) => file.endsWith('.js'));
const language = (file) => /^(en|fr|ar)-/.test(file);
const largestLanguage = Math.max(0, ...files.filter(language).map(gzipped));

const promises = [
  { what: 'loader', bytes: gzipped('loader.js'), limit: 20 * 1024 },
  {
    what: 'everything up to and with the call, in one language',
    bytes: files.filter((file) => file !== 'loader.js' && !language(file)).reduce((sum, file) => sum + gzipped(file), largestLanguage),
    limit: 60 * 1024,
  },
];

for (const { what, bytes, limit } of promises) {
  console.log(`${what}: ${(bytes / 1024).toFixed(1)} kB of ${limit / 1024} kB gzip`);
}
if (promises.some(({ bytes, limit }) => bytes > limit)) process.exit(1);
