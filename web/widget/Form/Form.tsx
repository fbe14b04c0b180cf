import { useRef, useState } from 'preact/hooks';
import { faults, type Customer, type Faults } from '../../session/journey/customer';
import type { Journey } from '../../session/journey/journey';
import { Button } from '../../ui/Button/Button';
import { Field } from '../../ui/Field/Field';
import { Heading } from '../../ui/Heading/Heading';
import { LiveRegion } from '../../ui/LiveRegion/LiveRegion';
import { useWords } from '../words';
import './Form.css';

/** Three fields, prefilled where known, and one button. */
export function Form({ journey }: { journey: Journey }) {
  const words = useWords();
  const form = useRef<HTMLFormElement>(null);
  const [customer, setCustomer] = useState<Customer>(journey.customer.peek());
  const [wrong, setWrong] = useState<Faults>({});
  const edit = (part: Partial<Customer>) => {
    const next = { ...customer, ...part };
    setCustomer(next);
    // A fault that was shown goes as soon as it is mended; new ones wait for the button.
    const still = faults(next);
    setWrong(Object.fromEntries(Object.entries(wrong).filter(([field]) => field in still)));
  };
  const errors = {
    name: wrong.name && words.text('form.nameMissing'),
    email: wrong.email && words.text(wrong.email === 'missing' ? 'form.emailMissing' : 'form.emailMalformed'),
    phone: wrong.phone && words.text('form.phoneShort'),
  };
  return (
    <form
      class="panel-body form"
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const found = faults(customer);
        setWrong(found);
        const first = Object.keys(found)[0];
        if (first) form.current?.querySelector<HTMLInputElement>(`input[name="${first}"]`)?.focus();
        else journey.startChat(customer);
      }}
    >
      <Heading>{words.text('form.title')}</Heading>
      <p class="body form-lead">{words.text('form.lead')}</p>
      <div class="form-fields">
        <Field label={words.text('form.name')} name="name" autocomplete="name" value={customer.name} onInput={(name) => edit({ name })} error={errors.name} />
        <Field label={words.text('form.email')} name="email" type="email" autocomplete="email" value={customer.email} onInput={(email) => edit({ email })} error={errors.email} />
        <Field label={words.text('form.phone')} name="phone" type="tel" autocomplete="tel" value={customer.phone} onInput={(phone) => edit({ phone })} hint={words.text('form.phoneHint')} error={errors.phone} />
      </div>
      <div class="form-send"><Button type="submit" wide>{words.text('form.start')}</Button></div>
      <LiveRegion urgent says={Object.values(errors).filter(Boolean).join(' ')} />
    </form>
  );
}
