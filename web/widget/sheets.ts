/** The widget's style sheets: parsed once, worn by its shadow root, also those that come with a part loaded later. */
const sheets: CSSStyleSheet[] = [];
let wearer: ShadowRoot | null = null;

export function adopt(text: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  sheets.push(sheet);
  if (wearer) wearer.adoptedStyleSheets = sheets;
}

export function dress(root: ShadowRoot): void {
  wearer = root;
  root.adoptedStyleSheets = sheets;
}
