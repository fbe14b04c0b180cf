// The widget lives in one shadow root on somebody else's page, where a strict policy forbids <style> elements.
// In its build `import './X.css'` therefore becomes a call that hands the text to constructable stylesheets.
import { readFile } from 'node:fs/promises';
import { browserslistToTargets, transform } from 'lightningcss';

const PREFIX = '\0adopted:';
const SUFFIX = '.js';

/** @param {string} sheetsModule path of the module that exports `adopt(text)` */
export function adoptedStyles(sheetsModule) {
  const targets = browserslistToTargets(['chrome 123', 'firefox 121', 'safari 17.5']);
  return {
    name: 'adopted-styles',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (!source.endsWith('.css')) return null;
      const found = await this.resolve(source, importer, { skipSelf: true });
      return found && PREFIX + found.id + SUFFIX;
    },
    async load(id) {
      if (!id.startsWith(PREFIX)) return null;
      const file = id.slice(PREFIX.length, -SUFFIX.length);
      this.addWatchFile(file);
      const { code } = transform({ filename: file, code: await readFile(file), minify: true, targets });
      return `import { adopt } from ${JSON.stringify(sheetsModule)};\nadopt(${JSON.stringify(code.toString())});\n`;
    },
  };
}
