/**
 * `<eyeline-widget deployment="…">`: one element, one shadow root, adopted style sheets.
 *
 * Attributes: `deployment` (required), `origin`, `locale`, `company`, `greeting`, `scheme="light|dark"`.
 * The loader copies them from its own `data-…` attributes.
 */
import { render } from 'preact';
import { Journey, type JourneyEvent } from '../session/journey/journey';
import { chooseLocale, inLanguage, speaker } from '../ui/catalogue/speaker';
import { Speech } from '../ui/speech';
import type { EyelineApi } from './api';
import { dress } from './sheets';
import './widget.css';
import '../ui/tokens.css';
import '../ui/base.css';
import { Widget } from './Widget/Widget';

class EyelineWidget extends HTMLElement {
  private root: ShadowRoot | null = null;
  private readonly listeners = new EventTarget();

  connectedCallback(): void {
    if (this.root) return;
    this.root = this.attachShadow({ mode: 'open' });
    dress(this.root);
    void this.start(this.root);
  }

  private async start(root: ShadowRoot): Promise<void> {
    const deployment = this.getAttribute('deployment');
    if (!deployment) throw new Error('<eyeline-widget> needs a deployment');
    const locale = chooseLocale([this.getAttribute('locale'), this.lang, document.documentElement.lang, ...navigator.languages]);
    // The journey begins before there are words for it: a reload in a call is on its way back at once.
    const journey = new Journey({
      origin: this.getAttribute('origin') ?? location.origin,
      deployment,
      locale,
      tell: (event) => this.listeners.dispatchEvent(new Event(event)),
    });

    const catalogue = await inLanguage(locale, {
      en: () => import('./catalogue/en'),
      fr: () => import('./catalogue/fr'),
      ar: () => import('./catalogue/ar'),
    });
    const speech = speaker(locale, catalogue);
    const ground = document.createElement('div');
    ground.className = 'ground';
    ground.lang = locale;
    ground.dir = speech.dir;
    const scheme = this.getAttribute('scheme');
    if (scheme) ground.dataset['scheme'] = scheme;
    root.append(ground);
    render(
      <Speech.Provider value={speech}>
        <Widget journey={journey} company={this.getAttribute('company') ?? ''} greeting={this.getAttribute('greeting')} />
      </Speech.Provider>,
      ground,
    );
    this.dispatchEvent(new CustomEvent('eyeline-ready', { detail: this.api(journey) }));
  }

  private api(journey: Journey): EyelineApi {
    const on = (event: JourneyEvent, listener: () => void) => this.listeners.addEventListener(event, listener);
    const off = (event: JourneyEvent, listener: () => void) => this.listeners.removeEventListener(event, listener);
    return {
      startGenesysChat: () => journey.openPanel(),
      startVideoChatSession: () => journey.startVideo(),
      setCustomAttributes: (attributes) => journey.setCustomAttributes(attributes),
      on,
      off,
    };
  }
}

if (!customElements.get('eyeline-widget')) customElements.define('eyeline-widget', EyelineWidget);
