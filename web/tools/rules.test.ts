/** The rules of web/README.md that a reader of one file cannot see. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const web = path.resolve(import.meta.dirname, '..');
const SHOWS = ['ui', 'widget', 'room', 'desk', 'home', 'login', 'admin'];

function sources(folders: readonly string[], ending: string): string[] {
  return folders.flatMap((folder) =>
    readdirSync(path.join(web, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith(ending) && !file.includes('.test.'))
      .map((file) => path.join(folder, file)),
  );
}

function violations(files: readonly string[], forbidden: RegExp): string[] {
  return files.flatMap((file) =>
    readFileSync(path.join(web, file), 'utf8')
      .split('\n')
      .flatMap((line, index) => (forbidden.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  );
}

test('components touch no network, no peer connection, no storage', () => {
  const doing = /\b(fetch\(|new (RTCPeerConnection|WebSocket|EventSource)\b|getUserMedia|localStorage|sessionStorage)/;
  expect(violations(sources(SHOWS, '.tsx'), doing)).toEqual([]);
});

test('the session knows no framework', () => {
  expect(violations(sources(['session'], '.ts'), /from '(preact|@preact\/signals\/|.*\/ui\/)/)).toEqual([]);
});

test('no drawing is kept that nothing shows', () => {
  const drawings = readFileSync(path.join(web, 'ui/Icon/drawings.ts'), 'utf8');
  const drawn = [...drawings.matchAll(/^export const (\w+)/gm)].map((match) => match[1] ?? '');
  const imports = sources(SHOWS, '.tsx').flatMap((file) =>
    [...readFileSync(path.join(web, file), 'utf8').matchAll(/import \{([^}]*)\} from '[^']*\/drawings'/g)].map((match) => match[1] ?? ''));
  const shown = new Set(imports.join(',').split(',').map((name) => name.trim().split(' ')[0]));
  expect(drawn.filter((name) => !shown.has(name))).toEqual([]);
});

test('style sheets know start and end, not left and right', () => {
  const physical = /(^|[\s;{])((margin|padding|border)-(left|right|top|bottom)|left|right|top|bottom|(min-|max-)?(width|height)|(text-align|float): *(left|right))\s*[:;]/;
  // Conditions of @media and @container speak of the window, which has a width in every language.
  const rules = violations(sources([...SHOWS, 'site'], '.css'), physical).filter((line) => !/^\S+ @(media|container)/.test(line));
  expect(rules).toEqual([]);
});
