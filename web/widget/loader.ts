/**
 * The one script a page includes:
 *   <script src="https://…/widget/loader.js" data-deployment="…" async></script>
 *
 * Puts `window.Eyeline` there at once, keeps what is called on it, and hands both to the widget when that has loaded.
 */
import type { EyelineApi } from './api';

declare global {
  interface Window { Eyeline?: EyelineApi }
}

type Call = { [Name in keyof EyelineApi]: readonly [Name, Parameters<EyelineApi[Name]>] }[keyof EyelineApi];

const script = document.currentScript as HTMLScriptElement | null;

if (script && !window.Eyeline) {
  const calls: Call[] = [];
  const keep = <Name extends keyof EyelineApi>(name: Name) =>
    ((...values: Parameters<EyelineApi[Name]>) => { calls.push([name, values] as unknown as Call); }) as EyelineApi[Name];
  const proxy: EyelineApi = {
    startGenesysChat: keep('startGenesysChat'),
    startVideoChatSession: keep('startVideoChatSession'),
    setCustomAttributes: keep('setCustomAttributes'),
    on: keep('on'),
    off: keep('off'),
  };
  window.Eyeline = proxy;

  const element = document.querySelector('eyeline-widget') ?? document.createElement('eyeline-widget');
  for (const [name, value] of Object.entries(script.dataset)) {
    if (value !== undefined && !element.hasAttribute(name)) element.setAttribute(name, value);
  }
  if (!element.hasAttribute('origin')) element.setAttribute('origin', new URL(script.src).origin);

  element.addEventListener('eyeline-ready', (event) => {
    const api = (event as CustomEvent<EyelineApi>).detail;
    Object.assign(proxy, api);
    for (const [name, values] of calls.splice(0)) (api[name] as (...values: unknown[]) => void)(...values);
  }, { once: true });

  const attach = () => { if (!element.isConnected) document.body.append(element); };
  if (document.body) attach();
  else document.addEventListener('DOMContentLoaded', attach, { once: true });

  const bundle = document.createElement('script');
  bundle.type = 'module';
  bundle.src = new URL('widget.js', script.src).href;
  document.head.append(bundle);
}
